"""Generated pages equal what would be generated now."""

from tinhso.conf.reference import SETTINGS_PAGE, settings_page


def test_the_settings_page_is_current() -> None:
    assert SETTINGS_PAGE.read_text() == settings_page(), "run ./tinhso reference"
