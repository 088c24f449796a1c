"""Signed notes and tile addresses, as C2SP writes them (signed-note, tlog-checkpoint, tlog-tiles)."""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_DASH = "\u2014"
_TILE_INDEX = re.compile(r"^((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?$")


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_ID_BYTES]


@dataclass(frozen=True, slots=True)
class Signer:
    """The log's Ed25519 key with its name."""

    name: str
    key: Ed25519PrivateKey

    @classmethod
    def new(cls, name: str) -> "Signer":
        """A fresh key."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, text: str) -> "Signer":
        """The key in ``PRIVATE+KEY+name+id+base64``. Raises ``ValueError``."""
        try:
            private, word, name, _id, data = text.strip().split("+", 4)
            seed = base64.b64decode(data, validate=True)
        except (ValueError, binascii.Error):
            raise ValueError("not a note signer key") from None
        if (private, word) != ("PRIVATE", "KEY") or seed[:1] != _ED25519:
            raise ValueError("not an Ed25519 note signer key")
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed[1:]))

    @property
    def public(self) -> bytes:
        """The raw public key."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def secret_text(self) -> str:
        """The key as ``read`` takes it."""
        seed = self.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        data = base64.b64encode(_ED25519 + seed).decode()
        return f"PRIVATE+KEY+{self.name}+{_key_id(self.name, self.public).hex()}+{data}"

    def verifier_text(self) -> str:
        """The public half, ``name+id+base64``: what a verifier is given."""
        data = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{_key_id(self.name, self.public).hex()}+{data}"

    def sign(self, text: str) -> str:
        """``text`` (ending in a newline) as a signed note."""
        signature = _key_id(self.name, self.public) + self.key.sign(text.encode())
        return f"{text}\n{_DASH} {self.name} {base64.b64encode(signature).decode()}\n"


def note_text(origin: str, size: int, root: bytes) -> str:
    """The body of a checkpoint: origin, size and root."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def parse_note(note: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint, unverified. Raises ``ValueError``."""
    try:
        origin, size, root = note.split("\n")[:3]
        return origin, int(size), base64.b64decode(root, validate=True)
    except (ValueError, binascii.Error):
        raise ValueError("not a checkpoint") from None


def verify_note(note: str, verifier: str) -> bool:
    """Whether ``note`` carries a good signature of the key ``name+id+base64``."""
    name, _id, data = verifier.split("+", 2)
    public = base64.b64decode(data)[1:]
    text, _, signatures = note.rpartition("\n\n")
    for line in signatures.splitlines():
        dash, _, rest = line.partition(" ")
        signer, _, encoded = rest.rpartition(" ")
        if dash != _DASH or signer != name:
            continue
        try:
            signature = base64.b64decode(encoded, validate=True)
            Ed25519PublicKey.from_public_bytes(public).verify(signature[_KEY_ID_BYTES:], (text + "\n").encode())
        except (InvalidSignature, binascii.Error, ValueError):
            continue
        return signature[:_KEY_ID_BYTES] == _key_id(name, public)
    return False


def parse_tile_index(text: str) -> tuple[int, int]:
    """Number and width of a tile from its address, for example ``x001/234`` or ``067.p/12``. Raises ``ValueError``."""
    match = _TILE_INDEX.match(text)
    if not match:
        raise ValueError("not the address of a tile")
    width = int(match[2]) if match[2] else 256
    if width > 255 and match[2]:
        raise ValueError("a partial tile has at most 255 hashes")
    return int(match[1].replace("x", "").replace("/", "")), width
