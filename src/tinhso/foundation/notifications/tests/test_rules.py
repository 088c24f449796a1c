"""Filling in texts and telling own links from foreign ones."""

import pytest

from tinhso.foundation.notifications import rules
from tinhso.foundation.notifications.api import NoticeKind, kinds
from tinhso.foundation.notifications.tests.conftest import MAILED


def test_texts_are_filled_in_once():
    assert (
        rules.fill("Hồ sơ {code}: {note}", {"code": "H57", "note": "{secret} {0} %s"}) == "Hồ sơ H57: {secret} {0} %s"
    )
    assert rules.fill("Hồ sơ {code}", {}) == "Hồ sơ …"


def test_english_readers_get_the_english_twin():
    data = {"message": "Sắp đến hạn", "message_en": "Nearly due", "code": "H57", "note": "a", "note_en": ""}
    assert rules.in_language(data, "en")["message"] == "Nearly due"
    assert rules.in_language(data, "en")["note"] == "a"
    assert rules.in_language(data, "vi") == data


def test_private_data_stays_out_of_mails():
    assert rules.without_private(MAILED, {"applicant": "Lê Thị Dân", "code": "H57"}) == {
        "applicant": "…",
        "code": "H57",
    }


@pytest.mark.parametrize("template", ["{code.__class__}", "{0}", "{code[0]}", "{}"])
def test_templates_reach_nothing_but_plain_names(template):
    with pytest.raises(ValueError):
        kinds.add("test.bad", NoticeKind("test.bad", template, ""))


def test_a_kind_is_entered_under_its_code():
    with pytest.raises(ValueError):
        kinds.add("test.other", NoticeKind("test.code", "a", "b"))


@pytest.mark.parametrize(
    ("link", "own"),
    [
        ("/ho-so/1/", True),
        ("//evil.example/", False),
        ("/\\evil.example", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/a\nb", False),
        ("", False),
    ],
)
def test_links(link, own):
    assert rules.is_own_path(link) is own
