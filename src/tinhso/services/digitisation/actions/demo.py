"""A small plan of a demo installation with papers in every state, made by the very actions that people use."""

import io
from datetime import datetime
from pathlib import Path
from typing import Final

from PIL import Image

from tinhso.core.access import Actor
from tinhso.core.typeset import render_pictures
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.actions.entering import enter, put_aside
from tinhso.services.digitisation.actions.planning import NewPlan, make_plan
from tinhso.services.digitisation.actions.sampling import check_sample, draw_sample
from tinhso.services.digitisation.actions.signing import sign_lot
from tinhso.services.digitisation.actions.taking import take_lot
from tinhso.services.digitisation.models import Lot, Plan, Scan
from tinhso.services.digitisation.types import ENTER, MANAGE, SIGN, ScanState, Values

_LAYOUT: Final = Path(__file__).parent.parent / "layouts" / "old_extract.typ"
_DPI: Final = 150
_KIND: Final = "khai-sinh"
#: Nobody of these exists: number, name, birth date, personal number.
_BABIES: Final = (
    ("12/2009", "Tôn Nữ Gia An", "2009-03-04", "046309000012"),
    ("13/2009", "Nguyễn Phúc Bảo Khánh", "2009-03-09", "046209000013"),
    ("14/2009", "Trần Thị Diệu Hiền", "2009-03-15", "046309000014"),
    ("15/2009", "Lê Quang Hải Đăng", "2009-04-02", ""),
    ("16/2009", "Hồ Đắc Minh Quân", "2009-04-11", "046209000016"),
    ("17/2009", "Võ Thị Thùy Dương", "2009-05-20", "046309000017"),
)


def drawn_paper(values: Values, *, issuer: str, place: str, dpi: int = _DPI) -> bytes:
    """A birth extract with these values as a scanner gives it: a grey JPEG."""
    birth = queries.day_of(values["birth_date"])
    rows = [
        ("Họ, chữ đệm, tên", values["full_name"]),
        ("Ngày, tháng, năm sinh", f"{birth:%d/%m/%Y}"),
        *([("Số định danh cá nhân", values["person_id"])] if values.get("person_id") else []),
        ("Nơi đăng ký khai sinh", issuer),
        ("Ngày, tháng, năm đăng ký", f"{birth:%d/%m/%Y}"),
    ]
    data = {
        "issuer": issuer, "number": values["number"], "title": "Trích lục khai sinh", "rows": rows, "place": place,
        "date": f"ngày {birth:%d} tháng {birth:%m} năm {birth:%Y}", "post": "Chủ tịch", "signer": "Phan Văn Mẫu",
    }  # fmt: skip
    out = io.BytesIO()
    Image.open(io.BytesIO(render_pictures(_LAYOUT, data, dpi=dpi)[0])).convert("L").save(
        out, "JPEG", dpi=(dpi, dpi), quality=80
    )
    return out.getvalue()


def _values(place: int, issuer: str) -> dict[str, str]:
    number, name, birth, person = _BABIES[place]
    found = {"number": number, "full_name": name, "birth_date": birth, "issuer": issuer, "issued_date": birth}
    return {**found, "person_id": person} if person else found


def load_demo_plan(*, at: datetime) -> int:
    """Plan once, take two lots in, one of them entered, checked and given to be signed; how many plans were made.

    Nothing where a plan exists or the demo accounts cannot do the work.
    """
    people = _people(at)
    if Plan.objects.exists() or people is None:
        return 0
    manager, one, other, third = people
    if manager.unit_id is None:
        return 0
    unit = organisation.unit(manager.unit_id)
    plan = make_plan(actor=manager, at=at, plan=NewPlan(unit.id, _KIND, 2009, 2010, 40))
    scans = [
        (f"ks-2009-{12 + place}.jpg", drawn_paper(_values(place, unit.name), issuer=unit.name, place="Huế"))
        for place in range(len(_BABIES))
    ]
    take_lot(actor=manager, at=at, plan_id=plan.id, scans=dict(scans[:2]))
    take_lot(actor=manager, at=at, plan_id=plan.id, scans=dict(scans[2:]))
    done, open_lot = Lot.objects.filter(plan=plan).order_by("number")
    for place, scan in enumerate(Scan.objects.filter(lot=done).order_by("name")):
        for person, seen in ((one, 1), (other, 2)):
            _enter(person, at, scan, _values(place, unit.name), seen)
    draw_sample(actor=manager, at=at, lot_id=done.id)
    for check in queries.checks_of(done):
        check_sample(actor=third, at=at, scan_id=check.scan_id, wrong=())
    if manager.can(SIGN, unit_id=unit.id):
        sign_lot(actor=manager, at=at, lot_id=done.id)
    waiting = list(Scan.objects.filter(lot=open_lot, state=ScanState.FIRST).order_by("name"))
    _enter(one, at, waiting[0], _values(2, unit.name), 1)
    _enter(one, at, waiting[1], _values(3, unit.name), 1)
    _enter(other, at, waiting[1], {**_values(3, unit.name), "full_name": "Lê Quang Hải Đăn"}, 2)
    put_aside(actor=one, at=at, scan_id=waiting[2].id, reason="Mực phai, không đọc được ngày sinh; tìm bản gốc.")
    return 1


def _enter(person: Actor, at: datetime, scan: Scan, values: Values, seen: int) -> None:
    enter(actor=person, at=at, scan_id=scan.id, given=values, seen_turn=1, seen_round=seen)


def _people(at: datetime) -> tuple[Actor, Actor, Actor, Actor] | None:
    """Who manages and signs, and three who enter, all of one unit; None where the demo has them not."""
    officials = [
        organisation.actor_for(account.id, at)
        for account in identity.demo_accounts()
        if account.kind == identity.AccountKind.OFFICIAL
    ]
    managers = [actor for actor in officials if actor.can(MANAGE, unit_id=actor.unit_id)]
    for manager in sorted(managers, key=lambda actor: not actor.can(SIGN, unit_id=actor.unit_id)):
        able = [
            actor for actor in officials if actor.unit_id == manager.unit_id and actor.can(ENTER, unit_id=actor.unit_id)
        ]
        able.sort(key=lambda actor: actor is manager)
        if len(able) >= 3:
            return manager, able[0], able[1], able[2]
    return None
