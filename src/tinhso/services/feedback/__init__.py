"""Satisfaction: ratings, complaints about the handling of procedures, surveys with public results."""
