"""Writes of the personal-data room: requests and their answers, consents, deletions, records."""

from tinhso.services.personal_data.actions.answering import FULFIL, Step, advance, end_restriction
from tinhso.services.personal_data.actions.consenting import give_consent, withdraw_consent
from tinhso.services.personal_data.actions.counter import take
from tinhso.services.personal_data.actions.registering import (
    BreachStep,
    BreachWords,
    enter_breach,
    file_impact,
    follow_breach,
    note_processing,
    write_impact,
)
from tinhso.services.personal_data.actions.requesting import ask, reply
from tinhso.services.personal_data.actions.retaining import (
    approve_deletion,
    propose_deletion,
    propose_due,
    refuse_deletion,
)

__all__ = [
    "FULFIL",
    "BreachStep",
    "BreachWords",
    "Step",
    "advance",
    "approve_deletion",
    "ask",
    "end_restriction",
    "enter_breach",
    "file_impact",
    "follow_breach",
    "give_consent",
    "note_processing",
    "propose_deletion",
    "propose_due",
    "refuse_deletion",
    "reply",
    "take",
    "withdraw_consent",
    "write_impact",
]
