"""Faces: the pages of a room. Each declares its address, its methods and who may see it; nothing else is served.

A room's ``portal.py``, ``desk.py`` or ``ioc.py`` makes one ``Face`` and registers its pages on it. ``conf/urls.py``
imports the faces of every room and serves what they registered.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string

from tinhso.core.access import Access, Actor, admit, asking
from tinhso.core.db import Page
from tinhso.core.registry import Registry

Arguments = ParamSpec("Arguments")
PREFIXES = {"portal": "", "desk": "desk/", "ioc": "wall/"}


class PageRequest(HttpRequest):
    """A request as pages see it: who asks, as whom they help a citizen at home, and when."""

    actor: Actor
    helping: Actor | None
    at: datetime


#: The rows that wait behind a line of a menu for who asks; counted together with those of the other lines.
Badge = Callable[[Actor], QuerySet[Any]]
View = Callable[Concatenate[PageRequest, Arguments], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Route:
    """One address of a channel and its rule."""

    channel: str
    path: str
    name: str
    access: Access
    methods: tuple[str, ...]
    view: Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A line of a channel's menu; ``badge`` gives the rows that wait for the actor, None for nothing to show."""

    channel: str
    label_vi: str
    url_name: str
    access: Access
    order: int
    icon: str = ""
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class HomeBlock:
    """A block that a room puts on a channel's home page: a template and the function that makes its context."""

    channel: str
    template: str
    order: int
    context: Callable[[PageRequest], dict[str, Any]]


routes: Registry[Route] = Registry("routes")
navigation: Registry[NavigationEntry] = Registry("navigation")
home_blocks: Registry[HomeBlock] = Registry("home blocks")
#: Blocks that rooms put above what a citizen's search for procedures finds.
search_blocks: Registry[HomeBlock] = Registry("search blocks")


def drawn_blocks(blocks: Iterable[HomeBlock], request: PageRequest) -> list[str]:
    """Blocks as they stand on a page, in their order."""
    chosen = sorted(blocks, key=lambda block: block.order)
    return [render_to_string(block.template, block.context(request), request) for block in chosen]


def declare(view: Callable[..., HttpResponseBase], access: Access) -> Callable[..., HttpResponseBase]:
    """Guard a view that others wrote with an access rule, so that it may be served."""

    @wraps(view)
    def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.actor = asking(access, request.actor, getattr(request, "helping", None))
        admit(getattr(view, "__name__", ""), access, request.actor)
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return guarded


class Face:
    """The pages of one room in one channel (portal, desk or ioc)."""

    def __init__(self, channel: str, *, room: str) -> None:
        if channel not in PREFIXES:
            raise ValueError(f"no channel {channel!r}")
        self.channel = channel
        self.room = room

    def page(
        self, path: str, *, name: str, access: Access, methods: Sequence[str] = ("GET",)
    ) -> Callable[[View[Arguments]], View[Arguments]]:
        """Serve a view at ``path`` below the channel's prefix, under the URL name ``name``, to whom ``access`` allows.

        HEAD comes with GET. Raises ``TypeError`` at import where no rule is given.
        """
        if not isinstance(access, Access):
            raise TypeError(f"page {name} declares no access rule")
        allowed = (*methods, "HEAD") if "GET" in methods else tuple(methods)

        def register(view: View[Arguments]) -> View[Arguments]:
            @wraps(view)
            def guarded(request: PageRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
                if request.method not in allowed:
                    return HttpResponseNotAllowed(allowed)
                request.actor = asking(access, request.actor, getattr(request, "helping", None))
                admit(name, access, request.actor)
                return view(request, *args, **kwargs)

            guarded.access = access  # type: ignore[attr-defined]
            routes.add(name, Route(self.channel, PREFIXES[self.channel] + path, name, access, allowed, guarded))
            return cast("View[Arguments]", guarded)

        return register

    def navigation(
        self,
        label_vi: str,
        url_name: str,
        *,
        access: Access,
        order: int,
        icon: str = "",
        badge: Badge | None = None,
    ) -> None:
        """Enter a page of this face in the channel's menu."""
        navigation.add(url_name, NavigationEntry(self.channel, label_vi, url_name, access, order, icon, badge))


def page_links(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """Where a list goes on (``next_url``) and where it begins (``first_url``),
    as the pager draws them; empty for nowhere.

    Both keep what the list was asked for. The cursor travels as ``after``.
    """
    asked = request.GET.copy()
    asked.pop("after", None)
    first = f"{request.path}?{asked.urlencode()}" if "after" in request.GET else ""
    if page.next_cursor is None:
        return {"next_url": "", "first_url": first}
    asked["after"] = page.next_cursor
    return {"next_url": f"?{asked.urlencode()}", "first_url": first}


class DenyUndeclared:
    """Middleware: a view without an access rule does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        return self._get_response(request)

    def process_view(self, _request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Django's hook before every view. Raises ``Http404``."""
        if not hasattr(view, "access"):
            raise Http404
