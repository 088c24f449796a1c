"""What is registered says what it is, and the generated pages equal what would be generated now."""

import dataclasses

import pytest
from django.utils.translation import override

from tinhso.conf.reference import FOLDER, PAGES
from tinhso.core.access import permissions
from tinhso.core.actions import actions
from tinhso.core.events.declare import events


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    with override("vi"):
        assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run ./tinhso reference"


def test_every_action_event_and_permission_says_what_it_is() -> None:
    # A dataclass without a docstring gets one made of its signature.
    silent = [name for name, cls in events.items() if (cls.__doc__ or "").startswith(f"{cls.__name__}(") and dataclasses.is_dataclass(cls)]
    silent += [name for name, action in actions.items() if not action.run.__doc__]
    silent += [code for code, permission in permissions.items() if not permission.title_vi]
    assert not silent
