"""What every page's shell needs: whose platform, which channel, the menu, the other language."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from tinhso.core.access import ANONYMOUS, Actor, ActorKind
from tinhso.core.db import count_each
from tinhso.core.faces import PREFIXES, navigation
from tinhso.core.i18n import format_number
from tinhso.core.ui.brand import Brand, current_brand

#: No badge counts further: whoever has that much before them needs no exact number in a menu.
MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the menu as drawn; ``badge`` is empty where nothing waits."""

    label: str
    url: str
    icon: str
    badge: str
    is_current: bool


class Shell:
    """Read by the base layouts as ``shell``; everything is computed when first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def channel(self) -> str:
        """``portal``, ``desk`` or ``ioc``, from the address."""
        path = self._request.path.lstrip("/")
        return next((name for name, prefix in PREFIXES.items() if prefix and path.startswith(prefix)), "portal")

    @property
    def base(self) -> str:
        """The base layout of the channel."""
        return f"{self.channel}/base.html"

    @cached_property
    def actor(self) -> Actor:
        """Who asks."""
        return getattr(self._request, "actor", ANONYMOUS)

    @property
    def is_citizen(self) -> bool:
        """Whether a citizen or a company is signed in."""
        return self.actor.kind is ActorKind.CITIZEN

    @property
    def is_official(self) -> bool:
        """Whether an official is signed in."""
        return self.actor.kind is ActorKind.OFFICIAL

    @property
    def is_helping(self) -> bool:
        """Whether an official has chosen to help a citizen at home, on whatever page."""
        return getattr(self._request, "helping", None) is not None

    @property
    def acting_for(self) -> str:
        """For which company or citizen the person has chosen to act; empty for nobody else."""
        helping: Actor | None = getattr(self._request, "helping", None)
        return helping.name if helping else self.actor.for_whom if self.is_citizen else ""

    @cached_property
    def brand(self) -> Brand:
        """Whose platform this is."""
        return current_brand()

    @property
    def province(self) -> str:
        """The province's name in the active language."""
        return self.brand.name_en if get_language() == "en" else self.brand.name

    @property
    def other_language(self) -> tuple[str, str]:
        """The code and the own name of the language that is one tap away."""
        return ("vi", "Tiếng Việt") if get_language() == "en" else ("en", "English")

    @property
    def home(self) -> str:
        """The first page of the channel."""
        return f"/{PREFIXES[self.channel]}"

    @property
    def here(self) -> str:
        """The address of this page, to come back to."""
        return self._request.get_full_path()

    @cached_property
    def menu(self) -> list[MenuEntry]:
        """The entries of this channel that the actor may use, with what waits behind each. One query."""
        return self._entries(with_badges=True)

    @cached_property
    def quiet_menu(self) -> list[MenuEntry]:
        """The same without counting, for pages that must appear even when the database does not answer."""
        return self._entries(with_badges=False)

    def _entries(self, *, with_badges: bool) -> list[MenuEntry]:
        chosen = sorted(
            (
                entry
                for entry in navigation.values()
                if entry.channel == self.channel and entry.access.allows(self.actor)
            ),
            key=lambda entry: entry.order,
        )
        match = self._request.resolver_match
        here = match.url_name if match else ""
        asked = {entry.url_name: entry.badge(self.actor) for entry in chosen if entry.badge and with_badges}
        counted = count_each(asked, most=MOST_COUNTED)
        return [
            MenuEntry(
                label=gettext(entry.label_vi),
                url=reverse(entry.url_name),
                icon=entry.icon,
                badge=_badge(counted.get(entry.url_name, 0)),
                is_current=entry.url_name == here,
            )
            for entry in chosen
        ]


def _badge(count: int) -> str:
    return f"{format_number(count)}{'+' if count == MOST_COUNTED else ''}" if count else ""


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: ``shell`` for the layouts."""
    return {"shell": Shell(request)}
