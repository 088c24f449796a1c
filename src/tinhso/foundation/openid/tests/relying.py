"""An application as tests play it: registered, approved, asking, changing codes for tokens."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client

from tinhso.core import clock
from tinhso.foundation.openid import actions
from tinhso.foundation.openid.types import Registration
from tinhso.foundation.organisation.tests.people import actor_of

BACK = "https://thuvien.example/ve"
LIBRARY = Registration(
    name="Thư viện số", name_en="Digital library", purpose="Cho mượn sách theo tên người đọc.",
    contact="a@thuvien.example", redirect_uris=(BACK,), post_logout_uris=("https://thuvien.example/tam-biet",),
    scopes=("openid", "profile", "email", "offline_access", "notices.read"), algorithm="ES256",
)  # fmt: skip


@dataclass
class Application:
    """One application, and the way it talks to us."""

    id: Any
    client_id: str
    secret: str
    back: str = BACK
    http: Client = field(default_factory=Client)
    verifier: str = "v" * 43

    def query(self, **changed: str) -> dict[str, str]:
        """A right authorisation request, changed."""
        challenge = urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": self.client_id, "redirect_uri": self.back, "response_type": "code",
            "scope": "openid profile offline_access", "state": "s", "nonce": "n", "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        return {name: value for name, value in {**asked, **changed}.items() if value}

    def ask(self, browser: Client, **changed: str) -> Any:
        """Send somebody's browser to be signed in."""
        return browser.get("/openid/authorize", self.query(**changed))

    def agree(self, browser: Client, scopes: list[str], decision: str = "yes", **changed: str) -> dict[str, str]:
        """The person answers the page of consent: what comes back."""
        given = {"query": urlencode(self.query(**changed)), "decision": decision, "scope": scopes}
        return came_back(browser.post("/openid/dong-y/", given))

    def post(self, path: str, **values: str) -> Any:
        """Ask one of the endpoints for programs, by the secret."""
        if self.secret:
            values = {"client_secret": self.secret, **values}
        return self.http.post(f"/openid/{path}", {"client_id": self.client_id, **values})

    def change(self, code: str, **changed: str) -> Any:
        """Change a code for tokens."""
        values = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back}
        return self.post("token", **{**values, "code_verifier": self.verifier, **changed})

    def refresh(self, token: str, **changed: str) -> Any:
        """Change a refresh token for the next one."""
        return self.post("token", grant_type="refresh_token", refresh_token=token, **changed)


def came_back(response: Any) -> dict[str, str]:
    """What an application reads of the address that the browser is sent to."""
    assert response.status_code == 302, response.content.decode()[:2000]
    return dict(parse_qsl(urlsplit(response["Location"]).query))


def registered(**changed: Any) -> Application:
    """An application that a head has registered and the operator has approved."""
    at = clock.now()
    asked = replace(LIBRARY, **changed)
    made = actions.register_application(actor=actor_of("lanhdao"), at=at, asked=asked)
    actions.decide_application(actor=actor_of("quantri"), at=at, application_id=made.id, decision="approve")
    return Application(made.id, made.client_id, made.secret, asked.redirect_uris[0], verifier=secrets.token_urlsafe(40))
