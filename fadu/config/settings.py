"""配置: everything an office may set comes from the environment; the defaults run on one machine without a server."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "fadu"
# All data of an installation lie in one folder, so that a backup is one folder.
HOME = Path(os.environ.get("FADU_HOME", ROOT / "var")).resolve()


def secret_key() -> str:
    """Return the installation's key, made once and kept readable by its owner alone."""
    if key := os.environ.get("FADU_SECRET_KEY"):
        return key
    file = HOME / "secret.key"
    if not file.exists():
        # Whole or not at all: of two processes that start at once, both go on with the key of the first.
        HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = HOME / f"secret.key.{secrets.token_hex(8)}"
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(made, file)
        made.unlink()
    close(file)
    return file.read_text(encoding="ascii").strip()


def close(file: Path) -> None:
    """Let a secret's owner alone read it, as when a backup brought it back open to all. Raises ImproperlyConfigured."""
    if os.name == "posix" and file.stat().st_mode & 0o077:
        try:
            file.chmod(0o600)
        except OSError as error:
            raise ImproperlyConfigured(f"{file} 可以被他人读取，且不能改为 0600：{error.strerror}。") from error


def database(url: str) -> dict:
    """Return Django's settings for `url`: `postgresql://user:password@host:port/name`, or SQLite when empty."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "fadu.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                # Writers queue at BEGIN; with DEFERRED, contended transactions die with "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: these are legal records, a committed step survives a power cut.
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,  # after a restart of the server no request meets a dead connection
    }


SECRET_KEY = secret_key()
DEBUG = os.environ.get("FADU_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("FADU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# Proxies before the pages, as addresses or networks: what they say of who asks is believed, and nobody else.
FADU_PROXIES = [place for place in os.environ.get("FADU_PROXIES", "").split(",") if place.strip()]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("FADU_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "fadu.web",  # before allauth, whose pages it clothes
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "ninja",
    "fadu.kernel",
    "fadu.laws",
    "fadu.domains.reconsideration",
    "fadu.domains.services",
    "fadu.domains.compensation",
    "fadu.domains.corrections",
    "fadu.domains.decision",
    "fadu.domains.disclosure",
    "fadu.domains.double_random",
    "fadu.domains.enforcement",
    "fadu.domains.legal_services",
    "fadu.domains.legislation",
    "fadu.domains.litigation",
    "fadu.domains.mediation",
    "fadu.domains.normative",
    "fadu.domains.oversight",
    "fadu.domains.petition",
    "fadu.readings",
    "fadu.reports",
    "fadu.portal",
]

MIDDLEWARE = [
    "fadu.web.middleware.Proxies",  # before whatever asks for the address or for https
    "fadu.web.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fadu.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fadu.web.middleware.Door",
    "fadu.web.thresholds.Threshold",
]

ROOT_URLCONF = "fadu.config.urls"
WSGI_APPLICATION = "fadu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fadu.web.navigation.shell",
                "fadu.portal.footer.office",
            ]
        },
    }
]

DATABASES = {"default": database(os.environ.get("FADU_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "fadu.kernel.accounts.NotUsedBefore"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # offices share machines: closing the browser ends the session
ACCOUNT_ADAPTER = "fadu.web.accounts.ClosedDoor"
# Wrong passwords are counted name by name in kernel.accounts; this holds back who tries many names from one place, and
# who guesses the codes of a second step: they are counted by user.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,20/h/key"}
MFA_ADAPTER = "fadu.web.accounts.TwoStep"
MFA_TOTP_ISSUER = "法度 Fadu"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# What one request may bring: who is signed in brings files to import, who is not a form; the portal sets its own bound.
FADU_UPLOAD_LIMIT = 2 * 1024**3
FADU_FORM_LIMIT = 1024**2

# Which one-time codes were used, and how often a sign-in failed, every process must know.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_shared",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What a process remembers for a moment by itself: a reader of pages waits for nobody who is writing.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

CSRF_FAILURE_VIEW = "fadu.web.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 24 * 3600  # seconds without use, should an office have set no limit of its own
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# An office network often has no certificate; where it has one, this closes the plain door.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = os.environ.get("FADU_HTTPS") == "1"
SECURE_HSTS_SECONDS = 31536000 if SECURE_SSL_REDIRECT else 0
# What other services of the same name do, and whether browsers ship with it, is for who holds the name to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)

# Where digests are sent from: smtp://user:password@host:25, smtps:// for TLS; without it they go to FADU_HOME/outbox.
FADU_MAIL = os.environ.get("FADU_MAIL", "")
if FADU_MAIL:
    mail = urlsplit(FADU_MAIL)
    EMAIL_HOST, EMAIL_PORT = mail.hostname or "localhost", mail.port or (465 if mail.scheme == "smtps" else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail.username or ""), unquote(mail.password or "")
    EMAIL_USE_SSL, EMAIL_TIMEOUT = mail.scheme == "smtps", 20
DEFAULT_FROM_EMAIL = os.environ.get("FADU_MAIL_FROM", "fadu@localhost")

# Said on every page and document: that the data are made up (`fadu demo` marks its home), or what an office wishes.
FADU_NOTICE = os.environ.get("FADU_NOTICE", "")
if (HOME / "demonstration").exists():
    FADU_NOTICE = gettext_noop("演示环境：明川市为虚构城市，全部记录均由程序生成，与任何真实地区无关。")

# Digest of the journal's tree and of documents' addresses: sha256, or sm3 where commercial cryptography is required.
FADU_DIGEST = os.environ.get("FADU_DIGEST", "sha256")
# The column engine: duckdb in this process, or spark at FADU_SPARK (spark://host:port, or local[2]).
FADU_ENGINE = os.environ.get("FADU_ENGINE", "duckdb")
FADU_SPARK = os.environ.get("FADU_SPARK", "local[2]")
# How many cores of the cluster each process of Fadu may hold; without it the first to ask holds them all.
FADU_SPARK_CORES = os.environ.get("FADU_SPARK_CORES", "")
# Jobs are worked by the process that `fadu serve` starts beside the pages; "1" does each within the request that asks.
FADU_JOBS_AT_ONCE = os.environ.get("FADU_JOBS_AT_ONCE") == "1"
