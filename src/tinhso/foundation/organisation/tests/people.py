"""Demo accounts at their screens and at work, for the tests of every room above."""

from dataclasses import dataclass
from datetime import datetime

from django.test import Client

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation


@dataclass
class Person:
    """Somebody with an account: the browser and the actor."""

    client: Client
    actor: Actor


def account(username: str) -> identity.Account:
    """A demo account."""
    return identity.Account.objects.get(username=username)


def actor_of(username: str, at: datetime | None = None) -> Actor:
    """A demo account as it acts at a moment (now): an official in their post, anybody else as themself."""
    found, at = account(username), at or clock.now()
    if found.kind == identity.AccountKind.OFFICIAL:
        return organisation.actor_for(found.id, at)
    return identity.build_actor(identity.account_info(found.id), at)


def client_of(username: str) -> Client:
    """A demo account's browser."""
    client = Client()
    client.force_login(account(username))
    return client


def person(username: str) -> Person:
    """A demo account, signed in."""
    return Person(client_of(username), actor_of(username))
