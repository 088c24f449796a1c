"""Django's settings, made from the declared environment variables and the list of rooms."""

import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from tinhso.conf.env import read
from tinhso.conf.rooms import ROOMS

SOURCE = Path(__file__).resolve().parents[3]
HOME: Path = read("TINHSO_HOME").resolve()
PACKS_DIR = Path(read("TINHSO_PACKS_DIR") or SOURCE / "packs")
FILES_DIR = HOME / "files"
SIGNING_DIR = HOME / "keys"
FONT_DIR = HOME / "fonts"
ASSETS_DIR = HOME / "assets"

DEBUG: bool = read("TINHSO_DEBUG")
DEMO: bool = read("TINHSO_DEMO")
PRODUCTION: bool = read("TINHSO_PRODUCTION")
PACK: str = read("TINHSO_PACK")
PORT: int = read("TINHSO_PORT")
PUBLIC_URL: str = (read("TINHSO_PUBLIC_URL") or f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS: list[str] = read("TINHSO_ALLOWED_HOSTS")
NATIONAL_PORTAL_URL: str = read("TINHSO_NATIONAL_PORTAL_URL")
NATIONAL_PORTAL_KEY: str = read("TINHSO_NATIONAL_PORTAL_KEY")
SMS_URL: str = read("TINHSO_SMS_URL")
SMS_KEY: str = read("TINHSO_SMS_KEY")
SMS_DIR: Path = HOME / "sms"
PAYMENT_GATEWAY_URL: str = read("TINHSO_PAYMENT_GATEWAY_URL")
PAYMENT_GATEWAY_KEY: str = read("TINHSO_PAYMENT_GATEWAY_KEY")
VNEID_URL: str = read("TINHSO_VNEID_URL").rstrip("/")
VNEID_CLIENT: str = read("TINHSO_VNEID_CLIENT")
VNEID_SECRET: str = read("TINHSO_VNEID_SECRET")
VNEID_KEY: str = read("TINHSO_VNEID_KEY")
OPENID_ISSUER: str = read("TINHSO_OPENID_ISSUER").rstrip("/")
OPENID_CLIENT: str = read("TINHSO_OPENID_CLIENT")
OPENID_SECRET: str = read("TINHSO_OPENID_SECRET")
OPENID_NAME: str = read("TINHSO_OPENID_NAME")
OPENID_LOOPBACK: bool = read("TINHSO_OPENID_LOOPBACK")
NETWORKS = read("TINHSO_NETWORKS")
LOG_URL: str = read("TINHSO_LOG_URL")
LOG_CA: str = read("TINHSO_LOG_CA")
LOG_SPOOL = HOME / "log-spool"
OFFICIAL_MFA: bool = (read("TINHSO_OFFICIAL_MFA") or PRODUCTION) and not DEMO
CLAMAV: str = read("TINHSO_CLAMAV")

if PRODUCTION and DEMO:
    raise ImproperlyConfigured("TINHSO_PRODUCTION and TINHSO_DEMO exclude each other: remove TINHSO_DEMO.")
if PRODUCTION and OPENID_LOOPBACK:
    raise ImproperlyConfigured("TINHSO_PRODUCTION and TINHSO_OPENID_LOOPBACK exclude each other.")


def _secret_key() -> str:
    given: str = read("TINHSO_SECRET_KEY")
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured("TINHSO_SECRET_KEY is missing: run `tinhso init --production` to make one.")
    path = HOME / "secret-key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = _secret_key()


def _database() -> dict[str, object]:
    url = read("TINHSO_DATABASE_URL") or (HOME / "database-url").read_text().strip()
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("TINHSO_DATABASE_URL must begin with postgresql://")
    given = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = given.get("host", "")
    secured: dict[str, object] = {name: unquote(given[name]) for name in ("sslmode", "sslrootcert") if name in given}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {
            **secured,
            "server_side_binding": True,
            # Django leaves this off: a statement asked three times on a connection is planned once from then on.
            "prepare_threshold": 3,
            "pool": {"min_size": 1, "max_size": read("TINHSO_WEB_THREADS") + 4, "timeout": 10},
        },
    }


DATABASES = {"default": _database()} if (read("TINHSO_DATABASE_URL") or (HOME / "database-url").exists()) else {}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    *(f"tinhso.{room}" for room in ROOMS if find_spec(f"tinhso.{room}")),
]

#: Requests that a web process works on at once; granian has more threads (``serve``), for those that wait.
WEB_HANDS = read("TINHSO_WEB_THREADS")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tinhso.channels.api.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tinhso.channels.api.middleware.CompressedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tinhso.channels.api.middleware.Language",
    "tinhso.channels.api.middleware.Gate",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tinhso.foundation.identity.middleware.WhoAsks",
    "tinhso.foundation.audit.middleware.Reads",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "tinhso.channels.api.middleware.Errors",
    "tinhso.core.faces.DenyUndeclared",
]

ROOT_URLCONF = "tinhso.conf.urls"
WSGI_APPLICATION = "tinhso.conf.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tinhso.core.ui.templatetags.tinhso",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "tinhso.core.ui.context.shell",
            ],
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its own attributes only, never a page variable of the same name
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ASSETS_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["tinhso.foundation.files.ports.uploads.IntakeUploadHandler"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A browser takes a cookie of this name by TLS only, from this host alone and for all of it.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTH_USER_MODEL = "ts_identity.Account"
AUTHENTICATION_BACKENDS = ["tinhso.foundation.identity.backends.OneComparison"]
PASSWORD_RESET_TIMEOUT = 24 * 3600
PASSWORD_HASHERS = ["tinhso.foundation.identity.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tinhso.foundation.identity.passwords.LengthBySecondFactor"},
    {"NAME": "tinhso.foundation.identity.passwords.WordsOfThisPlace"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Either name may be left out at sign-up, since the form asks for at least one of them.
# The folder of assets may be made after the settings are read: the first ``migrate`` builds them.
SILENCED_SYSTEM_CHECKS = ["account.W001", "staticfiles.W004"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tinhso.foundation.identity.portal.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Attempts are counted by core.limits instead: one statement each, shared by all processes.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "tinhso.foundation.identity.portal.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# A passkey whose device has verified its owner is two factors by itself.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Attempts are counted by core.limits, as those of passwords are.
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True


def _mail(url: str) -> dict[str, object]:
    """Django's mail settings from ``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtps://``;
    files in HOME/mail without one.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": HOME / "mail"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("TINHSO_EMAIL_URL must begin with smtp://, smtp+tls:// or smtps://")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


globals().update(_mail(read("TINHSO_EMAIL_URL")))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = read("TINHSO_EMAIL_FROM")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tinhso.conf.logs.OneLine",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tinhso": {"level": "INFO"}},
}
if LOG_URL:
    LOGGING["handlers"]["spool"] = {  # type: ignore[index]
        "class": "tinhso.conf.logs.Spool",
        "formatter": "message",
        "folder": str(LOG_SPOOL),
    }
    LOGGING["formatters"]["message"] = {"()": "tinhso.conf.logs.OneLine"}  # type: ignore[index]
    LOGGING["root"]["handlers"] = ["console", "spool"]  # type: ignore[index]
