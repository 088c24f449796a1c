"""The progress of digitising as a table of text, the same on every face."""

from collections.abc import Iterable

from django.utils.translation import gettext

from tinhso.services.digitisation.queries import Standing
from tinhso.services.vault import api as vault


def progress_table(standings: Iterable[Standing]) -> list[list[str]]:
    """A head and one row for each unit and kind."""
    head = [
        gettext("Đơn vị"), gettext("Loại giấy tờ"), gettext("Tổng số tờ"), gettext("Đã nhận"), gettext("Đã thống nhất"),
        gettext("Đã ký"), gettext("Đã cất kho"), gettext("Để riêng"), gettext("Tỷ lệ (%)"),
    ]  # fmt: skip
    rows = [
        [one.unit, vault.kind_name(one.kind), *map(str, (
            one.progress.total, one.progress.taken, one.progress.agreed, one.progress.signed, one.progress.filed,
            one.progress.out, one.progress.percent,
        ))]
        for one in standings
    ]  # fmt: skip
    return [head, *rows]
