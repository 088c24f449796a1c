"""Counting attempts across processes: how often something may be tried in a span of time."""

from tinhso.core.limits.counter import forget, hit, once

__all__ = ["forget", "hit", "once"]
