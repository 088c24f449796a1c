"""Where a grant ends, however often it is renewed."""

from datetime import timedelta

import pytest
from django.test import Client

from tinhso.core import clock
from tinhso.core.testing import freeze
from tinhso.foundation.identity.api import Account
from tinhso.foundation.openid.actions.granting import AUTHORIZATION_LIVES, REFRESH_LIVES
from tinhso.foundation.openid.tests.relying import registered

pytestmark = pytest.mark.usefixtures("province")


def test_a_grant_ends_in_the_end_however_often_it_is_renewed() -> None:
    browser = Client()
    browser.force_login(Account.objects.get(username="congdan1"))
    library, began = registered(), clock.now()
    token = library.change(library.agree(browser, ["profile", "offline_access"])["code"]).json()["refresh_token"]
    at, step = began, REFRESH_LIVES - timedelta(hours=1)
    while at - began < AUTHORIZATION_LIVES:
        at += step
        with freeze(at):
            answer = library.refresh(token)
        if answer.status_code != 200:
            break
        token = answer.json()["refresh_token"]
    assert answer.json()["error"] == "invalid_grant"
    assert AUTHORIZATION_LIVES - step <= at - began <= AUTHORIZATION_LIVES + step
