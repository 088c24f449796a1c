"""Pack section ``api_scopes``: what applications may be let do at the API in somebody's name."""

from typing import Final

from pydantic import Field

from tinhso.core.packs.api import PackObject, PackView
from tinhso.foundation.openid.rules.claims import STANDARD

#: Rooms whose operations no application gets: it could make itself keys, links and rights with them.
CLOSED: Final = ("identity_", "openid_", "organisation_", "packs_", "audit_", "signing_")


class ApiScope(PackObject):
    """A scope: operations of the API (``room_function``) under words that a person reads when asked for it.

    What the person may not do, an application cannot do for them either, whatever its scopes.
    """

    name: str = Field(min_length=3, max_length=120)
    name_en: str = Field(min_length=3, max_length=120)
    note: str = Field("", max_length=200)
    note_en: str = Field("", max_length=200)
    operations: tuple[str, ...] = Field(min_length=1)


def check_scopes(view: PackView) -> None:
    """Ids that are no standard scope; no operation of a closed room."""
    for item in view.objects("api_scopes", ApiScope).values():
        if item.id in STANDARD:
            view.problem(item, "id", "tên này là phạm vi chuẩn của OpenID Connect")
        for number, name in enumerate(item.operations):
            if name.startswith(CLOSED):
                view.problem(item, f"operations.{number}", "thao tác này không giao cho ứng dụng")
