"""Background work: the worker's relay runs these steps round after round."""

from tinhso.foundation.audit.actions import seal_step

STEPS = (seal_step,)
