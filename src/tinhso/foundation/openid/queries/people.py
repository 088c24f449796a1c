"""What a person let applications have, what is told of them, and by which other providers they sign in."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.models import Application, Consent, ProviderLink, Subject, Token
from tinhso.foundation.openid.rules.claims import Person
from tinhso.foundation.openid.rules.secrets import subject_digest
from tinhso.foundation.openid.types import LinkedApplication, State


def standing_consent(account_id: UUID, application: Application) -> Consent | None:
    """The consent that a person gave an application and did not withdraw."""
    return Consent.objects.filter(account_id=account_id, application=application, withdrawn_at__isnull=True).first()


def subject_of(account_id: UUID, sector: str) -> str:
    """The name under which a sector knows a person; empty where it does not know them yet."""
    rows = Subject.objects.filter(account_id=account_id, sector=sector)
    return rows.values_list("sub", flat=True).first() or ""


def person(account_id: UUID, at: datetime) -> Person:
    """What the platform knows of somebody and may tell, under consent. Raises ``AccountNotFound``."""
    account = identity.account_info(account_id)
    actor = identity.build_actor(account, at)
    return Person(
        name=account.full_name,
        locale=account.language,
        account_kind=account.kind,
        email=account.email,
        email_verified=bool(account.email) and identity.email_is_verified(account_id, account.email),
        phone_number=account.phone,
        identity_level=identity.identity_level(account_id),
        office=actor.unit_name,
        post=actor.post_title,
    )


def linked_applications(*, actor: Actor, after: str | None = None) -> Page[LinkedApplication]:
    """The applications that the actor lets have something, last given first."""
    account_id = identity.account_id_of(actor)
    rows = Consent.objects.filter(account_id=account_id, withdrawn_at__isnull=True).select_related("application__unit")
    page = keyset(rows, order=("-given_at", "-id"), after=after)
    used = dict(
        Token.objects.filter(
            authorization__account_id=account_id,
            authorization__application__in=[consent.application_id for consent in page.items],
        )
        .values_list("authorization__application")
        .annotate(last=Max("issued_at"))
        .values_list("authorization__application", "last")
    )
    return page.map(
        lambda consent: LinkedApplication(
            application_id=consent.application_id,
            name=consent.application.name,
            name_en=consent.application.name_en,
            agency=consent.application.unit.name,
            home_url=consent.application.home_url if consent.application.state == State.APPROVED else "",
            scopes=tuple(consent.scopes),
            given_at=consent.given_at,
            last_used_at=used.get(consent.application_id),
        )
    )


def links(*, actor: Actor) -> list[ProviderLink]:
    """The other providers by which the actor signs in."""
    return list(ProviderLink.objects.filter(account_id=identity.account_id_of(actor)).order_by("linked_at"))


def linked_account(provider: str, subject: str) -> UUID | None:
    """The account that is linked to somebody at another provider; None for none."""
    rows = ProviderLink.objects.filter(provider=provider, digest=subject_digest(provider, subject))
    return rows.values_list("account_id", flat=True).first()
