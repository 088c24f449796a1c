"""Commands whose room has a simulator among its verbs: that one runs without a database, the others with it."""

from __future__ import annotations

import os
from argparse import Namespace
from contextlib import nullcontext
from importlib import import_module
from types import ModuleType
from typing import Final

import django

from tinhso.conf.database import database

SIMULATE: Final = "simulate"


def run_by_room(name: str, given: Namespace) -> int:
    """Run ``given.verb`` by the command line of the room ``name`` (``services.national_portal``); its exit code."""
    simulates = given.verb == SIMULATE
    if simulates:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.conf.settings")
        django.setup()
    with nullcontext() if simulates else database():
        room: ModuleType = import_module(f"tinhso.{name}.cli")
        code: int = room.run(given)
        return code
