"""The line to VNeID, with its ways as they are met in the field (law.md §4): OAuth 2 with a code, no identity token and
no nonce; bodies are ``{"data", "key"}``, where RSA PKCS #1 v1.5 unwraps an AES key and AES-ECB the data; the code
itself may come so, with ``encrypt_key``.

Names of paths and fields are to be confirmed before a live connection. Nothing of an answer is logged or kept here.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tinhso.core.outgoing import Unreachable
from tinhso.foundation.openid.ports.carrying import Carrier, ask, over_http

_BLOCK: Final = 128


@dataclass(frozen=True, slots=True)
class EidPerson:
    """Who signed in at VNeID: their số định danh and the level of their electronic identity (1 or 2)."""

    person_id: str
    level: int


def wrap(text: bytes, key: RSAPublicKey, secret: bytes) -> dict[str, str]:
    """``text`` as VNeID sends it, under the AES key ``secret``."""
    padder = PKCS7(_BLOCK).padder()
    encryptor = Cipher(algorithms.AES(secret), modes.ECB()).encryptor()  # noqa: S305 -- VNeID's own way
    data = encryptor.update(padder.update(text) + padder.finalize()) + encryptor.finalize()
    sealed = key.encrypt(secret, PKCS1v15())
    return {"data": base64.b64encode(data).decode(), "key": base64.b64encode(sealed).decode()}


def unwrap(data: str, sealed: str, key: RSAPrivateKey) -> bytes:
    """What was wrapped to us. Raises ``Unreachable``, always with the same word."""
    try:
        secret = key.decrypt(base64.b64decode(sealed, validate=True), PKCS1v15())
        decryptor = Cipher(algorithms.AES(secret), modes.ECB()).decryptor()  # noqa: S305 -- VNeID's own way
        padded = decryptor.update(base64.b64decode(data, validate=True)) + decryptor.finalize()
        unpadder = PKCS7(_BLOCK).unpadder()
        return unpadder.update(padded) + unpadder.finalize()
    except (ValueError, TypeError, binascii.Error):
        raise Unreachable("encryption") from None


@dataclass
class Vneid:
    """One registration at VNeID: address, client, secret, and the file of our private key."""

    url: str
    client: str
    secret: str
    key_file: Path
    carry: Carrier = over_http

    def _key(self) -> RSAPrivateKey:
        try:
            key = load_pem_private_key(self.key_file.read_bytes(), None)
        except (OSError, ValueError) as error:
            raise Unreachable("our key") from error
        if not isinstance(key, RSAPrivateKey):
            raise Unreachable("our key")
        return key

    def address(self, redirect_uri: str, state: str) -> str:
        """Where the person signs in."""
        query = {"response_type": "code", "client_id": self.client, "redirect_uri": redirect_uri, "state": state}
        return f"{self.url}/authorize?{urlencode(query)}"

    def person(self, answer: Mapping[str, str], redirect_uri: str) -> EidPerson:
        """Who came back with this answer. Raises ``Unreachable`` for whatever is not right."""
        key, code = self._key(), answer.get("code", "")
        if answer.get("encrypt_key"):
            code = unwrap(code, answer["encrypt_key"], key).decode(errors="replace")
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri,
            "client_id": self.client, "client_secret": self.secret,
        }  # fmt: skip
        token = str(self._opened(ask(self.carry, f"{self.url}/token", form=form), key).get("access_token", ""))
        if not token:
            raise Unreachable("token")
        headers = {"Authorization": f"Bearer {token}"}
        told = self._opened(ask(self.carry, f"{self.url}/userinfo", headers=headers), key)
        number, level = told.get("citizenPid"), str(told.get("accountLevel", ""))
        if not isinstance(number, str) or level not in {"1", "2"}:
            raise Unreachable("claims")
        return EidPerson(number, int(level))

    @staticmethod
    def _opened(body: Mapping[str, Any], key: RSAPrivateKey) -> dict[str, Any]:
        try:
            found = json.loads(unwrap(str(body.get("data", "")), str(body.get("key", "")), key))
        except ValueError:
            raise Unreachable("unreadable") from None
        if not isinstance(found, dict):
            raise Unreachable("unreadable")
        return found
