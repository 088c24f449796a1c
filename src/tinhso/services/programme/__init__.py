"""The programme: resolutions and plans, their targets measured by the platform itself, and the inventory of systems."""
