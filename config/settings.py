"""All settings, from the environment alone. Every one has a default that runs on a laptop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF

from config import environment as env
from verifier.intake.address import HOSTS
from verifier.intake.web import PICTURE_HOSTS as PICTURES

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of installation this is -----------------------------------------------------------
DEBUG = env.flag("PROOFBOARD_DEBUG", default=False)
PROOFBOARD_DEMO = env.flag("PROOFBOARD_DEMO", default=False)  # one-button sign-in, made-up data
VAR = Path(env.text("PROOFBOARD_VAR", str(BASE_DIR / "var"))).resolve()  # all that this program writes
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database in it holds sessions and digests of passwords
ALLOWED_HOSTS = env.words("PROOFBOARD_HOSTS", "localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = env.words("PROOFBOARD_ORIGINS")
HTTPS = env.flag("PROOFBOARD_HTTPS", default=not (DEBUG or PROOFBOARD_DEMO))
BEHIND_PROXY = env.flag("PROOFBOARD_BEHIND_PROXY", default=False)

# --- Secrets -------------------------------------------------------------------------------------
SECRET_KEY = env.secret("PROOFBOARD_SECRET_KEY") or env.kept_secret(VAR / "secret_key")
# The first key encrypts, all of them decrypt; kept apart from SECRET_KEY so that each can be changed alone.
PROOFBOARD_KEYS = env.secret("PROOFBOARD_KEYS").replace(",", " ").split() or [
    env.kept_secret(VAR / "credential_key", lambda: Fernet.generate_key().decode())
]

# Signs the evidence that reviewers take along; its public half is a page.
PROOFBOARD_SIGNING_KEY = env.seed("PROOFBOARD_SIGNING_KEY") or env.kept_secret(VAR / "signing_key", env.new_seed)

# --- Application ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "challenge",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.static_files.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "challenge.site.second_factor.middleware",
    "challenge.names.blinded.middleware",
    "challenge.site.archive.middleware",
    "challenge.site.zones.middleware",
    "challenge.names.about.middleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # another one needs its folder in locale/ and a line here
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# --- Database ------------------------------------------------------------------------------------
DATABASE_URL = env.secret("DATABASE_URL") or f"sqlite:///{VAR / 'proofboard.sqlite3'}"
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Web, workers and scheduler write at the same time: without these they meet "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        **DATABASES["default"].get("OPTIONS", {}),
    }
else:
    # PostgreSQL's compiler takes longer over the counts of a large work list than it takes to count (see benchmarks/README.md).
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

# What is counted holds over all web processes and restarts, and needs no server beside the database.
CACHES = {"default": {"BACKEND": "challenge.site.shared_cache.SharedCache"}}

# --- Queue ---------------------------------------------------------------------------------------
REDIS_URL = env.secret("REDIS_URL")
QUEUE_FOLDER = VAR / "queue"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"socket_timeout": 5, "socket_connect_timeout": 5}
else:
    # A folder as broker needs no server. It loses what is in flight at `kill -9`: the sweep rings again.
    for folder in (QUEUE_FOLDER / "messages", QUEUE_FOLDER / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_FOLDER / "messages"),
        "data_folder_out": str(QUEUE_FOLDER / "messages"),
        "control_folder": str(QUEUE_FOLDER / "control"),
        "polling_interval": 0.1,
    }
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
# Acknowledged when it begins: the row says what is left to do, so a message need not come back. (Acknowledged
# late, a worker of Celery 5.7 ends with an AttributeError when Redis goes away while it looks at something.)
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_PUBLISH_RETRY = False  # the row is the truth; a bell that does not ring is rung by the sweep
CELERY_TASK_DEFAULT_QUEUE = "document"
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = env.number("PROOFBOARD_WORKER_THREADS", default=16, least=1, most=512)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_DISABLE_PREFETCH = bool(REDIS_URL)  # no worker hoards what another one could begin
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever

# --- Runs ----------------------------------------------------------------------------------------
RUN_DEADLINE_SECONDS = env.number("PROOFBOARD_RUN_DEADLINE", default=120, least=10, most=3600)
LEASE_SECONDS = env.number("PROOFBOARD_LEASE", default=15, least=2, most=120)
LEASE_RENEW_SECONDS = LEASE_SECONDS / 3
LEASE_TRIES = 3
# Longer than a picture may take to come, so that whoever finishes a hand-in is not taken for dead while it waits.
HAND_IN_LEASE_SECONDS = env.number("PROOFBOARD_HAND_IN_LEASE", default=60, least=5, most=600)
# Checks that reviewers had done on many and that are on at once, so that candidates' own find a worker.
RECHECKS_AT_ONCE = env.number("PROOFBOARD_RECHECKS_AT_ONCE", default=4, least=1, most=100)
SWEEP_SECONDS = env.number("PROOFBOARD_SWEEP", default=5, least=1, most=60)
RAW_LIMIT_BYTES = env.number("PROOFBOARD_RAW_LIMIT", default=4_000_000, least=10_000, most=50_000_000)
# Networks an SSH target may be in although they are private, loopback, link-local or metadata.
ALLOWED_TARGETS = env.networks("ALLOWED_TARGETS")

# --- Datadog accounts ----------------------------------------------------------------------------
# "", or where a stand-in on this machine plays Datadog: then what is shown says that it is a sandbox.
DATADOG_INSTEAD = env.stand_in("PROOFBOARD_DATADOG_INSTEAD")

# --- Documents by their address ------------------------------------------------------------------
# Host -> "", or where a stand-in on this machine plays it: then what is shown says that it is a sandbox.
FORGES = env.forges("PROOFBOARD_FORGES", " ".join(HOSTS))
PICTURE_HOSTS = env.words("PROOFBOARD_PICTURE_HOSTS", " ".join(PICTURES))
UPLOAD_LIMIT = env.number("PROOFBOARD_UPLOAD_LIMIT", default=60_000_000, least=100_000, most=500_000_000)
# How often one person may give a document in an hour, whichever way.
DOCUMENTS_AN_HOUR = env.number("PROOFBOARD_DOCUMENTS", default=30, least=1, most=10_000)
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000  # a folder of submissions with their pictures
# Looks at a document without an account: in an hour from one address, and at once in one web process.
TRIES = env.number("PROOFBOARD_TRIES", default=30, least=0, most=10_000)
TRIES_AT_ONCE = env.number("PROOFBOARD_TRIES_AT_ONCE", default=2, least=1, most=32)

# --- Pages and their protection ------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_MANIFEST = env.flag("PROOFBOARD_STATIC_MANIFEST", default=False)  # served as `collectstatic` left them
STATIC_ROOT = BASE_DIR / "staticfiles" if STATIC_MANIFEST else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# htmx would otherwise evaluate strings and write a <style> of its own, which the policy refuses, and settle a
# replaced part 20 ms later, which takes back what somebody unfolded meanwhile.
HTMX_CONFIG = {"allowEval": False, "includeIndicatorStyles": False, "defaultSettleDelay": 0}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "challenge.site.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and BEHIND_PROXY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Coming in -----------------------------------------------------------------------------------
# allauth does passwords, second factors and other sites' accounts; our own door stands before it (views/door.py).
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "challenge.site.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "optional"  # an account is made only after its address was proved, or by an operator
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_USER_DISPLAY = "challenge.site.adapters.display_name"
ACCOUNT_RATE_LIMITS = {"ask_for_link": "20/m/ip,3/m/key,10/h/key", "join": "30/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_ADAPTER = "challenge.site.adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Proofboard"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts that an operator entered may have no address
SECOND_FACTOR_FOR_STAFF = env.flag("PROOFBOARD_STAFF_SECOND_FACTOR", default=False)

# Accounts of other sites, each only where it was set up.
SOCIALACCOUNT_ADAPTER = "challenge.site.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
_github = env.text("PROOFBOARD_GITHUB_ID"), env.secret("PROOFBOARD_GITHUB_SECRET")
if all(_github):
    INSTALLED_APPS += ["allauth.socialaccount.providers.github"]
    SOCIALACCOUNT_PROVIDERS["github"] = {
        "APPS": [{"client_id": _github[0], "secret": _github[1]}],
        "SCOPE": ["user:email"],
        "OAUTH_PKCE_ENABLED": True,
    }
_oidc = env.text("PROOFBOARD_OIDC_URL"), env.text("PROOFBOARD_OIDC_ID"), env.secret("PROOFBOARD_OIDC_SECRET")
if all(_oidc):
    INSTALLED_APPS += ["allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.text("PROOFBOARD_OIDC_NAME", "your organisation"),
                "client_id": _oidc[1],
                "secret": _oidc[2],
                "settings": {"server_url": _oidc[0]},
            }
        ],
        "OAUTH_PKCE_ENABLED": True,
    }
for _given, _what in ((_github, "PROOFBOARD_GITHUB_ID and _SECRET"), (_oidc, "PROOFBOARD_OIDC_URL, _ID and _SECRET")):
    if any(_given) and not all(_given):
        raise env.Nonsense(f"{_what} go together.")
# A browser holds the policy also against where our answer to a form leads, and there these sites take over.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [
    *(["https://github.com"] if all(_github) else []),
    *([env.origin("PROOFBOARD_OIDC_URL")] if all(_oidc) else []),
]

# --- E-mail --------------------------------------------------------------------------------------
# Without a server, e-mails are files in VAR/mail: nothing is lost, and the demo can be tried without one.
EMAIL_HOST = env.text("PROOFBOARD_MAIL_HOST")
EMAIL_PORT = env.number("PROOFBOARD_MAIL_PORT", default=587, least=1, most=65535)
EMAIL_HOST_USER = env.text("PROOFBOARD_MAIL_USER")
EMAIL_HOST_PASSWORD = env.secret("PROOFBOARD_MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("PROOFBOARD_MAIL_TLS", default=bool(EMAIL_HOST))
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(VAR / "mail")
HERE = next(iter(CSRF_TRUSTED_ORIGINS), f"https://{ALLOWED_HOSTS[0]}" if HTTPS else f"http://{ALLOWED_HOSTS[0]}:8000")
PROOFBOARD_URL = env.origin("PROOFBOARD_URL", HERE)  # what links in e-mails begin with
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("PROOFBOARD_MAIL_FROM", "Proofboard <proofboard@localhost>")

# --- Logging -------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "run": {"()": "challenge.site.logs.RunFilter"},
        "secrets": {"()": "challenge.site.logs.SecretFilter"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s run=%(run)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["run", "secrets"]},
    },
    "root": {"handlers": ["stderr"], "level": env.text("PROOFBOARD_LOG_LEVEL", "INFO").upper()},
    # paramiko and the HTTP clients tell more of a connection than a log may know.
    "loggers": {
        "paramiko": {"level": "CRITICAL"},
        "urllib3": {"level": "WARNING"},
        # Their own handlers would print the address of every request, and with it the tokens of own runs.
        "uvicorn.access": {"propagate": True},
        "django.server": {"propagate": True},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
