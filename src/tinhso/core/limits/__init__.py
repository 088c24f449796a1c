"""Counting attempts across processes: how often something may be tried in a span of time."""

from tinhso.core.limits.counter import forget, hit

__all__ = ["forget", "hit"]
