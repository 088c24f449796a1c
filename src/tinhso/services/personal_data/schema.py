"""Pack sections: ``processings`` (what is done with personal data, for what, on which basis), ``retention_rules`` (how
long records are kept) and ``privacy_rules`` (times of requests, of breaches, of impact assessments).
"""

from typing import Final, Self

from pydantic import Field, model_validator

from tinhso.core import personal
from tinhso.core.packs.api import PackObject, PackPart, PackView
from tinhso.services.personal_data.types import HANDLE, Basis, RequestKind

#: The one object of ``privacy_rules`` that is in force.
RULES: Final = "du-lieu-ca-nhan"
#: What the flow of requests must be able to do: the actions that this room follows by their id.
STEPS: Final = ("accept", "refuse", "ask", "supply", "fulfil", "withdraw")


class Look(PackPart):
    """What a page or an operation of the API shows an official, as the person whose data it is reads it."""

    id: str = Field(pattern=r"^[a-z0-9_.]{1,100}$", description="Mã trang, thao tác API hoặc mục đích trong nhật ký")
    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field(min_length=1, max_length=200)


class Ask(PackPart):
    """What a person agrees to: the words shown, with their version."""

    version: int = Field(ge=1, le=999)
    text: str = Field(min_length=20, max_length=2000)
    text_en: str = Field(min_length=20, max_length=2000)
    children: bool = Field(False, description="Cha, mẹ hoặc người giám hộ đồng ý thay cho trẻ em được")


class Processing(PackObject):
    """Hoạt động xử lý dữ liệu cá nhân: purpose, basis, rooms whose tables it uses, recipients, retention.

    With basis ``consent`` it runs only for who agreed to ``ask``; silence is no consent.
    """

    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field(min_length=1, max_length=200)
    purpose: str = Field(min_length=1, max_length=1000)
    purpose_en: str = Field(min_length=1, max_length=1000)
    basis: Basis
    ask: Ask | None = None
    rooms: tuple[str, ...] = Field((), description="Phòng mã nguồn có bảng dữ liệu dùng cho việc này")
    subjects: str = Field(min_length=1, max_length=300, description="Chủ thể dữ liệu")
    subjects_en: str = Field(min_length=1, max_length=300)
    recipients: str = Field("", max_length=1000, description="Ai nhận dữ liệu; trống là không ai ngoài cơ quan")
    recipients_en: str = Field("", max_length=1000)
    retention: tuple[str, ...] = Field((), description="Quy tắc lưu giữ")
    keep: str = Field(min_length=1, max_length=300, description="Giữ bao lâu, ghi bằng lời")
    keep_en: str = Field(min_length=1, max_length=300)
    looks: tuple[Look, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.basis is Basis.CONSENT) != (self.ask is not None):
            raise ValueError("basis consent goes with ask, and no other does")
        return self


class RetentionRule(PackObject):
    """How long records of one kind (``core.personal.erasures``) are kept: ``months`` from the end of their use."""

    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field(min_length=1, max_length=200)
    kind: str
    months: int = Field(ge=1, le=1200)


class Answering(PackPart):
    """By when a request of one kind is fulfilled."""

    kind: RequestKind
    value: int = Field(ge=1, le=365)
    unit: str = Field("days", pattern=r"^(days|working_days)$")


class PrivacyRules(PackObject):
    """Times of personal data. There is one such object, ``du-lieu-ca-nhan`` (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP).

    ``acknowledge_days`` are working days; ``breach_hours`` run from when a breach is noticed; ``impact_days`` from the
    start of a processing, ``impact_months`` until its assessment is looked at again.
    """

    flow: str
    acknowledge_days: int = Field(ge=1, le=30)
    answers: tuple[Answering, ...]
    package_days: int = Field(ge=1, le=365)
    breach_hours: int = Field(ge=1, le=720)
    breach_years: int = Field(ge=1, le=50)
    impact_days: int = Field(ge=1, le=365)
    impact_months: int = Field(ge=1, le=60)
    child_age: int = Field(ge=1, le=18)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if sorted(one.kind for one in self.answers) != sorted(RequestKind):
            raise ValueError("each kind of request has one time to answer")
        return self

    def answer_in(self, kind: str) -> Answering:
        """By when a request of a kind is fulfilled."""
        return next(one for one in self.answers if one.kind == kind)


def check_rules(view: PackView) -> None:
    """The flow of requests is there, has every step that is followed, and asks for the permission of this room."""
    for item in view.objects("privacy_rules", PrivacyRules).values():
        if item.id != RULES:
            view.problem(item, "id", "phần này chỉ có một đối tượng", expected=RULES)
        flow = view.reference(item, "flow", "flows", item.flow)
        if flow is None:
            continue
        if getattr(flow, "read_by", "") != HANDLE:
            view.problem(item, "flow", "quy trình yêu cầu về dữ liệu phải có read_by", expected=HANDLE)
        actions = {action.id for action in getattr(flow, "actions", ())}
        for step in STEPS:
            if step not in actions:
                view.problem(item, "flow", f"quy trình yêu cầu về dữ liệu thiếu bước {step}", expected=", ".join(STEPS))


def check_processings(view: PackView) -> None:
    """Retention rules that a processing names are there."""
    for item in view.objects("processings", Processing).values():
        for number, rule in enumerate(item.retention):
            view.reference(item, f"retention.{number}", "retention_rules", rule)


def check_retention(view: PackView) -> None:
    """Every rule is about a kind of record that some room lets go."""
    for item in view.objects("retention_rules", RetentionRule).values():
        if item.kind not in personal.erasures:
            kinds = list(personal.erasures.keys())
            view.problem(item, "kind", "không có loại dữ liệu này", near=item.kind, candidates=kinds)
