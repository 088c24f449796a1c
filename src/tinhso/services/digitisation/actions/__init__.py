"""Writes of digitising."""

from tinhso.services.digitisation.actions.correcting import Change, bring_back, change_plan, name_holder
from tinhso.services.digitisation.actions.counter import add_scan, sign_copy, start_copy
from tinhso.services.digitisation.actions.entering import enter, put_aside
from tinhso.services.digitisation.actions.planning import NewPlan, make_plan
from tinhso.services.digitisation.actions.sampling import check_sample, draw_sample
from tinhso.services.digitisation.actions.signing import continue_lots, sign_lot
from tinhso.services.digitisation.actions.taking import scans_of_uploads, take_lot

__all__ = [
    "Change", "NewPlan", "add_scan", "bring_back", "change_plan", "check_sample", "continue_lots", "draw_sample",
    "enter", "make_plan", "name_holder", "put_aside",
    "scans_of_uploads", "sign_copy", "sign_lot", "start_copy", "take_lot",
]  # fmt: skip
