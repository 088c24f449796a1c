"""What the simulated VNeID answers. Nobody's identity is behind it: whoever comes types a number and a level."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tinhso.core.faults import Faults
from tinhso.foundation.openid.ports.carrying import Reply
from tinhso.foundation.openid.ports.vneid import wrap

#: Name of a fault → what happens.
FAULTS: Final[Mapping[str, str]] = {
    "encrypted_code": "the code comes encrypted, with encrypt_key",
    "error_500": "a fault of the server before anything happened",
    "dropped": "no answer",
    "wrong_key": "an answer is encrypted to somebody else",
    "torn": "an answer breaks off",
    "expired_code": "the code is not taken",
    "no_number": "userinfo lacks the number",
    "no_level": "userinfo lacks the level",
}
_PAGE: Final = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>VNeID mô phỏng</title><h1>VNeID mô phỏng</h1><p>Không phải VNeID. Chỉ để thử nghiệm.</p>
<form method="post">
<p><label>Số định danh <input name="number" value="046190000001"></label></p>
<p><label>Mức <select name="level"><option>2</option><option>1</option></select></label></p>
<input type="hidden" name="query" value="{query}"><button>Đăng nhập</button></form></html>"""


@dataclass
class Simulator:
    """One VNeID for one client, whose public key it encrypts to."""

    key: RSAPublicKey
    stranger: RSAPublicKey
    client: str
    secret: str
    faults: Faults = field(default_factory=Faults)
    _codes: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    _tokens: dict[str, dict[str, str]] = field(default_factory=dict)

    def page(self, query: str) -> str:
        """What a browser shows at ``/authorize``."""
        return _PAGE.format(query=escape(query))

    def sign_in(self, query: str, number: str, level: str) -> str:
        """Somebody signs in: the address back to who asked, with a code."""
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        code = secrets.token_urlsafe(24)
        person = {"citizenPid": number, "fullName": "Người Thử", "birthDate": "19900101", "accountType": "CITIZEN"}
        self._codes[code] = (asked.get("redirect_uri", ""), {**person, "accountLevel": level})
        answer = {"code": code, "state": asked.get("state", "")}
        if self.faults.happens("encrypted_code"):
            wrapped = wrap(code.encode(), self.key, secrets.token_bytes(32))
            answer |= {"code": wrapped["data"], "encrypt_key": wrapped["key"]}
        return f"{asked.get('redirect_uri', '')}?{urlencode(answer)}"

    def carry(self, address: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> Reply:
        """Answer ``/token`` and ``/userinfo`` in the place of the network. Raises ``OSError`` by a fault."""
        if self.faults.happens("dropped"):
            raise OSError("dropped")
        if self.faults.happens("error_500"):
            return Reply(HTTPStatus.INTERNAL_SERVER_ERROR, b"")
        path = urlsplit(address).path
        found = self._token(form or {}) if path.endswith("/token") else self._person(headers)
        if found is None:
            return Reply(HTTPStatus.BAD_REQUEST, b"{}")
        key = self.stranger if self.faults.happens("wrong_key") else self.key
        body = json.dumps(wrap(json.dumps(found).encode(), key, secrets.token_bytes(32))).encode()
        return Reply(HTTPStatus.OK, body[: len(body) // 2] if self.faults.happens("torn") else body)

    def _token(self, form: Mapping[str, str]) -> dict[str, str] | None:
        redirect_uri, person = self._codes.pop(form.get("code", ""), ("", {}))
        known = (form.get("client_id"), form.get("client_secret")) == (self.client, self.secret)
        if not person or not known or redirect_uri != form.get("redirect_uri") or self.faults.happens("expired_code"):
            return None
        token = secrets.token_urlsafe(24)
        self._tokens[token] = person
        return {"access_token": token, "token_type": "Bearer"}

    def _person(self, headers: Mapping[str, str]) -> dict[str, str] | None:
        person = self._tokens.get(headers.get("Authorization", "").removeprefix("Bearer "))
        if person is None:
            return None
        lacking = {"citizenPid": "no_number", "accountLevel": "no_level"}
        left_out = {name for name, fault in lacking.items() if self.faults.happens(fault)}
        return {name: value for name, value in person.items() if name not in left_out}
