"""Tables: personal-data classes, keys that point down, and migrations that stand by themselves."""

import ast
import io
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from tinhso.conf.rooms import ROOMS
from tinhso.core.events.api import TransactionIdField

CLASSES = {"none", "basic", "sensitive"}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
#: Order of the rooms, lowest first, as the tables see it: an app's label → its place.
ORDER = {
    config.label: ROOMS.index(config.name.removeprefix("tinhso."))
    for config in apps.get_app_configs()
    if config.name.startswith("tinhso.")
}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in ORDER]


def label(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def test_every_text_has_its_personal_data_class() -> None:
    missing, wrong = [], []
    for model in own_models():
        declared = getattr(model, "personal_data", {})
        own = [
            f
            for f in model._meta.local_concrete_fields
            if not f.primary_key and not f.is_relation and not isinstance(f, TransactionIdField)
        ]
        missing += [label(f) for f in own if isinstance(f, TEXTS) and f.name not in declared]
        wrong += [
            f"{model._meta.label}.{name}"
            for name in declared
            if name not in {f.name for f in model._meta.concrete_fields}
        ]
        wrong += [f"{model._meta.label}.{name}" for name, kind in declared.items() if kind not in CLASSES]
    assert not missing
    assert not wrong


def test_keys_point_down_and_leave_no_trace_above() -> None:
    wrong = []
    for model in own_models():
        for field in model._meta.local_fields:
            if not isinstance(field, models.ForeignKey) or field.remote_field.parent_link:
                continue
            below = field.remote_field.model._meta.app_label
            if below == model._meta.app_label:
                allowed = field.remote_field.on_delete in {models.PROTECT, models.CASCADE}
            else:
                allowed = (
                    ORDER.get(below, -1) < ORDER[model._meta.app_label]
                    and field.remote_field.related_name == "+"
                    and field.remote_field.on_delete is models.PROTECT
                )
            if not allowed:
                wrong.append(label(field))
    assert not wrong


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    out = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)


def test_migrations_use_no_code_that_will_change() -> None:
    """Ids, sort keys, field types and defaults may be named; models, rules and actions of the rooms may not."""
    lasting = {
        "tinhso.core.ids",
        "tinhso.core.text",
        "tinhso.core.events.api",
        "tinhso.core.events.models",
        "tinhso.core.packs.models",
    }
    wrong = []
    for path in Path(settings.SOURCE, "src/tinhso").rglob("migrations/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            wrong += [
                f"{path.name} of {path.parents[1].name}: {name}"
                for name in names
                if str(name).startswith("tinhso") and name not in lasting
            ]
    assert not wrong
