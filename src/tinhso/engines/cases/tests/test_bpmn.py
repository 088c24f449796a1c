"""BPMN of others: the usual office subset is read, the rest is listed; hostile files are refused at the door."""

import pytest

from tinhso.engines.cases import rules
from tinhso.engines.cases.rules.bpmn_in import read_bpmn
from tinhso.engines.cases.rules.safe_xml import MOST_BYTES, UnsafeXml, read_xml
from tinhso.engines.cases.schema import FlowObject
from tinhso.engines.cases.tests.flowtext import CODES

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="cap-phep" name="Cấp phép">'
TAIL = "</process></definitions>"


def drawn(body: str) -> bytes:
    return f"{HEAD}{body}{TAIL}".encode()


def arrow(number: int, source: str, target: str, name: str = "", condition: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return (
        f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}" name="{name}">{inner}</sequenceFlow>'
    )


OFFICE = (
    '<laneSet id="l"><lane id="a" name="Một cửa"><flowNodeRef>take</flowNodeRef></lane>'
    '<lane id="b" name="Phòng chuyên môn"><flowNodeRef>work</flowNodeRef></lane>'
    '<lane id="c" name="Người nộp hồ sơ"><flowNodeRef>mend</flowNodeRef></lane></laneSet>'
    '<startEvent id="start"/><userTask id="take" name="Nhận hồ sơ"/><userTask id="work" name="Thẩm định"/>'
    '<userTask id="mend" name="Bổ sung"/><exclusiveGateway id="ok"/><endEvent id="end" name="Xong"/>'
    '<boundaryEvent id="late" attachedToRef="mend"><timerEventDefinition><timeDuration>P30D</timeDuration></timerEventDefinition></boundaryEvent>'
    + arrow(1, "start", "take") + arrow(2, "take", "work") + arrow(3, "work", "ok") + arrow(4, "ok", "end", "Đạt")
    + arrow(5, "ok", "mend", "Thiếu giấy tờ", "${missing > 0}") + arrow(6, "mend", "work") + arrow(7, "late", "end")
)  # fmt: skip


def test_the_usual_office_process_is_read() -> None:
    reading = read_bpmn(drawn(OFFICE))
    flow = FlowObject.model_validate(reading.flow)
    assert [state.id for state in flow.states] == ["nhan_ho_so", "tham_dinh", "bo_sung", "xong"]
    assert [stage.name for stage in flow.stages] == ["Một cửa", "Phòng chuyên môn"]
    assert flow.initial == "nhan_ho_so"
    assert {(a.from_[0], a.to, a.name) for a in flow.actions if a.name in {"Đạt", "Thiếu giấy tờ"}} == {
        ("tham_dinh", "xong", "Đạt"), ("tham_dinh", "bo_sung", "Thiếu giấy tờ"),
    }  # fmt: skip
    assert flow.state_by_id["bo_sung"].clock == "pause"
    [timer] = flow.timers
    assert timer.after is not None and (timer.after.value, timer.after.unit) == (30, "days")
    assert any("${missing > 0}" in remark.text for remark in reading.remarks)
    assert not reading.is_exact
    # What is left for an official: the statuses of the national table, the moment of receipt.
    assert {finding.code for finding in rules.findings_of(flow, CODES)} == {"illegal_move", "deadline_undefined"}


def test_parallel_branches_become_a_consultation() -> None:
    body = (
        '<startEvent id="s"/><userTask id="w" name="Thụ lý"/><parallelGateway id="p"/><userTask id="x" name="Sở A"/>'
        '<userTask id="y" name="Sở B"/><parallelGateway id="j"/><userTask id="z" name="Tổng hợp"/><endEvent id="e" name="Xong"/>'
        + arrow(1, "s", "w") + arrow(2, "w", "p") + arrow(3, "p", "x") + arrow(4, "p", "y") + arrow(5, "x", "j")
        + arrow(6, "y", "j") + arrow(7, "j", "z") + arrow(8, "z", "e")
    )  # fmt: skip
    reading = read_bpmn(drawn(body))
    flow = FlowObject.model_validate(reading.flow)
    assert [state.id for state in flow.states] == ["thu_ly", "tong_hop", "xong", "opinions_1"]
    asking = next(action for action in flow.actions if "start_consultation" in action.effects)
    assert (asking.from_, asking.to) == (("thu_ly",), "opinions_1")
    conclusion = next(action for action in flow.actions if action.from_ == ("opinions_1",))
    assert conclusion.to == "tong_hop"
    assert [remark.element for remark in reading.remarks] == ["parallelGateway"]


@pytest.mark.parametrize("element", ["callActivity", "subProcess", "complexGateway", "adHocSubProcess", "transaction"])
def test_what_is_not_understood_is_listed(element: str) -> None:
    reading = read_bpmn(drawn(f'{OFFICE}<{element} id="odd" name="Lạ"/>'))
    assert reading.flow is not None
    assert (element, "Lạ") in {(remark.element, remark.id) for remark in reading.remarks}


def test_programs_in_a_file_are_not_run() -> None:
    body = OFFICE.replace('<userTask id="work"', '<scriptTask id="work"')
    reading = read_bpmn(drawn(body))
    assert any(remark.element == "scriptTask" for remark in reading.remarks)


@pytest.mark.parametrize("content", [b"", b"text", b"<a/>", drawn(""), drawn('<userTask id="t"/>'), b"\x00" * 40])
def test_what_is_no_process_is_told(content: bytes) -> None:
    reading = read_bpmn(content)
    assert reading.flow is None
    assert reading.remarks


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "doctype"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "doctype"),
        (b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><a/>', "doctype"),
        (b"<a>" * 200, "depth"),
        (b"<a>" + b"<b/>" * 30_000 + b"</a>", "elements"),
        (b"<a " + b" ".join(b'x%d="1"' % n for n in range(200)) + b"/>", "attributes"),
        (b"<a>" + b" " * MOST_BYTES + b"</a>", "size"),
        (b"<a></b>", "syntax"),
        (b'<?xml version="1.0" encoding="x-nothing"?><a/>', "syntax"),
        (b"<a>&undefined;</a>", "syntax"),
    ],
)  # fmt: skip
def test_hostile_xml_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnsafeXml) as refused:
        read_xml(content)
    assert refused.value.reason == reason
    assert read_bpmn(content).flow is None
