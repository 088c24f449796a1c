"""``appoint``: the first official of an installation without demo accounts, who then chooses a password."""

import re
from argparse import ArgumentParser

import pytest
from django.test import Client

from tinhso.conf.commands import appoint
from tinhso.core import clock
from tinhso.core.errors import TinhSoError
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation


def run(*arguments: str) -> int:
    parser = ArgumentParser()
    appoint.arguments(parser)
    return appoint.run(parser.parse_args(arguments))


POST = ("--unit", "hue.ubnd-thanh-pho", "--title", "Quản trị hệ thống", "--role", "operator")
NEW = ("an.nguyen", "--name", "Nguyễn Văn An", "--email", "an@hue.example", *POST)


@pytest.mark.usefixtures("province")
def test_the_first_official_chooses_a_password_and_manages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*NEW) == 0
    link = re.search(r"/tai-khoan/mat-khau/moi/\S+", capsys.readouterr().out)
    assert link
    browser = Client()
    page = browser.get(link[0], follow=True)
    secret = "mot-mat-khau-rieng-2026"
    browser.post(page.request["PATH_INFO"], {"password1": secret, "password2": secret})
    assert Client().login(username="an.nguyen", password=secret)
    # The link has done its work.
    assert "password1" not in Client().get(link[0], follow=True).content.decode()
    account = identity.find_official("an.nguyen")
    actor = identity.build_actor(account, clock.now())
    assert actor.can(identity.MANAGE)
    assert actor.post_title == "Quản trị hệ thống"
    assert organisation.capacities(account.id, clock.now())


@pytest.mark.usefixtures("province")
def test_who_has_an_account_keeps_it(capsys: pytest.CaptureFixture[str]) -> None:
    before = identity.find_official("kiemsoat")
    assert run("kiemsoat", *POST) == 0
    assert identity.find_official("kiemsoat") == before
    assert before.full_name in capsys.readouterr().out


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    "wrong",
    [
        ("an.nguyen", "--name", "An", *POST[:-1], "no_such_role"),
        ("an.nguyen", "--name", "An", "--unit", "hue.no-such-unit", *POST[2:]),
        ("an.nguyen", *POST),
    ],
)
def test_what_does_not_exist_is_refused(wrong: tuple[str, ...]) -> None:
    with pytest.raises(TinhSoError):
        run(*wrong)
    with pytest.raises(identity.AccountNotFound):
        identity.find_official("an.nguyen")
