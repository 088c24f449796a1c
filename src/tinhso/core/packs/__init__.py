"""Packs: what a province configures, as versioned data. Entered by ``core.packs.api``."""
