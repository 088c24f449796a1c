"""Indicators: anything that is counted, from facts that rooms publish. See README.md and ``api``."""
