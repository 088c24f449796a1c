"""Pack section ``feedback_rules``: times of a complaint, reasons to tick, small counts, size of surveys."""

from typing import Final, Self

from pydantic import Field, model_validator

from tinhso.core.packs.api import PackObject, PackPart, PackView
from tinhso.services.feedback.types import HANDLE

#: The one object of the section that is in force.
RULES: Final = "phan-anh"
#: What the flow of complaints must be able to do: the actions that this room follows by their id.
STEPS: Final = ("accept", "refuse", "ask", "supply", "answer", "publish", "keep_private", "withdraw")


class Reason(PackPart):
    """Why somebody is not satisfied, to be ticked."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    name: str = Field(min_length=1, max_length=120)
    name_en: str = Field(min_length=1, max_length=120)


class FeedbackRules(PackObject):
    """How feedback is handled. There is one such object, ``phan-anh``.

    Days are working days: to refuse, to ask for more and to answer from the sending on, to publish from the answer on
    (QĐ 766/QĐ-TTg). What fewer than ``smallest`` people said is not told by itself (decision 0012).
    """

    flow: str
    refuse_days: int = Field(ge=1, le=60)
    ask_days: int = Field(ge=1, le=60)
    resolve_days: int = Field(ge=1, le=365)
    publish_days: int = Field(ge=1, le=60)
    smallest: int = Field(ge=1, le=100)
    fewest_questions: int = Field(ge=1, le=60)
    most_questions: int = Field(ge=1, le=60)
    reasons: tuple[Reason, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.fewest_questions > self.most_questions:
            raise ValueError("fewest_questions is not more than most_questions")
        if len({reason.id for reason in self.reasons}) != len(self.reasons):
            raise ValueError("each reason has an id of its own")
        return self


def check_rules(view: PackView) -> None:
    """The flow of complaints is there, has every step that is followed, and asks for the permission of this room."""
    for item in view.objects("feedback_rules", FeedbackRules).values():
        if item.id != RULES:
            view.problem(item, "id", "phần này chỉ có một đối tượng", expected=RULES)
        flow = view.reference(item, "flow", "flows", item.flow)
        if flow is None:
            continue
        if getattr(flow, "read_by", "") != HANDLE:
            view.problem(item, "flow", "quy trình phản ánh phải có read_by", expected=HANDLE)
        actions = {action.id: action for action in getattr(flow, "actions", ())}
        for step in STEPS:
            if step not in actions:
                view.problem(item, "flow", f"quy trình phản ánh thiếu bước {step}", expected=", ".join(STEPS))
        for action in actions.values():
            if action.permission not in {"", HANDLE}:
                view.problem(item, "flow", f"bước {action.id} dùng quyền khác", expected=HANDLE)
