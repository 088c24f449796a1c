"""Pack section ``post_rules``: the post that brings results to people."""

from datetime import date
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from tinhso.core.packs.api import PackObject, PackPart, PackView


class PostZone(PackPart):
    """How far a letter goes, and what the post takes for it from whoever gets it, in đồng."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)
    name: str
    name_en: str
    fee: int = Field(ge=0)


class PostRules(PackObject):
    """Trả kết quả qua bưu chính công ích: who carries results, and the fees by zone. One object holds on a day."""

    name: str
    name_en: str
    carrier: str
    zones: Annotated[tuple[PostZone, ...], Field(min_length=1, max_length=10)]


def check_post_rules(view: PackView) -> None:
    """One object holds on a day, and no zone is named twice."""
    items = sorted(view.objects("post_rules", PostRules).values(), key=lambda item: item.id)
    for number, item in enumerate(items):
        if len({zone.id for zone in item.zones}) < len(item.zones):
            view.problem(item, "zones", _("mỗi vùng ghi một lần"))
        for before in items[:number]:
            first = max(before.valid_from or date.min, item.valid_from or date.min)
            if before.is_valid_on(first) and item.is_valid_on(first):
                view.problem(item, "valid_from", _("cùng ngày đã có {other}").format(other=before.id))
