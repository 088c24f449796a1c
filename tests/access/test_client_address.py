"""Limits and the log go by the client's address: behind the proxy of a production the proxy tells it, else nobody may."""

import pytest
from django.test import Client, RequestFactory

from tinhso.channels.api.middleware import client_address
from tinhso.conf.env import read
from tinhso.foundation.audit.api import Entry
from tinhso.foundation.identity.tests import factories

PROXY = "127.0.0.1"


@pytest.mark.parametrize(
    ("production", "peer", "told", "expected"),
    [
        (True, PROXY, "203.0.113.9", "203.0.113.9"),
        (True, PROXY, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (True, "::1", "2001:db8::7", "2001:db8::7"),
        (True, PROXY, "", PROXY),
        (True, PROXY, "<script>", PROXY),
        (True, "198.51.100.4", "203.0.113.9", "198.51.100.4"),
        (False, PROXY, "203.0.113.9", PROXY),
    ],
)
def test_who_asks(settings, production, peer, told, expected) -> None:
    settings.PRODUCTION = production
    request = RequestFactory().get("/", headers={"X-Forwarded-For": told} if told else {}, REMOTE_ADDR=peer)
    assert client_address(request) == expected


@pytest.mark.django_db
def test_nobody_comes_into_the_networks_of_the_province_by_a_header(settings, monkeypatch) -> None:
    """An official from elsewhere has remote access, whatever the request says of itself: a second factor is asked for."""
    monkeypatch.setenv("TINHSO_NETWORKS", "10.0.0.0/8, 2001:db8::/32")
    settings.NETWORKS, settings.OFFICIAL_MFA = read("TINHSO_NETWORKS"), False
    browser = Client()
    browser.force_login(factories.official("canbo"))
    forged = {"X-Forwarded-For": "10.1.2.3", "X-Real-IP": "10.1.2.3", "Forwarded": "for=10.1.2.3"}
    inside = {"REMOTE_ADDR": "10.9.9.9"}
    assert browser.get("/tai-khoan/", **inside).status_code == 200
    for outside in ({}, {"headers": forged}, {"REMOTE_ADDR": "198.51.100.4", "headers": forged}):
        assert browser.get("/tai-khoan/", **outside).headers.get("Location") == "/tai-khoan/hai-lop/bat/"
        assert browser.get("/api/identity/account", **outside).status_code in {401, 403}
    settings.PRODUCTION = True
    assert browser.get("/tai-khoan/", headers=forged).status_code == 200  # the proxy of this machine says so
    assert browser.get("/tai-khoan/", headers={"X-Forwarded-For": "10.1.2.3, 198.51.100.4"}).status_code == 302
    citizen = Client()
    citizen.force_login(factories.account("huong"))
    assert citizen.get("/tai-khoan/", REMOTE_ADDR="198.51.100.4").status_code == 200
    settings.PRODUCTION = False
    form = {"full_name": "Hương", "phone": "", "language": "vi", "person_id": ""}
    citizen.post("/tai-khoan/", form, REMOTE_ADDR="198.51.100.4")
    assert not Entry.objects.filter(detail__proof__has_key="remote").exists()
