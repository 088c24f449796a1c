"""What is registered says what it is, and the generated pages equal what would be generated now.

Both are looked at in a process of their own: test modules register actions and events too, and import rooms in any order.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tinhso.conf.reference import FOLDER, PAGES

LOOK = """
import dataclasses, json
import django
django.setup()
from django.utils.translation import activate
activate("vi")
from tinhso.conf.reference import PAGES
from tinhso.core.access import permissions
from tinhso.core.actions import actions
from tinhso.core.events.declare import events
pages = {name: page() for name, page in PAGES.items()}
# A dataclass without a docstring gets one made of its signature.
silent = [n for n, cls in events.items() if (cls.__doc__ or "").startswith(cls.__name__ + "(") and dataclasses.is_dataclass(cls)]
silent += [n for n, action in actions.items() if not action.run.__doc__]
silent += [code for code, permission in permissions.items() if not permission.title_vi]
print(json.dumps({"pages": pages, "silent": silent, "actions": len(actions), "events": len(events)}))
"""


@pytest.fixture(scope="module")
def registered() -> dict[str, Any]:
    """The generated pages, and what is registered without a word about itself."""
    looked = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stderr
    found: dict[str, Any] = json.loads(looked.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str, registered: dict[str, Any]) -> None:
    assert Path(FOLDER, name).read_text(encoding="utf-8") == registered["pages"][name], "run ./tinhso reference"


def test_every_action_event_and_permission_says_what_it_is(registered: dict[str, Any]) -> None:
    assert registered["actions"] > 30 and registered["events"] > 4
    assert not registered["silent"]
