"""The ground floor: general machinery without a single domain word."""
