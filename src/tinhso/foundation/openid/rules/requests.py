"""An authorisation request read and checked, once the application and its address are known to be right."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tinhso.foundation.openid.rules.secrets import is_challenge
from tinhso.foundation.openid.types import Asked, Refusal

PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})
#: Parameters that are read; any of them given twice refuses the request (RFC 6749, 3.1).
PARAMETERS: Final = (
    "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge",
    "code_challenge_method", "prompt", "max_age", "acr_values", "id_token_hint", "claims", "request", "request_uri",
    "ui_locales", "dpop_jkt", "login_hint", "ts_since", "ts_tried",
)  # fmt: skip
_LONGEST: Final = {"state": 1000, "nonce": 500, "claims": 4000, "id_token_hint": 4000, "login_hint": 254}
_PLACES: Final = ("id_token", "userinfo")


def once(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The parameters that count. Raises ``Refusal`` where one comes twice or is longer than anything sensible."""
    found = {}
    for name in PARAMETERS:
        given = values.get(name, ())
        if len(given) > 1:
            raise Refusal("invalid_request", f"{name} is given more than once")
        text = given[0] if given else ""
        if len(text) > _LONGEST.get(name, 1000) or "\x00" in text:
            raise Refusal("invalid_request", f"{name} cannot be read")
        found[name] = text
    return found


def language(ui_locales: str, spoken: Sequence[str]) -> str:
    """The first of the languages wished for (OpenID Connect Core 3.1.2.1) that is spoken here; empty for none."""
    wished = (tag.partition("-")[0].lower() for tag in ui_locales[:200].split())
    return next((tag for tag in wished if tag in spoken), "")


def read(given: Mapping[str, str], offered: Sequence[str]) -> Asked:
    """The request, of which ``offered`` are the scopes that the application may ask for.

    Raises ``Refusal``. Scopes that it may not ask for are passed over, as the answer's ``scope`` tells.
    """
    for name in ("request", "request_uri"):
        if given[name]:
            raise Refusal(f"{name}_not_supported", "send plain parameters")
    if given["response_type"] != "code":
        raise Refusal("unsupported_response_type", "response_type must be code")
    if given["response_mode"] not in {"", "query"}:
        raise Refusal("invalid_request", "response_mode must be query")
    scopes = given["scope"].split()
    if "openid" not in scopes:
        raise Refusal("invalid_scope", "scope must contain openid")
    if given["code_challenge_method"] != "S256" or not is_challenge(given["code_challenge"]):
        raise Refusal("invalid_request", "a code_challenge of method S256 is required")
    prompts = frozenset(given["prompt"].split())
    if prompts - PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise Refusal("invalid_request", "prompt is not understood")
    claims = _claims(given["claims"])
    levels, essential = _levels(given["acr_values"], claims)
    return Asked(
        client_id=given["client_id"],
        redirect_uri=given["redirect_uri"],
        scopes=tuple(scope for scope in dict.fromkeys(scopes) if scope in offered),
        state=given["state"],
        nonce=given["nonce"],
        challenge=given["code_challenge"],
        prompts=prompts,
        max_age=_seconds(given["max_age"]),
        levels=levels,
        level_essential=essential,
        id_token_hint=given["id_token_hint"],
        claims={place: tuple(sorted(claims.get(place) or {})) for place in _PLACES},
        since=_seconds(given["ts_since"]) or 0,
        jkt=_thumbprint(given["dpop_jkt"]),
        login_hint=given["login_hint"],
    )


def _seconds(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Refusal("invalid_request", "a number of seconds is not understood")
    return int(text)


def _thumbprint(text: str) -> str:
    # A thumbprint and a challenge are both the text of 256 bits.
    if text and not is_challenge(text):
        raise Refusal("invalid_request", "dpop_jkt is no thumbprint")
    return text


def _claims(text: str) -> Mapping[str, Mapping[str, Any]]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        raise Refusal("invalid_request", "claims is no JSON") from None
    if not isinstance(found, dict) or not all(isinstance(found.get(place) or {}, dict) for place in _PLACES):
        raise Refusal("invalid_request", "claims is no object of objects")
    return found


def _levels(acr_values: str, claims: Mapping[str, Mapping[str, Any]]) -> tuple[tuple[str, ...], bool]:
    """The acr values wanted, and whether the request is to fail without them (OpenID Connect Core 5.5.1.1)."""
    acr = (claims.get("id_token") or {}).get("acr")
    if isinstance(acr, dict):
        values = acr.get("values") or [acr.get("value")]
        wanted = [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
        if wanted:
            return tuple(wanted), acr.get("essential") is True
    return tuple(acr_values.split()), False
