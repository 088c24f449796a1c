"""Imports of the catalogue as who began them sees them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core import sheets
from tinhso.core.access import Actor
from tinhso.core.packs import changes
from tinhso.services.procedures.models import CatalogueImport
from tinhso.services.procedures.rules import catalogue_sheets
from tinhso.services.procedures.types import ImportNotFound


def access_import(*, actor: Actor, import_id: UUID) -> CatalogueImport:
    """One's own import, without what waits. Raises ``ImportNotFound``."""
    assert actor.account_id is not None  # noqa: S101 -- an official with a grant has an account
    found = CatalogueImport.objects.filter(pk=import_id, account_id=actor.account_id).defer("entries").first()
    if found is None:
        raise ImportNotFound
    return found


def refused_sheets(done: CatalogueImport) -> list[tuple[str, list[list[str]]]]:
    """The rows of an import that came back: by sheet, in the columns that they had, the reason as the last cell."""
    found = []
    for key, (title, headings) in catalogue_sheets.SHEETS.items():
        rows = [(given, reason) for sheet, given, reason in done.refused_rows if sheet == key]
        used = [name for name in headings if any(name in given for given, _reason in rows)]
        if rows:
            cells = [[*(given.get(name, "") for name in used), reason] for given, reason in rows]
            found.append((gettext(title), [[*used, catalogue_sheets.REASON], *cells]))
    return found


def reasons(done: CatalogueImport) -> Sequence[str]:
    """What is wrong in the rows that came back: with the sheet where it is a further one."""
    titles = {key: gettext(title) for key, (title, _headings) in catalogue_sheets.SHEETS.items()}
    told = ((sheet, given[catalogue_sheets.CODE], reason) for sheet, given, reason in done.refused_rows if reason)
    return [
        f"{code}: {reason}" if sheet == "procedures" else f"{code}, {titles[sheet]}, {reason}"
        for sheet, code, reason in told
    ]


def catalogue_book() -> bytes:
    """Every procedure in force as a workbook. One query."""
    return sheets.write_xlsx(catalogue_sheets.sheets_out(_bodies()))


def catalogue_table() -> bytes:
    """The first sheet of the catalogue as CSV. One query."""
    return sheets.write_csv(catalogue_sheets.sheets_out(_bodies())[0][1])


def _bodies() -> list[dict[str, Any]]:
    return [body for _key, body in sorted(changes.bodies_in_force("procedures").items())]
