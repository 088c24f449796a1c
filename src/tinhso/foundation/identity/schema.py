"""Pack sections ``assurance``: how surely somebody must have proved who they are, for each act; ``account_rules``: how
accounts are kept.
"""

from typing import Literal

from django.urls import get_resolver
from pydantic import Field

from tinhso.core.access import PUBLIC, Access, permissions
from tinhso.core.actions import actions
from tinhso.core.faces import routes
from tinhso.core.packs.api import PackObject, PackView
from tinhso.core.rest import operations
from tinhso.foundation.identity.rules import KINDS, places
from tinhso.foundation.identity.types import PROVING, ProofLevel


class Assurance(PackObject):
    """One row of the ladder: what it governs, and what it asks.

    ``acts`` are names of actions, pages or operations; ``permissions`` cover every act whose rule asks for one;
    ``procedures`` narrow acts to dossiers of these. Without any of them the row is for all other acts of its ``kinds``
    (none: of everybody). ``identity`` is the least level, ``fresh_minutes`` how long ago it may have been proved,
    ``channels`` from where: the browser, the browser of an official outside the province's networks (``remote``), a
    personal token, an application that speaks for the person. ``remote_identity`` is the least level of an official who
    comes from outside, by whatever channel, where it is another one. ``signature``
    says which signatures a document takes: the signer's, or the signer's and the agency's seal (NĐ 30/2020, Đ13).
    """

    name: str = Field(min_length=3, max_length=120)
    name_en: str = Field(min_length=3, max_length=120)
    kinds: tuple[Literal["citizen", "official"], ...] = ()
    acts: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    identity: ProofLevel
    fresh_minutes: int | None = Field(None, ge=1, le=1440)
    remote_identity: ProofLevel | None = None
    channels: tuple[Literal["web", "remote", "token", "application"], ...] = Field(
        ("web", "remote", "token", "application"), min_length=1
    )
    signature: Literal["", "signer", "sealed"] = ""


class AccountRule(PackObject):
    """How accounts of a ``kind`` are kept; with ``permissions``, those who hold one of them (administrators).

    A session ends after ``idle_minutes`` without use and after ``session_hours``. ``second_factor``: an authenticator
    app or a passkey is compulsory. An account that nobody signs in to for ``closed_days`` is closed, its owner told
    ``told_days`` before.
    """

    name: str = Field(min_length=3, max_length=120)
    name_en: str = Field(min_length=3, max_length=120)
    kind: Literal["citizen", "official"]
    permissions: tuple[str, ...] = ()
    idle_minutes: int = Field(ge=1, le=120)
    session_hours: int = Field(ge=1, le=24)
    second_factor: bool = False
    closed_days: int | None = Field(None, ge=7, le=730)
    told_days: int = Field(14, ge=1, le=90)


def check_account_rules(view: PackView) -> None:
    """One rule for each kind, permissions that exist, an end after its notice."""
    rules = view.objects("account_rules", AccountRule).values()
    seen: set[str] = set()
    for rule in rules:
        for number, code in enumerate(rule.permissions):
            if code not in permissions:
                candidates = list(permissions.keys())
                view.problem(rule, f"permissions.{number}", "không có quyền này", near=code, candidates=candidates)
        if rule.closed_days is not None and rule.told_days >= rule.closed_days:
            view.problem(rule, "told_days", "phải báo sau ngày bắt đầu tính và trước ngày khóa")
        if not rule.permissions and rule.kind in seen:
            view.problem(rule, "kind", "loại tài khoản này đã có quy tắc chung")
        seen |= set() if rule.permissions else {rule.kind}
    if rules and (missing := [kind for kind in KINDS if kind not in seen]):
        view.problem(next(iter(rules)), "kind", f"thiếu quy tắc chung cho: {', '.join(missing)}")


def rules_of_acts() -> dict[str, Access]:
    """The access rule of every page, operation and action, by name."""
    return {
        **{name: route.access for name, route in routes.items()},
        **{name: operation.access for name, operation in operations.items()},
        **{name: action.access for name, action in actions.items()},
    }


def check_assurance(view: PackView) -> None:
    """Every act and permission exists, nothing is governed by two rows, and nobody by none."""
    rows = view.objects("assurance", Assurance).values()
    _ = get_resolver().url_patterns  # every room has entered its pages by then
    taken: dict[tuple[str, str, str], str] = {}
    known = rules_of_acts()
    for row in rows:
        for number, act in enumerate(row.acts):
            if act not in known:
                view.problem(row, f"acts.{number}", "không có việc nào mang tên này", near=act, candidates=known)
            elif known[act] == PUBLIC or act in PROVING:
                view.problem(row, f"acts.{number}", "việc này mở cho mọi người, hoặc chính là cách xác nhận danh tính")
            elif row.procedures and (act not in actions or actions.get(act).procedure is None):
                expected = ", ".join(name for name, item in actions.items() if item.procedure)
                view.problem(row, f"acts.{number}", "việc này không hỏi theo thủ tục", expected=expected)
        for number, code in enumerate(row.permissions):
            if code not in permissions:
                candidates = list(permissions.keys())
                view.problem(row, f"permissions.{number}", "không có quyền này", near=code, candidates=candidates)
        if row.procedures and (row.permissions or not row.acts):
            view.problem(row, "procedures", "thủ tục chỉ thu hẹp các việc được nêu tên")
        for place in places(row):
            if place in taken:
                view.problem(row, "id", f"việc này đã do dòng {taken[place]} quyết định")
            taken[place] = row.id
    if rows and (missing := [kind for kind in KINDS if (kind, "", "") not in taken]):
        view.problem(next(iter(rows)), "kinds", f"thiếu dòng chung cho: {', '.join(missing)}")
