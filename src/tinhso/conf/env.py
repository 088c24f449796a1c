"""The settings an operator may give: each with its type, its default and what it is for.

``docs/reference/settings.md`` is generated from this table.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("1 or 0")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    return [ip_network(word) for word in _words(text)]


def _receiver(text: str) -> str:
    if text and not text.startswith(("syslog+tls://", "ocsf+tls://")):
        raise ValueError("syslog+tls://host:port or ocsf+tls://host:port")
    return text


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: how it is read, what it is where nobody gives it, and what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str
    secret: bool = False


VARIABLES = (
    Variable(
        "TINHSO_HOME",
        Path,
        "./var",
        "Folder of everything the installation writes: environment, database, files, keys.",
    ),
    Variable("TINHSO_PORT", int, "8000", "Port on which the platform answers."),
    Variable("TINHSO_HOST", str, "127.0.0.1", "Address on which the platform listens."),
    Variable(
        "TINHSO_DATABASE_URL",
        str,
        "",
        "A PostgreSQL (15 or newer) of your own; empty starts the bundled server.",
        secret=True,
    ),
    Variable("TINHSO_PACK", str, "hue", "The province pack that this installation runs."),
    Variable("TINHSO_PACKS_DIR", str, "", "Folder of the packs; empty means the packs of this checkout."),
    Variable("TINHSO_DEMO", _flag, "0", "Demo accounts and demo keys are allowed. Set by `up`; refused in production."),
    Variable("TINHSO_PRODUCTION", _flag, "0", "Production rules: no demo, no default secrets, secure cookies."),
    Variable("TINHSO_SECRET_KEY", str, "", "Secret that signs sessions; empty makes one in TINHSO_HOME.", secret=True),
    Variable(
        "TINHSO_ALLOWED_HOSTS", _words, "localhost,127.0.0.1,[::1]", "Host names under which the platform is reached."
    ),
    Variable("TINHSO_PUBLIC_URL", str, "", "Address that QR codes and mails carry; empty means http://localhost:PORT."),
    Variable(
        "TINHSO_OFFICIAL_MFA",
        _flag,
        "1",
        "Officials must have a second factor; not asked for in a demo, always in production.",
    ),
    Variable(
        "TINHSO_EMAIL_URL",
        str,
        "",
        "smtp://, smtp+tls:// or smtps://user:password@host:port; empty writes mails into TINHSO_HOME/mail.",
        secret=True,
    ),
    Variable(
        "TINHSO_SMS_URL",
        str,
        "",
        "Address of the SMS gateway (https://…) or of `tinhso sms simulate`; empty writes into TINHSO_HOME/sms.",
    ),
    Variable("TINHSO_SMS_KEY", str, "", "Key shared with the SMS gateway: it signs our messages.", secret=True),
    Variable("TINHSO_EMAIL_FROM", str, "no-reply@localhost", "Sender of mails."),
    Variable("TINHSO_CLAMAV", str, "", "ClamAV daemon: a socket path or host:port; empty looks for a local socket."),
    Variable(
        "TINHSO_NATIONAL_PORTAL_URL",
        str,
        "",
        "Address of the national portal (https://…) or of `tinhso national simulate`; empty: not connected.",
    ),
    Variable(
        "TINHSO_NATIONAL_PORTAL_KEY",
        str,
        "",
        "Key shared with the national portal: it opens the line and signs the portal's answers.",
        secret=True,
    ),
    Variable(
        "TINHSO_PAYMENT_GATEWAY_URL",
        str,
        "",
        "Address of the payment gateway (https://…) or of `tinhso payments simulate`; empty: counters only.",
    ),
    Variable(
        "TINHSO_PAYMENT_GATEWAY_KEY",
        str,
        "",
        "Key shared with the payment gateway: it signs our requests, its answers and its callbacks.",
        secret=True,
    ),
    Variable("TINHSO_VNEID_URL", str, "", "Address of VNeID (https://…) or of `tinhso vneid simulate`; empty: none."),
    Variable("TINHSO_VNEID_CLIENT", str, "", "Name of this installation at VNeID."),
    Variable("TINHSO_VNEID_SECRET", str, "", "Secret of this installation at VNeID.", secret=True),
    Variable("TINHSO_VNEID_KEY", str, "", "File (PEM) of the RSA key to which VNeID encrypts its answers."),
    Variable(
        "TINHSO_OPENID_ISSUER", str, "", "Issuer of another OpenID provider by which people may sign in; empty: none."
    ),
    Variable("TINHSO_OPENID_CLIENT", str, "", "Name of this installation at that provider."),
    Variable("TINHSO_OPENID_SECRET", str, "", "Secret of this installation at that provider.", secret=True),
    Variable("TINHSO_OPENID_NAME", str, "OpenID", "What people call that provider."),
    Variable(
        "TINHSO_OPENID_LOOPBACK",
        _flag,
        "0",
        "Applications on this machine are told of sign-outs. For development only; refused in production.",
    ),
    Variable(
        "TINHSO_NETWORKS",
        _networks,
        "",
        "The province's own networks, as CIDR and separated by commas: officials from elsewhere have remote access,"
        " which needs a second factor and of which the ladder may ask more. Empty: nobody is told apart.",
    ),
    Variable(
        "TINHSO_LOG_URL",
        _receiver,
        "",
        "Another system that gets the evidence log and the lines of the processes, over TLS: syslog+tls://host:6514"
        " (RFC 5424) or ocsf+tls://host:port (OCSF as JSON lines). Empty: none.",
    ),
    Variable("TINHSO_LOG_CA", str, "", "File (PEM) of who vouches for that system; empty: whom the machine trusts."),
    Variable("TINHSO_WEB_WORKERS", int, "2", "Web processes."),
    Variable("TINHSO_WEB_THREADS", int, "4", "Threads of each web process."),
    Variable("TINHSO_DEBUG", _flag, "0", "Show errors in detail. For development only."),
)
BY_NAME: Mapping[str, Variable] = {variable.name: variable for variable in VARIABLES}


class BadSetting(ValueError):
    """A variable that cannot be read, with the reason in one sentence."""


def read(name: str) -> Any:
    """The value of a declared variable. Raises ``BadSetting`` where it cannot be read."""
    variable = BY_NAME[name]
    text = os.environ.get(name, variable.default)
    try:
        return variable.read(text)
    except ValueError as error:
        raise BadSetting(f"{name}={text!r} cannot be read: {error}") from error
