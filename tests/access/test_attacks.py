"""Whole sweeps: every page and operation under hostile data, without the form's token, and by methods that it does not
declare.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from test_matrix import PARAMETER, Scene, addresses, scene, text_of

from thread import account
from tinhso.core.faces import routes
from tinhso.core.rest import operations
from tinhso.foundation.audit.models import AuditEntry

__all__ = ["scene"]  # the fixture
#: Closes a script, an attribute and a tag, then opens a tag that no page of ours has.
HOSTILE = "</script>\"'><x-x>"
SCHEME = "javascript:x()"
#: Who walks: together they open every page.
WALKERS = ("", "congdan1", "congchuc", "lanhdaotinh", "quantri", "kiemsoat")
#: Pages that programs and other sites may write to without the token of a form: each proves itself in another way.
WITHOUT_TOKEN = {
    "openid.token": "the application's secret or proof key",
    "openid.userinfo": "a token",
    "openid.introspect": "the application's secret",
    "openid.revoke": "the application's secret",
    "openid.push": "the application's secret or proof key",
    "openid.register": "an initial token",
    "openid.authorize": "asks only; what changes something is the form of consent",
    "openid.logout": "leads on to itself as a link, where the person is asked",
}
#: Words of the platform itself, which are compared with, not shown as written: left as they are.
KEYS = re.compile(r"^[\w.:/+#@-]*$")


class Reader(HTMLParser):
    """Reads a page as a browser does, and notes what runs or leads away."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "x-x":
            self.faults.append("hostile words became a tag")
        if tag == "script" and "src" not in given:
            self.faults.append("a script stands in the page")
        if tag in {"object", "embed", "base", "applet"} or (tag == "style"):
            self.faults.append(f"<{tag}>")
        for name, value in given.items():
            if name.startswith("on") or (name == "style" and value):
                self.faults.append(f"{tag} {name}={value!r:.60}")
            where = (value or "").strip().lower()
            if name in {"href", "src", "action", "formaction", "data", "xlink:href"}:
                if where.startswith(("javascript:", "vbscript:", "data:text")):
                    self.faults.append(f"{tag} {name}={value!r:.60}")
                if name != "href" and where.startswith(("http:", "https:", "//")):
                    self.faults.append(f"loads from elsewhere: {value!r:.60}")


def hostile(value: Any) -> Any:
    """A text, or the texts within JSON, with hostile words behind it; keys and codes stay."""
    if isinstance(value, str):
        return value if KEYS.match(value) else value + HOSTILE
    if isinstance(value, list):
        return [hostile(each) for each in value]
    return {key: hostile(each) for key, each in value.items()} if isinstance(value, dict) else value


def written(row: models.Model, changed: dict[str, Any]) -> bool:
    """Put values into a row past all rules, so far as the database itself lets that happen."""
    try:
        with transaction.atomic():
            return not changed or bool(type(row)._default_manager.filter(pk=row.pk).update(**changed))
    except DatabaseError:
        return False


def spoil() -> Counter[str]:
    """Put hostile words behind every text that people wrote, in every table of ours; how many by model."""
    done: Counter[str] = Counter()
    for model in apps.get_models():
        if not model.__module__.startswith("tinhso.") or not model._meta.managed:
            continue
        fields = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
            and not (field.choices or field.primary_key or field.unique or field.is_relation)
            and field.name not in {"password", "session_key"}
        ]
        for row in model._default_manager.all()[:60] if fields else ():
            changed = {}
            for field in fields:
                value, longest = getattr(row, field.attname), getattr(field, "max_length", None)
                if "url" in field.name and isinstance(value, str):
                    new: Any = SCHEME
                else:
                    new = hostile(value)
                if new != value and not (isinstance(new, str) and longest and len(new) > longest):
                    changed[field.attname] = new
            # All at once; one by one where a table never changes, or hostile words do not fit one of its constraints.
            if not written(row, changed):
                changed = {name: value for name, value in changed.items() if written(row, {name: value})}
            done[model._meta.label] += len(changed)
    return done


def faults_of(path: str, response: Any, *, known: bool) -> Iterator[str]:
    """What is wrong with an answer, whoever asked and whatever it tells."""
    headers, kind = response.headers, response.headers.get("Content-Type", "")
    policy = headers.get("Content-Security-Policy", "")
    needed = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors", "form-action")
    given = {name: morsel for name, morsel in response.cookies.items() if morsel["max-age"] != 0}
    cookies = [name for name, morsel in given.items() if not (morsel["samesite"] and morsel["httponly"])]
    # What shows a PDF inside the browser writes styles of its own; in a page of ours nothing does.
    unsafe = ("'unsafe-", "*", "http") if kind.startswith("text/html") else ("script-src 'unsafe-", "*", "http")
    textual = kind.startswith(("text/", "application/xml"))
    empty = response.status_code in {HTTPStatus.FOUND, HTTPStatus.NO_CONTENT}
    found = {
        f"policy: {policy}": any(word not in policy for word in needed) or any(word in policy for word in unsafe),
        "no nosniff": headers.get("X-Content-Type-Options") != "nosniff",
        "no referrer policy": headers.get("Referrer-Policy") != "same-origin",
        "may be framed": not re.search(r"frame-ancestors '(none|self)'(;|$)", policy),
        "shares its window": headers.get("Cross-Origin-Opener-Policy") != "same-origin",
        "tells what it is made of": bool({"Server", "X-Powered-By"} & set(headers)),
        f"may be kept: {headers.get('Cache-Control')}": known
        and "no-store" not in headers.get("Cache-Control", "")
        and not PUBLIC_FILES.match(path),
        "says no content type": not empty and not kind,
        f"says no character set: {kind}": textual and "charset=utf-8" not in kind.lower(),
        f"cookies are not guarded: {cookies}": bool(cookies),
    }
    yield from (fault for fault, is_so in found.items() if is_so)
    if kind.startswith("text/html") and "attachment" not in headers.get("Content-Disposition", ""):
        reader = Reader()
        reader.feed(text_of(response))
        yield from dict.fromkeys(reader.faults)


#: Files of the province that are the same for everybody.
PUBLIC_FILES = re.compile(
    r"/(brand\.css|huong-dan/|log/|openid/jwks|\.well-known/|xac-minh/.*\.(crl|pem)|du-lieu-mo/|so-hoa/so-lieu"
    r"|co-so-du-lieu/[a-z_]+/lich\.ics$)"
)


def test_what_anybody_wrote_stays_words_and_every_answer_is_guarded(scene: Scene) -> None:
    """Every page for everybody who may open it, with hostile words in all that people wrote; and every answer guarded."""
    spoiled = spoil()
    assert sum(spoiled.values()) > 100 and len(spoiled) > 15, spoiled
    wrong, pages, shown = [], 0, 0
    for name, pattern, rule in addresses():
        path = scene.address(name, pattern)
        # Who may: the two that see most. Where nobody does, whoever is refused.
        allowed = [role for role in WALKERS if rule.allows(scene.asks(role, rule))]
        for role in allowed[-2:] or WALKERS[:1]:
            response = scene.clients[role].get(path)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                wrong.append(f"{role} {path} ({name}) answers {response.status_code}")
            wrong += [f"{role} {path} ({name}): {fault}" for fault in faults_of(path, response, known=bool(role))]
            if response.status_code == HTTPStatus.OK and response.headers["Content-Type"].startswith("text/html"):
                pages += 1
                shown += "&lt;x-x&gt;" in text_of(response)
    assert not wrong, "\n".join(wrong[:60])
    assert pages > 150, pages
    assert shown > 30, "the walk would not see hostile words"


#: By the converter of an address.
SAMPLES = {"uuid": str(UUID(int=7)), "int": "7", "path": "a/b", "account_no": "1"}


def sample(pattern: str) -> str:
    """The address with something of the right shape that nothing has."""
    return PARAMETER.sub(lambda found: SAMPLES.get(found[0].strip("<{").partition(":")[0], "abc"), pattern)


def test_nothing_changes_without_the_forms_token(province: None) -> None:
    """Another site's form comes with the cookie and without the token: refused before anything is looked at."""
    let_through, done = [], AuditEntry.objects.count()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(account("quantri"))
    for name, route in routes.items():
        for method in set(route.methods) - {"GET", "HEAD", "OPTIONS"}:
            answer = client.generic(
                method, "/" + sample(route.path), "a=b", content_type="application/x-www-form-urlencoded"
            )
            refused = answer.status_code == HTTPStatus.FORBIDDEN and "Trang đã mở quá lâu" in answer.content.decode()
            if not refused and name not in WITHOUT_TOKEN:
                let_through.append(f"{method} {name} {answer.status_code}")
    for name, operation in operations.items():
        if operation.method != "GET":
            path = re.sub(r"\{\w+\}", str(UUID(int=7)), operation.path)
            # As a form of another site sends it, for which no browser asks beforehand.
            answer = client.generic(operation.method, path, "{}", content_type="text/plain")
            if answer.status_code not in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED}:
                let_through.append(f"{operation.method} {name} {answer.status_code}")
    assert not let_through, "\n".join(let_through)
    assert AuditEntry.objects.count() == done
    assert set(WITHOUT_TOKEN) <= {name for name, _route in routes.items()}


def test_only_declared_methods_are_answered(province: None) -> None:
    """A page asked by a method that it does not have does nothing; TRACE tells nothing; reads of the API do not write."""
    client = Client(raise_request_exception=False)
    client.force_login(account("quantri"))
    wrong = []
    declared = {f"/{sample(route.path)}": set(route.methods) for route in routes.values() if "<path:" not in route.path}
    for operation in operations.values():
        declared.setdefault(re.sub(r"\{\w+\}", str(UUID(int=7)), operation.path), set()).add(operation.method)
    refused = {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.FORBIDDEN}
    for number, (path, methods) in enumerate(sorted(declared.items())):
        # One of those that it does not have, each in its turn.
        others = sorted({"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - methods)
        answer = client.generic(others[number % len(others)], path)
        if answer.status_code not in refused:
            wrong.append(f"{others[number % len(others)]} {path} answers {answer.status_code}")
    assert not wrong, "\n".join(wrong)
