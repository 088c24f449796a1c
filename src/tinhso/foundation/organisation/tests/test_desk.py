"""The organisation on the desk and over the API."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client, override_settings

from tinhso.core.testing import freeze, moment
from tinhso.foundation.identity.models import Account
from tinhso.foundation.identity.tests import factories as identity
from tinhso.foundation.identity.tests.factories import PASSWORD
from tinhso.foundation.organisation import queries
from tinhso.foundation.organisation.models import Delegation, PostHolding
from tinhso.foundation.organisation.tests import factories
from tinhso.foundation.organisation.tests.factories import territory_object, unit_object
from tinhso.foundation.organisation.tests.test_packs import reformed
from tinhso.foundation.organisation.types import MANAGE

pytestmark = pytest.mark.django_db

REFORM = date(2025, 7, 1)
AT = moment("2026-03-02 09:00")


@pytest.fixture(autouse=True)
def _at_work():
    with override_settings(OFFICIAL_MFA=False), freeze(AT):
        yield


@pytest.fixture
def ids() -> dict[str, UUID]:
    factories.put_territory(*reformed())
    factories.put_roles(clerk=["cases.read"])
    found = factories.put_units(
        unit_object("tinh", name="Uỷ ban nhân dân thành phố", level="province", kind="government"),
        unit_object(
            "cu", name="Uỷ ban nhân dân phường Đúc", parent="tinh", valid_to=REFORM, successors=[{"to": "moi"}]
        ),
        unit_object("moi", name="Uỷ ban nhân dân phường Phú Xuân", parent="tinh", valid_from=REFORM),
    )
    return dict(found)


def official(username: str, unit_id: UUID, *permissions: str, full_name: str = "Lê Văn Cán") -> tuple[Client, Account]:
    account = identity.official(username, full_name=full_name, password=PASSWORD)
    factories.hold(account, unit_id, *permissions, valid_from=date(2025, 1, 1), with_subtree=True)
    client = Client()
    assert client.post("/tai-khoan/dang-nhap/", {"login": username, "password": PASSWORD}).status_code == 302
    return client, account


def test_the_organisation_before_and_after_the_reform(ids: dict[str, UUID]) -> None:
    client, _ = official("canbo", ids["tinh"])
    before = client.get("/desk/to-chuc/?ngay=2025-06-30").content.decode()
    after = client.get("/desk/to-chuc/?ngay=01/07/2025").content.decode()
    assert ("phường Đúc" in before, "phường Phú Xuân" in before) == (True, False)
    assert ("phường Đúc" in after, "phường Phú Xuân" in after) == (False, True)
    found = client.get("/desk/to-chuc/?q=phu xuan").content.decode()
    assert "phường Phú Xuân" in found
    assert "Không có đơn vị nào" in client.get("/desk/to-chuc/?q=khong co").content.decode()
    assert "Ngày không có thật" in client.get("/desk/to-chuc/?ngay=31/02/2025").content.decode()


def test_a_unit_shows_what_it_was_and_became(ids: dict[str, UUID]) -> None:
    client, _ = official("canbo", ids["tinh"])
    old = client.get(f"/desk/to-chuc/{ids['cu']}/").content.decode()
    assert str(ids["moi"]) in old
    new = client.get(f"/desk/to-chuc/{ids['moi']}/").content.decode()
    assert str(ids["cu"]) in new
    assert "Lập chức danh" not in new
    assert client.get(f"/desk/to-chuc/{uuid4()}/").status_code == 404


def test_the_territory_shows_its_counterparts(ids: dict[str, UUID]) -> None:
    client, _ = official("canbo", ids["tinh"])
    after = client.get("/desk/dia-ban/?q=phu xuan").content.decode()
    assert "Phường Đúc" in after
    before = client.get("/desk/dia-ban/?ngay=2025-06-30&q=duc").content.decode()
    assert "Phường Phú Xuân" in before


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_unit_page_do_not_grow(
    ids: dict[str, UUID], count: int, django_assert_max_num_queries
) -> None:
    client, _ = official("canbo", ids["tinh"])
    for number in range(count):
        factories.hold(identity.official(), ids["moi"], "cases.read", title=f"Công chức {number}")
    client.get(f"/desk/to-chuc/{ids['moi']}/")
    with django_assert_max_num_queries(15):
        page = client.get(f"/desk/to-chuc/{ids['moi']}/").content.decode()
    assert page.count("<tr data-row><td>Công chức ") == count


@pytest.mark.parametrize(
    "path", ["/desk/to-chuc/", "/desk/dia-ban/", "/desk/uy-quyen/", "/desk/chuc-danh/", "/desk/tai-khoan/"]
)
def test_citizens_and_strangers_see_no_desk(path: str) -> None:
    assert Client().get(path).status_code == 302
    client = Client()
    identity.account("congdan", password=PASSWORD)
    client.post("/tai-khoan/dang-nhap/", {"login": "congdan", "password": PASSWORD})
    assert client.get(path).status_code == 403


def test_a_manager_makes_a_post_and_appoints_to_it(ids: dict[str, UUID]) -> None:
    client, _ = official("quanly", ids["tinh"], MANAGE)
    identity.official("moi.nhan", full_name="Phạm Thị Mới")
    page = f"/desk/to-chuc/{ids['moi']}/"
    made = client.post(
        f"{page}chuc-danh/", {"title": "Công chức một cửa", "role": "clerk", "valid_from": "02/03/2026"}, follow=True
    )
    assert "Đã lập chức danh" in made.content.decode()
    post = queries.posts_of_unit(ids["moi"], date(2026, 3, 2))[0]
    appoint = f"{page}chuc-danh/{post.id}/bo-nhiem/"
    for form, told in (
        ({"username": "khong-co", "valid_from": "02/03/2026"}, "Không tìm thấy tài khoản"),
        ({"username": "moi.nhan", "valid_from": ""}, "Xin nhập ngày"),
        ({"username": "moi.nhan", "valid_from": "31/02/2026"}, "Ngày không có thật"),
        ({"username": "moi.nhan", "valid_from": "02/03/2026"}, "Đã bổ nhiệm"),
        ({"username": "moi.nhan", "valid_from": "02/03/2026"}, "đã có người giữ"),
    ):
        assert told in client.post(appoint, form, follow=True).content.decode()
    holding = PostHolding.objects.get(post_id=post.id)
    done = client.post(f"{page}bo-nhiem/{holding.id}/ket-thuc/", {"ends_date": "01/04/2026"}, follow=True)
    assert "thôi giữ chức" in done.content.decode()
    plain, _ = official("thuong", ids["moi"], "cases.read")
    assert (
        plain.post(f"{page}chuc-danh/", {"title": "Vua", "role": "clerk", "valid_from": "02/03/2026"}).status_code
        == 403
    )


def test_delegating_acting_and_taking_back_through_the_pages(ids: dict[str, UUID]) -> None:
    giver, _ = official("chutich", ids["moi"], "cases.sign", full_name="Lê Thị Chủ Tịch")
    taker, _ = official("pho", ids["moi"], "cases.read")
    form = {
        "username": "pho",
        "permission": "cases.sign",
        "valid_from": "02/03/2026",
        "valid_to": "09/03/2026",
        "reason": "Họp",
    }
    assert "Đã uỷ quyền" in giver.post("/desk/uy-quyen/", form, follow=True).content.decode()
    delegation = Delegation.objects.get()
    choices = taker.get("/desk/chuc-danh/").content.decode()
    assert "Lê Thị Chủ Tịch" in choices
    foreign = taker.post(
        "/tai-khoan/chuc-danh/", {"post": str(delegation.holding.post_id), "next": "https://example.com/"}
    )
    assert foreign.headers["Location"] == "/tai-khoan/"
    me = taker.get("/api/identity/me").json()
    assert (me["acting_for"], me["permissions"]) == ("Lê Thị Chủ Tịch", ["cases.sign"])
    refused = taker.post(f"/desk/uy-quyen/{delegation.id}/thu-hoi/", follow=True).content.decode()
    assert "Không tìm thấy uỷ quyền" in refused
    giver.post(f"/desk/uy-quyen/{delegation.id}/thu-hoi/")
    assert taker.get("/api/identity/me").json()["permissions"] == ["cases.read"]


def test_a_request_of_the_api_names_the_post_it_is_made_in(ids: dict[str, UUID]) -> None:
    giver, _ = official("chutich", ids["moi"], "cases.sign", full_name="Lê Thị Chủ Tịch")
    taker, _ = official("pho", ids["moi"], "cases.read")
    assert [one["code"] for one in giver.get("/api/organisation/delegable-permissions").json()] == ["cases.sign"]
    given = {
        "username": "pho", "permissions": ["cases.sign"], "valid_from": "2026-03-02", "valid_to": "2026-03-09", "reason": "Họp",
    }  # fmt: skip
    assert giver.post("/api/organisation/delegations", given, content_type="application/json").status_code == 200
    post_id = Delegation.objects.get().holding.post_id
    assert str(post_id) in {one["post_id"] for one in taker.get("/api/organisation/capacities").json()}
    for headers, acting_for in (({"X-Post": str(post_id)}, "Lê Thị Chủ Tịch"), ({"X-Post": "x"}, ""), ({}, "")):
        assert taker.get("/api/identity/me", headers=headers).json()["acting_for"] == acting_for
    stranger, _ = official("khach", ids["moi"], "cases.read")
    assert stranger.get("/api/identity/me", headers={"X-Post": str(post_id)}).json()["acting_for"] == ""


def test_the_api_reads_the_tree_and_the_roles(ids: dict[str, UUID]) -> None:
    tree = Client().get("/api/organisation/tree").json()
    shown = queries.unit_tree(date(2026, 3, 2))
    assert [branch["unit"]["key"] for branch in tree] == [branch.unit.key for branch in shown]
    assert [len(branch["below"]) for branch in tree] == [len(branch.below) for branch in shown]
    assert Client().get("/api/organisation/roles").status_code == 401
    client, _ = official("canbo", ids["moi"], "cases.read")
    assert [role["key"] for role in client.get("/api/organisation/roles").json()] == [
        r.key for r in queries.roles_in_use()
    ]


def test_the_api_reads_units_as_of_a_day_and_officials_read_posts(ids: dict[str, UUID]) -> None:
    anybody = Client()
    before = anybody.get("/api/organisation/units?day=2025-06-30&kind=commune").json()
    assert [unit["key"] for unit in before] == ["cu"]
    found = anybody.get("/api/organisation/units?q=PHU XUAN").json()
    assert [unit["key"] for unit in found] == ["moi"]
    related = anybody.get(f"/api/organisation/units/{ids['cu']}/successors").json()
    assert [(row["unit"]["key"], row["part"]) for row in related] == [("moi", False)]
    assert anybody.get(f"/api/organisation/units/{uuid4()}").status_code == 404
    assert anybody.get(f"/api/organisation/units/{ids['moi']}/posts").status_code == 401
    communes = anybody.get("/api/organisation/territory?day=2025-06-30&level=commune").json()
    assert len(communes) == 3
    client, _ = official("canbo", ids["moi"], "cases.read")
    posts = client.get(f"/api/organisation/units/{ids['moi']}/posts").json()
    assert [post["holder_name"] for post in posts] == ["Lê Văn Cán"]
    refused = client.post(
        f"/api/organisation/units/{ids['moi']}/posts",
        {"title": "Vua", "roles": [], "valid_from": "2026-03-02"},
        content_type="application/json",
    )
    assert refused.status_code == 403


def test_script_in_a_title_stays_text(ids: dict[str, UUID]) -> None:
    client, _ = official("quanly", ids["tinh"], MANAGE)
    page = f"/desk/to-chuc/{ids['moi']}/"
    title = "<script>alert(1)</script>{{ 7|add:7 }}"
    client.post(f"{page}chuc-danh/", {"title": title, "role": "clerk", "valid_from": "02/03/2026"})
    shown = client.get(page).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in shown


def test_a_territory_code_used_twice_is_two_territories() -> None:
    factories.put_territory(
        territory_object("19753", valid_to=REFORM), territory_object("19753@2025-07-01", valid_from=REFORM)
    )
    assert queries.territory_by_key("19753").code == queries.territory_by_key("19753@2025-07-01").code
