"""REST of digitising: papers at the counter, plans, lots and scans; what is put right afterwards."""

from tinhso.services.digitisation.rest import correcting, working
from tinhso.services.digitisation.rest.working import rest

__all__ = ["correcting", "rest", "working"]
