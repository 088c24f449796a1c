"""What citizens and officials know by name."""
