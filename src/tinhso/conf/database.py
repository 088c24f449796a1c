"""The database of this installation, for a command that needs it: your own,
the one that `up` runs, or ours for the moment.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tinhso.conf.env import read
from tinhso.conf.paths import home
from tinhso.core.db.server import Server, running_pid


def server_home() -> Path:
    """The folder of the database server that belongs to this installation."""
    return home() / "postgres"


def url_file() -> Path:
    """Holds the URL of our own server while it runs, for other processes of this installation."""
    return home() / "database-url"


def publish(url: str) -> None:
    """Lets other processes of this installation find the running server."""
    path = url_file()
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(url + "\n")


def is_external() -> bool:
    """Whether the operator gave a PostgreSQL of their own."""
    return bool(read("TINHSO_DATABASE_URL"))


def current_url() -> str:
    """The URL that this process's Django is set up on."""
    url: str = read("TINHSO_DATABASE_URL")
    return url


@contextmanager
def database_url() -> Iterator[str]:
    """The URL of a database that answers. Our own server is started when nobody runs it, and stopped again.

    Raises ``ServerError``.
    """
    if is_external():
        yield read("TINHSO_DATABASE_URL")
    elif running_pid(server_home()) is not None and url_file().exists():
        yield url_file().read_text().strip()
    else:
        with Server(server_home()) as url:
            publish(url)
            yield url


@contextmanager
def database() -> Iterator[None]:
    """Django, set up on a database that answers."""
    with database_url() as url:
        given = os.environ.get("TINHSO_DATABASE_URL")
        os.environ["TINHSO_DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.conf.settings")
        try:
            django.setup()
            yield
        finally:
            if given is None:
                del os.environ["TINHSO_DATABASE_URL"]
