"""Background work: sealing is a step of the worker's relay."""

from tinhso.core.events.api import steps
from tinhso.foundation.audit.actions import seal_step

steps.add("audit.seal", seal_step)
