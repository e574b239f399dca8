"""Every setting in one place, read from the environment; docs/operations.md describes each."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from hiring.lib.logs import set_up_logs

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
INSECURE = "insecure-known-to-everyone-"
MIB = 1024 * 1024

# What an operator decides.

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
TRUST_REQUEST_START = env.bool("TRUST_REQUEST_START", default=False)

SECRET_KEY = env.str("SECRET_KEY", default=f"{INSECURE}signing-of-sessions")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PEPPER = env.str("PEPPER", default=f"{INSECURE}hashing-of-credentials")
KEY_ENCRYPTION_SECRET = env.str("KEY_ENCRYPTION_SECRET", default=f"{INSECURE}sealing-of-private-keys")

CATALOGUE_DIR = BASE_DIR / "catalogue"
LIBRARY_DIR = BASE_DIR / "library"
KIT_DIR = BASE_DIR / "starterkit"
STORAGE_DIR = Path(env.str("STORAGE_DIR", default=str(BASE_DIR / ".data" / "storage")))
STORAGE_URL = env.str("STORAGE_URL", default="")
BUNDLE_MAX_BYTES = env.int("BUNDLE_MAX_BYTES", default=25 * MIB)
RUN_TIME_LIMIT = env.int("RUN_TIME_LIMIT", default=600)
RUN_LEASE_SECONDS = env.int("RUN_LEASE_SECONDS", default=30)
LETTERS_KEPT_DAYS = env.int("LETTERS_KEPT_DAYS", default=30)
METRICS_DIR = Path(env.str("METRICS_DIR", default=str(BASE_DIR / ".data" / "metrics")))
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
WEBHOOK_TIME_LIMIT = env.int("WEBHOOK_TIME_LIMIT", default=10)
WEBHOOKS_TO_LOOPBACK = env.bool("WEBHOOKS_TO_LOOPBACK", default=DEBUG or DEMO)

# Where it is reached.

_PUBLIC = urlsplit(PUBLIC_URL)
HTTPS = _PUBLIC.scheme == "https"
ALLOWED_HOSTS = [_PUBLIC.hostname or "", "127.0.0.1", "localhost", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"]
ROOT_URLCONF = "hiring.urls"
WSGI_APPLICATION = "hiring.wsgi.application"

# Apps, lowest floor last.

INSTALLED_APPS = [
    "hiring.api",
    "hiring.review",
    "hiring.portal",
    "hiring.portability",
    "hiring.decisions",
    "hiring.grading",
    "hiring.reputation",
    "hiring.submissions",
    "hiring.market",
    "hiring.assessments",
    "hiring.webhooks",
    "hiring.accounts",
    "hiring.letters",
    "hiring.keys",
    "hiring.audit",
    "hiring.lib",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "oauth2_provider",
    "pgtrigger",
    "rest_framework",
    "template_partials",
    *(["demo"] if DEMO else []),
]

MIDDLEWARE = [
    "hiring.lib.middleware.RequestLog",
    "hiring.lib.middleware.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hiring.lib.refusals.RefusalPages",
]

TEMPLATES: list[dict[str, Any]] = [
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

# Rows, cached figures and files.

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres://assay@127.0.0.1:5432/assay"),
        "ENGINE": "hiring.lib.postgres",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "hiring.lib.cache.ForgetfulRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "assay",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MIB
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * MIB
FILE_UPLOAD_HANDLERS = [
    "hiring.lib.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Background work: the row is the work, Celery carries doorbells. hiring.lib.checks holds these to their rules.

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": RUN_TIME_LIMIT + 120,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "queue_order_strategy": "priority",
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_TIME_LIMIT = RUN_TIME_LIMIT + 60
CELERY_TASK_DEFAULT_QUEUE = "assay"
# A queue for each kind of row, so that its sweep can count its bells, and one for what is done by the clock. A lower
# priority goes first: somebody waits for a letter, and an endpoint may be slow.
CELERY_TASK_ROUTES: dict[str, dict[str, Any]] = {
    "letters.send": {"queue": "assay-letters", "priority": 0},
    "grading.grade": {"queue": "assay", "priority": 3},
    "market.transform": {"queue": "assay-transforms", "priority": 4},
    "webhooks.deliver": {"queue": "assay-deliveries", "priority": 6},
    "market.settle": {"queue": "assay-days", "priority": 6},
    "*.sweep": {"queue": "assay-clock", "priority": 0},
    "*.forget": {"queue": "assay-clock", "priority": 3},
}
CELERY_TASK_QUEUES = {
    route["queue"]: {"exchange": route["queue"], "routing_key": route["queue"]} for route in CELERY_TASK_ROUTES.values()
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep runs": {"task": "grading.sweep", "schedule": 3.0, "options": {"expires": 3}},
    "sweep market days": {"task": "market.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "sweep deliveries": {"task": "webhooks.sweep", "schedule": 3.0, "options": {"expires": 3}},
    "sweep transforms": {"task": "market.edge.sweep", "schedule": 3.0, "options": {"expires": 3}},
    "forget what is outdated": {"task": "lib.forget", "schedule": 60.0, "options": {"expires": 60}},
    "forget expired uploads": {"task": "submissions.forget", "schedule": 60.0, "options": {"expires": 60}},
    "sweep letters": {"task": "letters.sweep", "schedule": 3.0, "options": {"expires": 3}},
}

# People sign in with a code sent to their e-mail address; an invitation or a colleague opens the account.

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hiring.accounts.adapter.ByInvitation"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # one person per address whatever its case: a constraint over Lower("email") holds it
]

# Credentials of the sandbox: OAuth 2 client credentials for tokens of fifteen minutes.

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "hiring.market.hashers.PepperedHasher",
]
OAUTH2_PROVIDER_APPLICATION_MODEL = "market.Credential"
OAUTH2_PROVIDER = {
    "CLIENT_SECRET_HASHER": "hmac_sha256_peppered",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 15 * 60,
    "SCOPES": {
        "catalogue:read": "Search datasets and read their cards",
        "licences:write": "Make and accept offers, and list licences",
        "data:read": "Get signed URLs and attestations",
        "usage:write": "Report use",
        "listings:write": "Draft, publish, revise and withdraw listings, and read them",
        "wallet:read": "Read play money",
        "trail:read": "Read the trail",
        "webhooks:write": "Say where to be told of what happens, and read what was sent there",
        "keys:write": "Make, list, rotate and revoke metered keys",
        "submissions:write": "Hand in bundles and read their reports",
    },
    "DEFAULT_SCOPES": ["__all__"],
    "SCOPES_BACKEND_CLASS": "hiring.market.scopes.KeyScopes",
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["client_credentials"],
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
}

# The public API.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hiring.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hiring.api.parsers.StrictJsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "hiring.api.problems.answer_exception",
    "DEFAULT_THROTTLE_RATES": {
        "market": env.str("MARKET_RATE", default="600/min"),
        "token": env.str("TOKEN_RATE", default="60/min"),
        "submit": env.str("SUBMIT_RATE", default="30/min"),
    },
    "NUM_PROXIES": TRUSTED_PROXIES,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Assay",
    "DESCRIPTION": "The sandbox marketplace, submissions and reports.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hiring.api.schema.describe_problems",
    ],
}

# Language, time, pages and e-mail.

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "hiring" / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=None)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": STORAGE_DIR}},
    "staticfiles": {"BACKEND": env.str("STATICFILES", default="django.contrib.staticfiles.storage.StaticFilesStorage")},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Assay <assay@localhost>")

# What a browser is told, and when it must use HTTPS.

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# Logs.

LOGGING = set_up_logs(developing=DEBUG, level=env.str("LOG_LEVEL", default="INFO"))
