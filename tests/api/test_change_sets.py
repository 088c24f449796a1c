"""Change sets by the API and by their pages: the same verbs, the same refusals."""

from typing import Any

import pytest

from thread import EXTRACT, call, file_dossier, signed_in

pytestmark = pytest.mark.usefixtures("province")


def drafted(**changed: Any) -> str:
    """A draft of kiemsoat in which the extract is changed."""
    me = signed_in("kiemsoat")
    made = call(me, "POST", "/packs/change-sets", {"title": "Giảm phí"})
    body = call(me, "GET", f"/packs/sections/procedures/{EXTRACT}")
    call(me, "PUT", f"/packs/change-sets/{made['id']}/objects/procedures", {**body, **changed})
    return str(made["id"])


def test_written_by_one_published_by_another() -> None:
    file_dossier(signed_in("congdan1"))
    me, leader = signed_in("kiemsoat"), signed_in("lanhdaotinh")
    change_set = drafted(summary="Xin bản sao, gửi về nhà.")
    call(leader, "GET", f"/packs/change-sets/{change_set}", expect=404)
    call(me, "POST", f"/packs/change-sets/{change_set}/propose", expect=200)
    call(me, "POST", f"/packs/change-sets/{change_set}/publish", expect=403)
    told = call(leader, "GET", f"/packs/change-sets/{change_set}")
    assert [(field["where"], field["new"]) for each in told["objects"] for field in each["fields"]] == [
        ("Nói gọn cho người dân", "Xin bản sao, gửi về nhà.")
    ]
    assert [impact["count"] for impact in told["impacts"]] == [1]
    call(leader, "POST", f"/packs/change-sets/{change_set}/publish", expect=200)
    assert call(signed_in(None), "GET", f"/procedures/{EXTRACT}")["summary"] == "Xin bản sao, gửi về nhà."
    again = call(me, "GET", f"/packs/change-sets/{change_set}")
    assert (again["change_set"]["state"], len(again["objects"][0]["fields"])) == ("published", 1)


def test_what_is_wrong_is_told_by_field_with_the_nearest_name() -> None:
    me = signed_in("kiemsoat")
    change_set = drafted(flow="simpel")
    told = call(me, "GET", f"/packs/change-sets/{change_set}")["problems"]
    assert [(each["field"], each["near"]) for each in told] == [("flow", "simple")]
    refused = call(me, "POST", f"/packs/change-sets/{change_set}/propose", expect=422)
    assert f"{EXTRACT}.flow" in refused["fields"]
    page = me.get(f"/desk/sua-doi/{change_set}/").content.decode()
    assert "Có phải là “simple”?" in page
    me.post(f"/desk/sua-doi/{change_set}/", {"do": "propose"})
    assert call(me, "GET", f"/packs/change-sets/{change_set}")["change_set"]["state"] == "draft"


def test_sent_back_with_a_reason_and_given_up() -> None:
    me, leader = signed_in("kiemsoat"), signed_in("lanhdaotinh")
    change_set = drafted(summary="Khác")
    address = f"/desk/sua-doi/{change_set}/"
    me.post(address, {"do": "propose"})
    assert change_set in leader.get("/desk/ban-hanh/").content.decode()
    leader.post(address, {"do": "send_back", "reason": " "})
    assert change_set in leader.get("/desk/ban-hanh/").content.decode()
    leader.post(address, {"do": "send_back", "reason": "Chưa có căn cứ"})
    assert change_set not in leader.get("/desk/ban-hanh/").content.decode()
    assert "Chưa có căn cứ" in me.get(address).content.decode()
    me.post(address, {"do": "drop", "section": "procedures", "key": EXTRACT})
    assert "Phiếu chưa có sửa đổi nào" in me.get(address).content.decode()
    me.post(address, {"do": "discard"})
    assert change_set in me.get("/desk/sua-doi/?tinh_trang=discarded").content.decode()
    assert me.post(address, {"do": "propose"}, follow=True).status_code == 200
    assert call(me, "GET", f"/packs/change-sets/{change_set}")["change_set"]["state"] == "discarded"


def test_hostile_bodies_are_refused_at_the_door() -> None:
    me = signed_in("kiemsoat")
    change_set = drafted()
    deep: Any = []
    for _ in range(60):
        deep = [deep]
    path = f"/packs/change-sets/{change_set}"
    for section, body in (
        ("procedures", {"id": "x", "form": deep}),
        ("procedures", {"id": "x", "name": "a" * 400_000}),
        ("units", {"id": "x"}),
    ):
        call(me, "PUT", f"{path}/objects/{section}", body, expect=422)
    call(me, "GET", "/packs/sections/units/hue.so-tu-phap", expect=422)
    assert len(call(me, "GET", path)["objects"]) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_little_of_the_database(number: int, django_assert_max_num_queries: Any) -> None:
    for _ in range(number):
        drafted()
    me = signed_in("kiemsoat")
    me.get("/desk/sua-doi/")
    with django_assert_max_num_queries(15):
        assert me.get("/desk/sua-doi/").status_code == 200
