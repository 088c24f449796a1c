"""The designer of flows through its pages: begun, edited, looked through, tried, dated, compared, proposed."""

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html as reader  # type: ignore[import-untyped]

from tinhso.core import clock
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangedObject, ChangeSet
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions

FLOW = "simple"
MOST_QUERIES = 15


@pytest.fixture
def change_set(author: Person) -> UUID:
    """A draft of kiemsoat with a flow."""
    return take_up(author, FLOW)


def take_up(author: Person, flow_id: str) -> UUID:
    return actions.take_up(actor=author.actor, at=clock.now(), code=flow_id, section="flows").id


def page(change_set_id: UUID, rest: str = "", flow_id: str = FLOW) -> str:
    return f"/desk/sua-doi/{change_set_id}/quy-trinh/{flow_id}/{rest}"


def body(change_set_id: UUID) -> dict[str, Any]:
    return dict(ChangedObject.objects.get(change_set=change_set_id, section="flows").body)


def number_of(change_set_id: UUID, part: str, name: str) -> int:
    return [each["id"] for each in body(change_set_id)[part]].index(name)


def form_values(html: str) -> dict[str, list[str]]:
    """What a browser would send of the designer's form."""
    (form,) = reader.fromstring(html).find_class("ts-design__form")
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def test_taking_up_leads_to_the_designer(author: Person) -> None:
    made = author.client.post("/desk/quy-trinh/simple/sua/")
    assert made.status_code == HTTPStatus.FOUND
    text = author.client.get(made["Location"]).content.decode()
    assert "Chưa khác bản đang dùng" in text
    assert "Không có lỗi" in text
    assert text.count('<path class="ts-flow__arrow') > 5
    assert author.client.post("/desk/quy-trinh/simple/sua/")["Location"] == made["Location"]
    for name in ("congdan1", "tiepnhan"):
        assert person(name).client.post("/desk/quy-trinh/simple/sua/").status_code == HTTPStatus.FORBIDDEN
        assert person(name).client.get(made["Location"]).status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


@pytest.mark.parametrize(
    "flow_id",
    [
        "consultation",
        pytest.param("with-verification", marks=pytest.mark.deep),
        pytest.param("simple", marks=pytest.mark.deep),
        pytest.param("field-inspection", marks=pytest.mark.deep),
    ],
)
def test_saving_as_it_is_changes_nothing(author: Person, flow_id: str) -> None:
    made = take_up(author, flow_id)
    before = body(made)
    pages = [f"phan/{part}/" for part in ("khau", "hen-gio", "chung")]
    pages += [f"trang-thai/{n}/" for n in range(len(before["states"]))]
    pages += [f"buoc/{n}/" for n in range(len(before["actions"]))]
    for rest in pages:
        here = page(made, rest, flow_id)
        answer = author.client.get(here)
        assert answer.status_code == HTTPStatus.OK, here
        author.client.post(here, form_values(answer.content.decode()))
        assert body(made) == before, rest


def test_a_step_back_is_added_found_wanting_and_mended(author: Person, change_set: UUID) -> None:
    home = page(change_set)
    added = author.client.post(home, {"do": "add:actions@signing"})
    here = added["Location"]
    place = f"actions.{len(body(change_set)['actions']) - 1}"
    fresh = body(change_set)["actions"][-1]
    assert fresh["by"] == ["sign"] and fresh["permission"] == "cases.sign" and fresh["to"] is None
    values = {f"{place}.name": "Trả về tiếp nhận", f"{place}.name_en": "Back to receipt", f"{place}.to": "filed"}
    told = author.client.post(here, values, headers={"HX-Request": "true"}).content.decode()
    assert "không được chuyển mã trạng thái 4 → 1" in told
    assert 'id="so-do-quy-trinh" hx-swap-oob="true"' in told
    assert body(change_set)["actions"][-1]["id"] == "tra_ve_tiep_nhan"
    assert "không được chuyển mã trạng thái" in author.client.get(home).content.decode()
    assert "còn lỗi" in author.client.get(page(change_set, "ngay-hen/")).content.decode()
    author.client.post(here, {f"{place}.to": "handling"})
    text = author.client.get(home).content.decode()
    assert "Không có lỗi" in text
    assert "ts-flow__label--" in text or "ts-flow__arrow--changed" in text
    dated = author.client.get(page(change_set, "ngay-hen/"), {"luc": "2026-08-27T09:10"}).content.decode()
    assert "chưa có nhánh này" in dated
    assert "Trả về tiếp nhận" in dated
    steps = ["accept", "start", "submit_for_signature", "tra_ve_tiep_nhan"]
    tried = author.client.get(page(change_set, "chay-thu/"), {"buoc": steps}).content.decode()
    assert "Đang thụ lý" in tried
    assert "Không đi tiếp được" not in tried
    assert not cases.Case.objects.exists()


def test_a_state_is_added_renamed_and_taken_out(author: Person, change_set: UUID) -> None:
    before = body(change_set)
    home = page(change_set)
    added = author.client.post(home, {"do": "add:states"})
    position = len(before["states"])
    assert added["Location"] == page(change_set, f"trang-thai/{position}/")
    text = author.client.get(home).content.decode()
    assert "không có cách nào đến được trạng thái" in text
    author.client.post(added["Location"], {f"states.{position}.name": "Soát lại"})
    assert body(change_set)["states"][-1]["id"] == "soat_lai"
    author.client.post(home, {"do": f"remove:states.{position}"})
    assert body(change_set) == before
    waiting = number_of(change_set, "states", "waiting_supplement")
    author.client.post(
        page(change_set, f"trang-thai/{waiting}/"),
        {f"states.{waiting}.id": "cho_giay", f"states.{waiting}.id~was": "waiting_supplement"},
    )
    assert "waiting_supplement" not in json.dumps(body(change_set))
    text = author.client.get(home).content.decode()
    assert "Không có lỗi" in text
    assert "ts-flow__state--removed" in text and "ts-flow__state--added" in text
    author.client.post(home, {"do": "undo"})
    assert body(change_set) == before


def test_what_is_used_is_not_taken_out(author: Person, change_set: UUID) -> None:
    before = body(change_set)
    stages = page(change_set, "phan/khau/")
    answer = author.client.post(stages, {"do": "remove:stages.0"}, follow=True)
    assert "còn được dùng ở" in answer.content.decode()
    first = number_of(change_set, "states", before["initial"])
    answer = author.client.post(page(change_set), {"do": f"remove:states.{first}"}, follow=True)
    assert "Đây là trạng thái bắt đầu" in answer.content.decode()
    assert body(change_set) == before
    author.client.post(stages, {"do": "add:stages"})
    author.client.post(stages, {"do": "add:conditions"})
    text = author.client.get(page(change_set)).content.decode()
    assert "không có việc nào" in text
    assert "Chưa đúng ở chỗ khác của phiếu" in text, "procedures under the flow fill no such stage"


def test_actions_are_ordered_within_their_state(author: Person, change_set: UUID) -> None:
    filed = [each["id"] for each in body(change_set)["actions"] if "filed" in each["from"]]
    second = number_of(change_set, "actions", filed[1])
    author.client.post(page(change_set), {"do": f"up:actions.{second}"})
    after = [each["id"] for each in body(change_set)["actions"] if "filed" in each["from"]]
    assert after[:2] == [filed[1], filed[0]]


def test_a_condition_is_built_from_what_was_done(author: Person, change_set: UUID) -> None:
    number = number_of(change_set, "actions", "forward")
    name = f"actions.{number}.when"
    author.client.post(page(change_set, f"buoc/{number}/"), {
        f"{name}~was": "", f"{name}~0~name": "performed", f"{name}~0~op": "has_not",
        f"{name}~0~value": "Xin lỗi và hẹn lại ngày trả",
    })  # fmt: skip
    assert body(change_set)["actions"][number]["when"] == '"extend" not in performed'


def test_a_timer_is_added(author: Person, change_set: UUID) -> None:
    here = page(change_set, "phan/hen-gio/")
    author.client.post(here, {"do": "add:timers"})
    place = f"timers.{len(body(change_set)['timers']) - 1}"
    author.client.post(here, {
        f"{place}.state": "received", f"{place}.value": "2", f"{place}.unit": "working_days",
        f"{place}.does": "notify:handle", f"{place}.message": "Đã chờ hai ngày", f"{place}.message_en": "Two days",
    })  # fmt: skip
    assert body(change_set)["timers"][-1] == {
        "state": "received", "after": {"value": 2, "unit": "working_days"}, "notify": "handle",
        "message": "Đã chờ hai ngày", "message_en": "Two days",
    }  # fmt: skip
    assert "Không có lỗi" in author.client.get(here).content.decode()


def test_a_new_flow_begins_as_a_copy_or_as_a_bpmn_file(author: Person) -> None:
    new = {"flow_id": "soat-hai-lan", "name": "Soát hai lần", "name_en": "Checked twice", "model": FLOW}
    here = "/desk/quy-trinh-moi/"
    for wrong in ({"flow_id": "A b"}, {"flow_id": "a" * 61}, {"name": " "}, {"model": "x"}, {"flow_id": FLOW}):
        assert author.client.post(here, {**new, **wrong}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert ChangeSet.objects.count() == 0
    made = author.client.post(here, new)
    text = author.client.get(made["Location"]).content.decode()
    assert "Quy trình mới, chưa có bản nào" in text
    for rest in ("chay-thu/", "ngay-hen/"):
        tried = author.client.get(f"{made['Location']}{rest}").content.decode()
        assert "Chưa có thủ tục nào" not in tried, "procedures with the same stages stand in"
    file = SimpleUploadedFile("a.bpmn", cases.to_bpmn(packs.current("flows", cases.FlowObject)[FLOW]))
    read = author.client.post("/desk/quy-trinh-bpmn/", {"tep": file}).content.decode()
    drawn = reader.fromstring(read).xpath("//input[@name='drawn']/@value")[0]
    shown = author.client.post(here, {"drawn": drawn, "do": "show"})
    assert shown.status_code == HTTPStatus.OK and "Bắt đầu từ tệp BPMN" in shown.content.decode()
    made = author.client.post(here, {"drawn": drawn, "flow_id": "tu-bpmn", "name": "Từ BPMN", "name_en": "B"})
    assert "Từ BPMN" in author.client.get(made["Location"]).content.decode()
    for junk in ("{", "[1]", "[" * 5000, "x" * 400_000):
        assert author.client.post(here, {**new, "drawn": junk, "model": ""}).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"states": "x"}, {"states": [1], "actions": [2], "timers": [3], "stages": None}, {"actions": []}]
)
def test_a_body_that_is_no_flow_is_told_and_stays_editable(
    author: Person, change_set: UUID, wrong: dict[str, Any]
) -> None:
    changes.put_object(
        actor=author.actor, at=clock.now(), change_set_id=change_set, section="flows",
        body={**body(change_set), **wrong},
    )  # fmt: skip
    for rest in ("", "phan/khau/", "phan/hen-gio/", "phan/chung/", "chay-thu/", "ngay-hen/"):
        assert author.client.get(page(change_set, rest)).status_code == HTTPStatus.OK, rest
    assert "chưa đúng" in author.client.get(page(change_set)).content.decode()


def test_open_cases_are_told_and_go_on(file, author: Person, change_set: UUID) -> None:
    case = file()
    flow_id = cases.flow_of(case.version_id).id
    made = take_up(author, flow_id)
    here = page(made, "phan/chung/", flow_id)
    author.client.post(here, {"name": "Tên khác"})
    text = author.client.get(page(made, "", flow_id)).content.decode()
    assert "1 hồ sơ đang mở, xong theo bản cũ" in text
    assert "1 hồ sơ đang ở đây, đi tiếp theo bản cũ" in text


def test_the_page_asks_little_of_the_database(author: Person, change_set: UUID) -> None:
    author.client.get(page(change_set))
    with CaptureQueriesContext(connection) as asked:
        author.client.get(page(change_set))
    # Which release is in force is asked once a second, whichever page falls on it.
    own = [query["sql"][:160] for query in asked if "ts_packs_release ORDER BY number" not in query["sql"]]
    assert len(own) <= MOST_QUERIES, "\n".join(own)


def test_a_proposed_flow_is_read_by_who_publishes(author: Person, change_set: UUID) -> None:
    leader = person("lanhdaotinh")
    assert leader.client.get(page(change_set)).status_code == HTTPStatus.NOT_FOUND
    author.client.post(page(change_set, "phan/chung/"), {"name": "Một cửa, một cơ quan giải quyết"})
    author.client.post(f"/desk/sua-doi/{change_set}/", {"do": "propose"})
    seen = leader.client.get(page(change_set)).content.decode()
    assert "Chỉ xem" in seen
    review = leader.client.get(f"/desk/sua-doi/{change_set}/").content.decode()
    assert page(change_set) in review
    leader.client.post(f"/desk/sua-doi/{change_set}/", {"do": "publish"})
    assert packs.current("flows", cases.FlowObject)[FLOW].name == "Một cửa, một cơ quan giải quyết"


def test_programs_take_up_change_try_and_date_a_flow(author: Person) -> None:
    def post(path: str, value: object) -> Any:
        return author.client.post(f"/api{path}", json.dumps(value), content_type="application/json")

    made = post("/flows/simple/drafts", {}).json()
    base = f"/api/flow-drafts/{made['change_set_id']}/simple"
    flow = author.client.get(base).json()["flow"]
    back = {
        "id": "back", "name": "Trả về", "name_en": "Back", "from": ["signing"], "to": "received", "by": ["sign"],
        "permission": "cases.sign",
    }  # fmt: skip
    put = f"/api/packs/change-sets/{made['change_set_id']}/objects/flows"
    wrong = {**flow, "actions": [*flow["actions"], back]}
    author.client.put(put, json.dumps(wrong), content_type="application/json")
    told = author.client.get(base).json()
    assert {each["code"] for each in told["findings"]} == {"illegal_move"}
    assert told["added"] == ["actions.back"]
    code = told["procedures"][0]
    asked = {"procedure": code, "at": "2026-08-27T09:10:00+07:00"}
    assert author.client.get(f"{base}/play", asked).status_code == HTTPStatus.CONFLICT
    right = {**flow, "actions": [*flow["actions"], {**back, "to": "handling"}]}
    author.client.put(put, json.dumps(right), content_type="application/json")
    steps = ["accept", "start", "submit_for_signature", "back"]
    played = author.client.get(f"{base}/play", {**asked, "steps": steps}).json()
    assert played["state"] == "handling"
    assert any("back" in each["steps"] for each in author.client.get(f"{base}/routes", asked).json())
    assert author.client.get(f"{base}/routes", {"procedure": "x"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert person("lanhdao").client.get(base).status_code == HTTPStatus.NOT_FOUND
    new = {"flow_id": "hai-lan", "name": "Hai lần", "model": "simple"}
    assert post("/flow-drafts", new).status_code == HTTPStatus.CREATED
    assert post("/flow-drafts", new).status_code == HTTPStatus.CONFLICT
    drawn = {"flow_id": "ba-lan", "name": "Ba lần", "flow": flow}
    assert post("/flow-drafts", drawn).status_code == HTTPStatus.CREATED
    assert post("/procedures/2.000635/drafts", {}).json()["key"] == "2.000635"
    copied = {"code": "1.999001", "name": "Cấp thử", "model": "2.000635"}
    assert post("/procedure-drafts", copied).status_code == HTTPStatus.CREATED
    assert post("/procedure-drafts", copied).status_code == HTTPStatus.CONFLICT


def test_case_types_that_left_a_flow_are_not_declared_by_it(author: Person, change_set: UUID) -> None:
    """A procedure that once ran under a flow and runs under another now does not come back when the first changes."""
    code = next(item.id for item in packs.current("procedures").values() if item.flow == FLOW)
    moved = {**changes.body_in_force("procedures", code), "flow": "with-verification"}
    publish(author, "procedures", moved)
    flow_of_type = cases.flow_of(cases.current_version(code).id).id
    assert flow_of_type == "with-verification"
    publish(author, "flows", {**changes.body_in_force("flows", FLOW), "name": "Đổi tên"})
    assert cases.flow_of(cases.current_version(code).id).id == "with-verification"


def publish(author: Person, section: str, changed: dict[str, Any]) -> None:
    made = changes.start_change_set(actor=author.actor, at=clock.now(), title="Thử").id
    changes.put_object(actor=author.actor, at=clock.now(), change_set_id=made, section=section, body=changed)
    changes.propose(actor=author.actor, at=clock.now(), change_set_id=made)
    changes.publish_change_set(actor=person("lanhdaotinh").actor, at=clock.now(), change_set_id=made)
