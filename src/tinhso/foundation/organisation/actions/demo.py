"""The accounts, posts and appointments of a demo installation."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.conf import settings

from tinhso.core import clock
from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.foundation.identity.api import AccountInfo, AccountKind, DemoRefused, ensure_demo_account
from tinhso.foundation.organisation.models import Post, PostHolding, PostRole, Role, Unit
from tinhso.foundation.organisation.queries.book import units_as_of
from tinhso.foundation.organisation.queries.posts import valid_on
from tinhso.foundation.organisation.schema import DemoObject, DemoPost
from tinhso.foundation.organisation.types import UnitKind

# Used where a pack describes no demo accounts: the three who carry a dossier through one commune, and a citizen.
_STAFF = (
    ("clerk", "canbo.motcua", "Trần Thị Một Cửa", "Công chức bộ phận một cửa"),
    ("officer", "canbo.chuyenmon", "Lê Văn Chuyên Môn", "Chuyên viên"),
    ("leader", "lanhdao", "Nguyễn Văn Lãnh Đạo", "Chủ tịch"),
)
_CITIZEN = DemoObject.model_validate(
    {
        "id": "demo-citizen",
        "username": "congdan",
        "full_name": "Nguyễn Thị Công Dân",
        "kind": "citizen",
        "person_id": "046190000001",
    }
)


def default_demo(day: date, roles: Iterable[str]) -> list[DemoObject]:
    """Demo accounts for a pack that has none: a citizen, and one official for each usual role in one unit."""
    communes = units_as_of(day, kind=UnitKind.COMMUNE) or units_as_of(day)
    if not communes:
        return [_CITIZEN]
    key, known = communes[0].key, set(roles)
    staff = [
        DemoObject.model_validate(
            {
                "id": f"demo-{role}",
                "username": name,
                "full_name": full_name,
                "kind": "official",
                "posts": [{"unit": key, "roles": [role], "title": title}],
            }
        )
        for role, name, full_name, title in _STAFF
        if role in known
    ]
    return [_CITIZEN, *staff]


@action("organisation.load_demo_accounts", access=SYSTEM_ONLY)
def load_demo_accounts(*, actor: Actor, at: datetime, objects: Mapping[str, DemoObject]) -> Done[list[AccountInfo]]:
    """Make the demo accounts of section ``demo`` with their posts, once; a second run changes nothing.

    Without such a section a citizen and an official for each usual role are made. Raises ``DemoRefused`` outside a
    demo installation.
    """
    if not settings.DEMO or settings.PRODUCTION:
        raise DemoRefused
    day = clock.local(at).date()
    roles = {role.key: role for role in Role.objects.filter(in_use=True)}
    units = {unit.key: unit for unit in Unit.objects.all()}
    wanted = list(objects.values()) or default_demo(day, roles)
    made = []
    for item in wanted:
        account = ensure_demo_account(
            actor=SYSTEM,
            at=at,
            username=item.username,
            kind=AccountKind(item.kind),
            full_name=item.full_name,
            email=item.email,
            phone=item.phone,
            person_id=item.person_id,
        )
        for post in item.posts:
            _ensure_held(account, post, units[post.unit], roles, day)
        made.append(account)
    return Done(made, detail={"accounts": len(made)})


def _ensure_held(account: AccountInfo, wanted: DemoPost, unit: Unit, roles: Mapping[str, Role], day: date) -> None:
    """Give the account a post of this title in the unit, unless it has held one."""
    if PostHolding.objects.filter(account_id=account.id, post__unit=unit, post__title=wanted.title).exists():
        return
    start = max(unit.valid_from, wanted.since or unit.valid_from)
    held = PostHolding.objects.filter(valid_on(day)).values("post_id")
    post = Post.objects.filter(unit=unit, title=wanted.title).exclude(id__in=held).first()
    if post is None:
        post = Post.objects.create(
            unit=unit, title=wanted.title, title_en=wanted.title_en, valid_from=start, valid_to=unit.valid_to
        )
        for key in wanted.roles:
            PostRole.objects.create(
                post=post,
                role=roles[key],
                unit=unit,
                with_subtree=roles[key].with_subtree,
                valid_from=start,
                valid_to=unit.valid_to,
            )
    PostHolding.objects.create(
        post=post, account_id=account.id, valid_from=start, valid_to=unit.valid_to, decision="DEMO"
    )
