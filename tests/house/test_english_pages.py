"""Pages in English hold no Vietnamese but data: names, addresses, codes and what a pack says in Vietnamese alone."""

from html.parser import HTMLParser

import pytest
from django.http import HttpResponseBase
from django.test import Client

from tinhso.conf.messages import is_vietnamese
from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.identity.api import Account, AccountKind
from tinhso.services.procedures.actions.demo import load_demo_dossiers

PUBLIC = ("/", "/thu-tuc/", "/tra-cuu/", "/tro-nang/", "/xac-minh/", "/tai-khoan/dang-ky/", "/khong-co/", "/tinh-huong/",
          "/tinh-huong/sinh-con/", "/tinh-huong/sinh-con/ke-hoach/?has_birth_notice=yes&birth_date=&parents_married=no&names_father=yes&works=yes&disability=yes&xa=Phường+Thuận+Hóa",
          "/thu-tuc/1.001193/phien-ban/", "/dat-lich/", "/dat-lich/tim/", "/phong-cho/hue.phuong-phu-xuan/",
          "/dat-lich/thu-tuc/2.000635/hue.phuong-phu-xuan/", "/so-hoa/")  # fmt: skip
CITIZEN = ("/", "/ho-so/", "/nhap/", "/thong-bao/", "/tai-khoan/", "/tai-khoan/mat-khau/")
OFFICIAL = ("/desk/viec/", "/desk/tiep-nhan/", "/desk/ho-so/", "/desk/lich-lam-viec/", "/desk/thong-bao/", "/desk/uy-quyen/",
            "/desk/to-chuc/", "/desk/khong-co/", "/desk/quay/", "/desk/trung-tam/", "/desk/tai-viec/", "/desk/so-hoa/")  # fmt: skip
#: Said on every page: the platform's name, the other language, the legal term beside the plain word, a calendar mark, the currency.
ALWAYS = ("Tỉnh Số", "Tiếng Việt", "thành phần hồ sơ", "; Đ ", "00 đ")


class Reader(HTMLParser):
    """What a person reads or hears of a page: its texts and its spoken attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_silent = tag in {"script", "style"}
        self.texts += [
            value for name, value in attrs if value and name in {"title", "alt", "aria-label", "placeholder"}
        ]

    def handle_data(self, data: str) -> None:
        if not self._is_silent and data.strip():
            self.texts.append(" ".join(data.split()))


def vietnamese_of(page: HttpResponseBase, people: set[str]) -> list[str]:
    """The texts of a page that are Vietnamese, less what every page says and the names of people."""
    reader = Reader()
    reader.feed(page.getvalue().decode())  # type: ignore[attr-defined]
    left = []
    for text in reader.texts:
        bare = text
        for said in (*ALWAYS, *people):
            bare = bare.replace(said, "")
        if is_vietnamese(bare):
            left.append(text)
    return left


def english_client(account: Account | None = None) -> Client:
    client = Client()
    if account:
        client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.usefixtures("province")
def test_pages_for_everybody() -> None:
    client = english_client()
    assert not {path: found for path in PUBLIC if (found := vietnamese_of(client.get(path), set()))}


@pytest.mark.usefixtures("province")
def test_pages_of_citizens_and_officials() -> None:
    assert load_demo_dossiers(at=clock.now())
    accounts = list(Account.objects.order_by("username"))
    people = {account.full_name for account in accounts} | set(
        cases.Case.objects.values_list("applicant_name", flat=True)
    )
    wrong = {}
    for kind, paths in ((AccountKind.CITIZEN, CITIZEN), (AccountKind.OFFICIAL, OFFICIAL)):
        for account in [one for one in accounts if one.kind == kind][:: 6 if kind == AccountKind.OFFICIAL else 1]:
            client = english_client(account)
            for path in paths:
                if found := vietnamese_of(client.get(path, follow=True), people):
                    wrong[account.username, path] = found
    assert not wrong
