"""Work of the background process: lots are signed paper by paper."""

from tinhso.core.events.api import steps
from tinhso.services.digitisation import actions

steps.add("digitisation.lots", actions.continue_lots)
