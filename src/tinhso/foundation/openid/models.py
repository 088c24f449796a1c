"""Tables of the room: applications, what people let them have, tokens, sign-outs to tell, keys, other providers."""

from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.foundation.openid.types import Algorithm, ClientKind, State, TokenKind


class Application(models.Model):
    """Ứng dụng of an agency, registered by ``owner``. Of its secret only the digest is kept. One that proves itself by
    a key of its own has no secret but public keys (``jwks``, RFC 7517), or says where they are (``jwks_uri``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client_id = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=500)
    purpose_en = models.CharField(max_length=500, blank=True)
    contact = models.EmailField()
    home_url = models.CharField(max_length=500, blank=True)
    policy_url = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=12, choices=ClientKind)
    secret_digest = models.BinaryField(null=True, max_length=32)
    jwks = models.JSONField(null=True)
    jwks_uri = models.CharField(max_length=500, blank=True)
    redirect_uris = models.JSONField()
    post_logout_uris = models.JSONField(default=list)
    logout_uri = models.CharField(max_length=500, blank=True)
    scopes = models.JSONField()
    sector = models.CharField(max_length=100)
    algorithm = models.CharField(max_length=5, choices=Algorithm)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    registered_at = models.DateTimeField()
    decided_by = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    personal_data = {
        "client_id": "none", "name": "none", "name_en": "none", "purpose": "none", "purpose_en": "none",
        "contact": "basic", "home_url": "none", "policy_url": "none", "kind": "none", "secret_digest": "sensitive",
        "jwks": "none", "jwks_uri": "none",
        "redirect_uris": "none", "post_logout_uris": "none", "logout_uri": "none", "scopes": "none", "sector": "none",
        "algorithm": "none", "state": "none", "reason": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="public", secret_digest__isnull=True, jwks__isnull=True, jwks_uri="")
                | Q(kind="confidential", secret_digest__isnull=False, jwks__isnull=True, jwks_uri="")
                | Q(kind="confidential", secret_digest__isnull=True, jwks__isnull=False, jwks_uri="")
                | (Q(kind="confidential", secret_digest__isnull=True, jwks__isnull=True) & ~Q(jwks_uri="")),
                name="ts_openid_secret_or_keys",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("owner"))),
                name="ts_openid_approved_by_another",
            ),
            models.CheckConstraint(condition=~Q(redirect_uris=[]), name="ts_openid_has_address"),
        ]
        indexes = [models.Index(fields=["-registered_at", "-id"], name="ts_openid_newest")]

    @property
    def has_keys(self) -> bool:
        """Whether it proves itself by a key of its own."""
        return self.jwks is not None or bool(self.jwks_uri)


class InitialToken(models.Model):
    """A token by which one application registers itself (RFC 7591); good once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.BinaryField(unique=True, max_length=32)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    personal_data = {"digest": "sensitive"}


class Subject(models.Model):
    """Under which name the applications of a sector know a person: random, so that two sectors cannot compare."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sector = models.CharField(max_length=100)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    sub = models.CharField(max_length=43, unique=True)

    personal_data = {"sector": "none", "sub": "basic"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sector", "account"], name="ts_openid_subject_once")]


class Consent(models.Model):
    """What a person let an application have, from when until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    asked = models.JSONField()
    scopes = models.JSONField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    personal_data = {"asked": "none", "scopes": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "application"],
                condition=Q(withdrawn_at__isnull=True),
                name="ts_openid_one_consent",
            )
        ]


class BrowserSession(models.Model):
    """A sign-in of a person in a browser, as applications know it (``sid``); over when the browser's session is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    session_key = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal_data = {"session_key": "sensitive"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session_key", "account"], condition=Q(ended_at__isnull=True), name="ts_openid_session_once"
            )
        ]


class Authorization(models.Model):
    """One yes to one application: its code, and all tokens that came of it. Ended, none of them works any more.
    ``jkt``: the key to which the code was bound when it was asked for (RFC 9449, 10).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    browser = models.ForeignKey(BrowserSession, on_delete=models.PROTECT, related_name="+")
    sub = models.CharField(max_length=43)
    scopes = models.JSONField()
    claims = models.JSONField(default=dict)
    redirect_uri = models.CharField(max_length=500)
    nonce = models.CharField(max_length=500, blank=True)
    challenge = models.CharField(max_length=43)
    jkt = models.CharField(max_length=43, blank=True)
    auth_time = models.DateTimeField()
    acr = models.CharField(max_length=60)
    amr = models.JSONField(default=list)
    digest = models.BinaryField(unique=True, max_length=32)
    begun_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=30, blank=True)

    personal_data = {
        "sub": "basic", "scopes": "none", "claims": "none", "redirect_uri": "none", "nonce": "none",
        "challenge": "none", "jkt": "none", "acr": "none", "amr": "none", "digest": "sensitive", "ended_why": "none",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "application"], condition=Q(ended_at__isnull=True), name="ts_openid_open_of_account"
            ),
            models.Index(fields=["browser"], name="ts_openid_of_browser"),
        ]


class Token(models.Model):
    """An access or refresh token; only its digest. ``used_at``: when a refresh token was changed for the next one.
    ``jkt``: the thumbprint of the key whose holder alone may use it (RFC 9449); empty for any.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authorization = models.ForeignKey(Authorization, on_delete=models.CASCADE, related_name="tokens")
    kind = models.CharField(max_length=7, choices=TokenKind)
    digest = models.BinaryField(unique=True, max_length=32)
    scopes = models.JSONField()
    jkt = models.CharField(max_length=43, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    personal_data = {"kind": "none", "digest": "sensitive", "scopes": "none", "jkt": "none"}


class SignOut(models.Model):
    """That a sign-in is over, to be told to one application (OpenID Connect Back-Channel Logout 1.0)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    browser = models.ForeignKey(BrowserSession, on_delete=models.PROTECT, related_name="+")
    sub = models.CharField(max_length=43)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    personal_data = {"sub": "basic", "answer": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "browser"], name="ts_openid_told_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="ts_openid_due")]


class SigningKey(models.Model):
    """A key for identity tokens. ``sealed``: its private part, encrypted under the installation's secret; removed when
    nothing signed by it is good any more.
    """

    kid = models.CharField(primary_key=True, max_length=43)
    algorithm = models.CharField(max_length=5, choices=Algorithm)
    public = models.JSONField()
    sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    used_from = models.DateTimeField()
    published_until = models.DateTimeField(null=True)

    personal_data = {"algorithm": "none", "public": "none", "sealed": "sensitive"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"], condition=Q(published_until__isnull=True), name="ts_openid_one_newest_key"
            )
        ]


class ProviderLink(models.Model):
    """An account at another provider by which somebody signs in here; of who they are there only a digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    personal_data = {"provider": "none", "digest": "basic"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "digest"], name="ts_openid_linked_once"),
            models.UniqueConstraint(fields=["provider", "account"], name="ts_openid_one_link_a_provider"),
        ]
