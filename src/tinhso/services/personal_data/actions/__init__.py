"""Writes of the personal-data room: requests and their answers, consents."""

from tinhso.services.personal_data.actions.answering import FULFIL, Step, advance, end_restriction
from tinhso.services.personal_data.actions.consenting import give_consent, withdraw_consent
from tinhso.services.personal_data.actions.requesting import ask, reply

__all__ = ["FULFIL", "Step", "advance", "ask", "end_restriction", "give_consent", "reply", "withdraw_consent"]
