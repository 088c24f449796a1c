"""Every role against every page and every read of the API, with things that belong to others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from thread import SECRET_NAME, account, act, call, decide, file_dossier, signed_in, unit_of
from tinhso.core import clock
from tinhso.core.access import ANONYMOUS, PUBLIC, SYSTEM, Access, Actor, ActorKind, asking
from tinhso.core.events.api import Relay
from tinhso.core.faces import routes
from tinhso.core.ids import new_id
from tinhso.core.packs.api import current
from tinhso.core.personal import subjects_of
from tinhso.core.rest import operations
from tinhso.engines.cases import api as cases
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.actions.demo import fill
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.grant_reviews.api import keep_reviews
from tinhso.foundation.grant_reviews.models import Review
from tinhso.foundation.identity import api as identity
from tinhso.foundation.notifications.models import Notice
from tinhso.foundation.organisation.models import PostHolding
from tinhso.foundation.signing.models import SignedDocument
from tinhso.services.companies.actions import ask_company
from tinhso.services.national_portal.actions import follow_cases
from tinhso.services.national_portal.models import NationalDossier
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import Mandate
from tinhso.services.vault import api as vault

#: Who asks → whether the dossier of congdan1 with phường Phú Xuân is theirs to see.
ROLES = {
    "": False,
    "congdan1": True,
    "congdan2": False,
    "tiepnhan": True,
    "congchuc": True,
    "lanhdao": True,
    "congchuc.stp": False,
    "lanhdao.stp": False,
    "lanhdaotinh": True,
    "quantri": False,
    "kiemsoat": False,
    "congchuc.stc": False,
    # Who acts as a company, and may do everything for it; who helps another citizen at home.
    "congdan2 (company)": False,
    "giupdan (mandate)": False,
}
#: One of each kind, asked where the rule makes no difference between people.
ONE_OF_EACH = {"", "congdan1", "congchuc", "congdan2 (company)", "giupdan (mandate)"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")
SIGN_IN = "/tai-khoan/dang-nhap/"
#: What tells an official of congdan1: the name of the applicant, and of whom the dossier is about; their telephone.
APPLICANT = ("Nguyễn Thị Minh Hương", SECRET_NAME, "0900000001")
#: Pages that end a session, or ask whoever comes for the token of an application.
LEAVES = {"account_logout", "openid.userinfo"}


@dataclass
class Scene:
    """What exists: ids by parameter, with those of one route alone under ``route.parameter``."""

    ids: dict[str, object] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    helping: dict[str, Actor] = field(default_factory=dict)

    def asks(self, role: str, rule: Access) -> Actor:
        """Who asks under a rule in a role."""
        return asking(rule, self.actors[role], self.helping.get(role))

    def address(self, name: str, pattern: str, *, unknown: bool = False) -> str:
        """The pattern with real ids, or with ids that nothing has."""

        def value(match: re.Match[str]) -> str:
            parameter = match[1] or match[2]
            known = self.ids.get(f"{name}.{parameter}", self.ids.get(parameter))
            assert known is not None, f"no sample of {parameter} for {name}"
            return str(new_id()) if unknown and isinstance(known, UUID) else str(known)

        return PARAMETER.sub(value, pattern)


def document_file(case_id: str) -> UUID:
    found = cases.CaseDocument.objects.filter(case_id=case_id).first()
    assert found is not None
    return UUID(str(found.file_id))


@pytest.fixture
def scene(province: None) -> Scene:
    """A signed dossier, one in hand, a draft and a token of congdan1."""
    found, at = Scene(), clock.now()
    company = identity.open_company(
        actor=SYSTEM, at=at, tax_code="0100109106", name="Công ty Sông Hương", kind="company", email="",
        legal_id=account("congdan2").id,
    )  # fmt: skip
    helper = account("giupdan")
    mandate = Mandate.objects.create(
        way="code", account=account("congdan2"), grantor_name="Trần Văn Bảo", agent=helper, agent_name=helper.full_name,
        unit_id=unit_of("giupdan").id, procedures=["2.000635"], asked_at=at, confirmed_at=at,
        valid_until=at + timedelta(hours=8), at_home=True, draft_id=new_id(),
    )  # fmt: skip
    chosen = {"company": f"company:{company.id}", "mandate": f"mandate:{mandate.id}"}
    for name in ROLES:
        username, _bracket, kind = name.partition(" ")
        found.clients[name] = signed_in(username)
        if username:
            found.actors[name] = identity.build_actor(identity.account_info(account(username).id), at)
        if kind:
            found.clients[name].post("/tai-khoan/lam-thay/", {"for": chosen[kind.strip("()")]})
    # Under a mandate the helper is themself wherever the rule does not say otherwise.
    found.helping["giupdan (mandate)"] = queries.helping_actor(mandate, helper.full_name)
    found.actors["congdan2 (company)"] = identity.act_for(
        identity.account_info(account("congdan2").id), chosen["company"], clock.now()
    )
    found.actors[""] = ANONYMOUS
    asked = ask_company(
        actor=found.actors["congdan1"], at=at, tax_code="3300101406", name="Hợp tác xã Phú Hồ", kind="cooperative"
    )
    citizen = found.clients["congdan1"]
    case = file_dossier(citizen)
    decide(case["id"])
    in_hand = file_dossier(citizen)
    act(found.clients["tiepnhan"], in_hand["id"], "accept")
    draft = call(citizen, "POST", "/drafts", {"code": "2.000635"})
    call(citizen, "PUT", f"/drafts/{draft['id']}/steps/record", {"answers": {"subject_name": SECRET_NAME}})
    call(citizen, "POST", "/identity/tokens", {"name": "Máy của tôi", "days": 30}, expect=HTTPStatus.OK)
    change_set = call(found.clients["kiemsoat"], "POST", "/packs/change-sets", {"title": "Sửa lệ phí"})
    body = call(found.clients["kiemsoat"], "GET", "/packs/sections/procedures/2.000635")
    call(found.clients["kiemsoat"], "PUT", f"/packs/change-sets/{change_set['id']}/objects/procedures", body)
    flow = call(found.clients["kiemsoat"], "GET", "/packs/sections/flows/simple")
    call(found.clients["kiemsoat"], "PUT", f"/packs/change-sets/{change_set['id']}/objects/flows", flow)
    wanted = {"key": "proposal-1", "remedy": "drop_paper", "procedures": ["2.000635"], "title": "Bỏ bản sao giấy tờ",
              "reason": "Số liệu cho thấy giấy tờ này không cần.", "owner_id": str(unit_of("kiemsoat").id)}  # fmt: skip
    proposal = call(found.clients["kiemsoat"], "POST", "/portfolio/proposals", wanted)
    office = unit_of("tiepnhan")
    given = {"kind": "unit", "case_ids": [case["id"]], "to_unit_id": str(office.id)}
    sheet = call(found.clients["tiepnhan"], "POST", "/papers/handovers", given)
    wanted = {"case_ids": [case["id"]], "purpose": "receipt"}
    run = call(found.clients["tiepnhan"], "POST", "/papers/prints", wanted)
    Relay().run_once()
    follow_cases([UUID(case["id"])], at)
    owner = vault.Holder(account_id=account("congdan1").id)
    paper = vault.Deposit(
        "document:1",
        owner,
        "khai-sinh",
        SECRET_NAME,
        document_file(case["id"]),
        vault.Origin.DOSSIER,
        vault.Trust.CHECKED,
    )
    kept = vault.deposit(actor=SYSTEM, at=at, papers=[paper])[0]
    document = cases.CaseDocument.objects.filter(case_id=case["id"]).order_by("added_at").last()
    signed = SignedDocument.objects.order_by("signed_at").last()
    assert document is not None
    assert signed is not None
    holding = PostHolding.objects.filter(post__unit_id=office.id).first()
    record = record_of("pharmacies", at)
    keep_reviews(at)
    found.ids = {
        "case_id": UUID(case["id"]), "document_id": document.id, "draft_id": UUID(draft["id"]), "unit_id": office.id,
        "post_id": holding.post_id if holding else None, "holding_id": holding.id if holding else None,
        "account_id": account("congdan1").id, "entry_id": AuditEntry.objects.latest("at").id,
        "notice_id": getattr(Notice.objects.first(), "id", new_id()), "file_id": document.file_id,
        "territory_id": office.territory_id, "paper_id": new_id(), "token_id": new_id(), "pk": 1,
        "year": 2026, "measure": "received", "proposal_id": UUID(proposal["id"]), "flow_id": "simple", "step_id": "record", "action_id": "withdraw", "indicator_id": next(iter(current("indicators"))),
        "template_id": "tt03-2025.01", "level": 0, "index": "000", "key": "abc-def", "uidb36": "1", "code": "2.000635", "target_id": "none",
        "look_up.code": case["code"], "serial": "1", "event_id": "sinh-con", "release": 1, "override_id": new_id(), "delegation_id": new_id(),
        "item_id": kept.id, "mandate_id": mandate.id, "company_id": company.id, "request_id": asked.id, "representative_id": new_id(),
        "change_set_id": UUID(change_set["id"]), "part": "chung", "kind": "xlsx", "step": 0, "number": 0, "session_no": 1, "decision_id": new_id(), "section": "procedures",
        "packs_read_object.key": "2.000635", "procedures.design_flow_member.kind": "buoc",
        "row": 0, "import_id": new_id(), "dossier_id": NationalDossier.objects.get().id,
        "sheet_id": UUID(sheet["id"]), "run_id": UUID(run["id"]),
        "transparency.unit.key": office.key, "unit_key": office.key, "period": "2026-11", "month": "2026-11", "format": "csv",
        "transparency.open_file.kind": "csv",
        "centre_id": "hue.phuong-phu-xuan", "ticket_id": new_id(), "secret": "none", "kiosk_id": new_id(), "absence_id": new_id(),
        "appointments.booking.code": "ABCDEFGH", "appointments.file.code": "ABCDEFGH", "appointments.move.code": "ABCDEFGH",
        "appointments_read_booking.code": "ABCDEFGH",
        "plan_id": new_id(), "lot_id": new_id(), "scan_id": new_id(),
        "complaint_id": new_id(), "survey_id": new_id(), "tablet_id": new_id(), "rating_id": new_id(), "token": "none",
        "review_id": Review.objects.get(unit__key="hue.phuong-phu-xuan").id,
        "consent_id": new_id(), "purpose_id": "khao-sat", "deletion_id": new_id(),
        "breach_id": new_id(), "processing_id": "giai-quyet-thu-tuc", "rule_id": "ho-so-thu-tuc",
        "feedback.follow.code": "ABCDEFGH", "feedback_follow_complaint.code": "ABCDEFGH",
        "invoice_id": new_id(), "receipt_id": new_id(), "refund_id": new_id(), "difference_id": new_id(),
        "application_id": new_id(), "provider": "vneid",
        "day": "2026-11-21", "scheme_id": "766", "component": "2.1",
        "signing.document.document_id": signed.id, "signing_get_signed_document.document_id": signed.id,
        "signing.verify_code.code": signed.code, "signing_get_verification.code": signed.code,
        "procedures_look_up.code": case["code"], "procedures.asset.name": "nha-o/tang-nha.png",
        "record_id": record, "kept_id": record, "gone_id": new_id(), "change_id": new_id(), "batch_id": new_id(),
        "pair_id": new_id(), "merge_id": new_id(), "listener_id": new_id(), "view_id": new_id(),
        "registryname": "pharmacies", "versionnumber": "1", "field": "name", "ext": "json",
        "database_id": "pharmacies",
        **{f"{name}.code": "pharmacies" for name, _pattern, _rule in addresses() if name.startswith("registers")},
    }  # fmt: skip
    return found


def record_of(code: str, at: datetime) -> UUID:
    """A record of a register, made for the walk."""
    register = registers.all_registers()[code]
    fill(register, 1, at)
    return registers.records(actor=SYSTEM, at=at, register=register, asked=registers.Asked(), limit=1).items[0].id


def addresses() -> Iterator[tuple[str, str, Access]]:
    for name, route in routes.items():
        if "GET" in route.methods and name not in LEAVES:
            yield name, f"/{route.path}", route.access
    for name, operation in operations.items():
        if operation.method == "GET":
            yield name, operation.path, operation.access


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8", "replace"))


def is_recorded(response: Any, actor: Actor) -> bool:
    """Whether a look is in the evidence log: by whom, with post and unit, what for, at something of congdan1."""
    own = set(subjects_of(account("congdan1").id))
    entries = AuditEntry.objects.filter(
        request_id=response["X-Request-Id"], outcome="read", account_id=actor.account_id
    )
    return any(
        any((entry.subject_kind, each) in own for each in entry.subjects)
        and entry.detail["purpose"]
        and entry.unit_id == actor.unit_id
        for entry in entries
    )


def verdict(path: str, rule: Access, actor: Actor, response: Any) -> str:
    """What is wrong with an answer, or nothing."""
    status = response.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"fails with {status}"
    if rule.allows(actor):
        sent_to_sign_in = status == HTTPStatus.FOUND and response["Location"].startswith(SIGN_IN)
        return (
            "asks one who may to sign in"
            if status == HTTPStatus.UNAUTHORIZED or (sent_to_sign_in and actor is not ANONYMOUS)
            else ""
        )
    if actor is not ANONYMOUS:
        return "" if status == HTTPStatus.FORBIDDEN else f"answers {status} instead of 403"
    if path.startswith("/api/"):
        return "" if status == HTTPStatus.UNAUTHORIZED else f"answers {status} instead of 401"
    asks = status == HTTPStatus.FOUND and response["Location"].startswith(SIGN_IN)
    return "" if asks else f"answers {status} instead of the sign-in page"


def test_every_role_on_every_address(scene: Scene) -> None:
    wrong, leaks, seen, unrecorded, looked = [], [], set(), [], 0
    for name, pattern, rule in addresses():
        path = scene.address(name, pattern)
        for role, is_theirs in ROLES.items():
            if rule == PUBLIC and role not in ONE_OF_EACH:
                continue
            response = scene.clients[role].get(path)
            problem = verdict(path, rule, scene.asks(role, rule), response)
            if problem:
                wrong.append(f"{role or 'anonymous'} {path} ({name}) {problem}")
            else:
                text = text_of(response)
                if SECRET_NAME in text:
                    seen.add(role)
                    if not is_theirs:
                        leaks.append(f"{role or 'anonymous'} {path} ({name})")
                if scene.actors[role].kind is ActorKind.OFFICIAL and any(datum in text for datum in APPLICANT):
                    looked += 1
                    if not is_recorded(response, scene.actors[role]):
                        unrecorded.append(f"{role} {path} ({name})")
    assert not wrong, "\n".join(wrong)
    assert not leaks, "\n".join(leaks)
    assert not unrecorded, "shows an official somebody's data and leaves no trace:\n" + "\n".join(unrecorded)
    assert looked > 20, "the test would not see a look"
    assert {"congdan1", "tiepnhan", "congchuc"} <= seen, "the test would not see a leak"


def test_who_may_not_ask_is_not_told_what_a_request_must_hold(scene: Scene) -> None:
    """A write with nothing in it is refused for who asks, never for what is missing."""
    wrong = []
    for name, operation in operations.items():
        if operation.method == "GET":
            continue
        for role in ("", "congdan1", "congchuc"):
            actor = scene.actors[role]
            if operation.access.allows(actor):
                continue
            path = scene.address(name, operation.path, unknown=True)
            response = scene.clients[role].generic(operation.method, path, "{}", content_type="application/json")
            expected = HTTPStatus.FORBIDDEN if role else HTTPStatus.UNAUTHORIZED
            if response.status_code != expected:
                wrong.append(f"{role or 'anonymous'} {operation.method} {path} answers {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_ids_that_nothing_has_are_not_found(scene: Scene) -> None:
    wrong = []
    for name, pattern, rule in addresses():
        path = scene.address(name, pattern, unknown=True)
        if path == scene.address(name, pattern):
            continue
        for role in ("congdan2", "congchuc", "quantri", "kiemsoat", "lanhdao", "congchuc.stc", "giupdan (mandate)"):
            if rule.allows(scene.asks(role, rule)):
                response = scene.clients[role].get(path)
                # 422: the operation wants a query as well, and says so before it looks.
                if response.status_code not in {
                    HTTPStatus.NOT_FOUND,
                    HTTPStatus.FORBIDDEN,
                    HTTPStatus.UNPROCESSABLE_ENTITY,
                }:
                    wrong.append(f"{role} {path} ({name}) answers {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_another_ones_things_look_like_nothing(scene: Scene) -> None:
    """Whoever may not see a dossier, a draft or its papers gets the same answer as for one that does not exist."""
    wrong = []
    own = {"case_id", "draft_id"}
    for name, pattern, rule in addresses():
        if not own & {a or b for a, b in PARAMETER.findall(pattern)} and "document_id" not in pattern:
            continue
        for role, is_theirs in ROLES.items():
            if is_theirs or not role or not rule.allows(scene.asks(role, rule)) or name.startswith("signing"):
                continue
            path = scene.address(name, pattern)
            response = scene.clients[role].get(path)
            nothing = scene.clients[role].get(scene.address(name, pattern, unknown=True))
            if response.status_code < HTTPStatus.BAD_REQUEST or response.status_code != nothing.status_code:
                wrong.append(f"{role} {path} ({name}) answers {response.status_code}")
    assert not wrong, "\n".join(wrong)
