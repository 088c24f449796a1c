"""Scorecards: schemes of components as data, scored record by record from what the platform itself recorded."""
