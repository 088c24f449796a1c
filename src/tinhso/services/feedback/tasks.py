"""Work of the background process: invitations to surveys, batch by batch."""

from tinhso.core.events.api import steps
from tinhso.services.feedback import actions

steps.add("feedback.invitations", actions.invite_due)
