"""The post that brings results: what was chosen at filing, delivered, or brought back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.engines.cases import api as cases
from tinhso.services.papers import queries
from tinhso.services.papers.models import PostItem, SheetEntry
from tinhso.services.papers.types import GIVE, EntryState, SheetInvalid, SheetKind, SheetState

LONGEST_NAME: Final = 250
LONGEST_REASON: Final = 500
#: National statuses of dossiers that ended without a result.
WITHOUT_RESULT: Final = frozenset({"3", "7", "8"})


@action("papers.follow_post", access=SYSTEM_ONLY)
def follow_post(*, actor: Actor, at: datetime, case_ids: Iterable[UUID]) -> Done[int]:
    """Note what the post shall bring, as chosen at filing; again changes nothing. Parts go each by itself."""
    asked = set(case_ids)
    found = cases.Case.objects.filter(pk__in=asked, data__has_key="delivery").exclude(settings__has_key="parts")
    known = PostItem.objects.in_bulk([case.pk for case in found])
    rows = [
        PostItem(
            case=case,
            unit_id=case.receiving_unit_id,
            chosen_at=case.filed_at,
            ended_at=at if case.status in WITHOUT_RESULT else None,
            **{name: case.data["delivery"][name] for name in ("recipient", "phone", "address", "zone")},
        )
        for case in found
        if case.pk not in known
    ]
    PostItem.objects.bulk_create(rows)
    ended = [case.pk for case in found if case.status in WITHOUT_RESULT]
    PostItem.objects.filter(pk__in=ended, ended_at__isnull=True).update(ended_at=at)
    return Done(len(rows), subject=("case", ""), detail={"items": len(rows)})


@action("papers.record_delivery", access=needs(GIVE))
def record_delivery(
    *,
    actor: Actor,
    at: datetime,
    sheet_id: UUID,
    delivered: Mapping[UUID, str] | None = None,
    returned: Mapping[UUID, str] | None = None,
) -> Done[list[SheetEntry]]:
    """Ghi kết quả phát: by case, who got it from the post (``delivered``), or why it came back (``returned``).

    What was delivered is handed over in its dossier too; what came back can go on a sheet again. Raises
    ``SheetNotFound``, ``SheetInvalid``, ``Forbidden``.
    """
    sheet = queries.access_sheet(actor=actor, sheet_id=sheet_id, lock=True)
    if not actor.can(GIVE, unit_id=sheet.from_unit_id):
        raise Forbidden
    got = {case_id: text.strip()[:LONGEST_NAME] for case_id, text in (delivered or {}).items()}
    back = {case_id: text.strip()[:LONGEST_REASON] for case_id, text in (returned or {}).items()}
    on_way = [entry for entry in queries.entries_of(sheet) if entry.state == EntryState.TAKEN]
    chosen = [entry for entry in on_way if entry.case_id in got or entry.case_id in back]
    _check(sheet.kind == SheetKind.POST and sheet.state == SheetState.TAKEN, chosen, got, back)
    for entry in chosen:
        entry.ended_at = at
        if entry.case_id in got:
            entry.state, entry.ended_with = EntryState.DELIVERED, got[entry.case_id]
            _hand_over(actor, at, entry.case)
        else:
            entry.state, entry.reason = EntryState.RETURNED, back[entry.case_id]
    SheetEntry.objects.bulk_update(chosen, ["state", "reason", "ended_at", "ended_with"])
    PostItem.objects.filter(pk__in=list(got), ended_at__isnull=True).update(ended_at=at)
    return Done(chosen, subject=("sheet", sheet.id), detail={"delivered": len(got), "returned": len(back)})


def _check(is_with_post: bool, chosen: list[SheetEntry], got: Mapping[UUID, str], back: Mapping[UUID, str]) -> None:
    problems: dict[str, str] = {}
    if not is_with_post or not chosen or {entry.case_id for entry in chosen} != set(got) | set(back):
        problems["dossiers"] = gettext("Chọn hồ sơ mà bưu chính đang giữ.")
    if set(got) & set(back):
        problems["dossiers"] = gettext("Một hồ sơ chỉ ghi một kết quả phát.")
    problems |= {str(case_id): gettext("Ghi tên người đã nhận.") for case_id, text in got.items() if not text}
    problems |= {str(case_id): gettext("Ghi lý do chuyển hoàn.") for case_id, text in back.items() if not text}
    if problems:
        raise SheetInvalid(fields=problems)


def _hand_over(actor: Actor, at: datetime, case: cases.Case) -> None:
    """Do what the flow calls handing the result over, unless the person had downloaded it already."""
    offered = cases.offered_actions(actor=actor, case=case, at=at)
    handing = next((each for each in offered if "return_result" in each.effects and not each.needs), None)
    if handing is not None:
        cases.perform(actor=actor, at=at, case_id=case.id, action_id=handing.id, inputs=cases.Inputs())
