"""Settings of every real run.  All that differs between machines comes from the environment.

DATABASE_URL        the application's own role (only reads and writes rows)
DATABASE_OWNER_URL  the role that owns the tables; needed only where migrations run
MARQUE_AS_OWNER     set by the commands that migrate: connect as the owner
MARQUE_VAR          directory for uploaded files, logs and the secret key
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from marque.config.database import database_from_url

ROOT = Path(__file__).resolve().parents[4]
PACKAGE = ROOT / "src" / "marque"
VAR = Path(os.environ.get("MARQUE_VAR", ROOT / "var"))

SECRET_KEY = os.environ.get("MARQUE_SECRET_KEY") or secrets.token_hex(32)  # else: this process
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MARQUE_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MARQUE_ORIGINS", "").split(",") if o]
SECURE_PROXY = os.environ.get("MARQUE_BEHIND_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_PROXY
if SECURE_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- applications -------------------------------------------------------------------------------
SHARED_APPS = [
    "django_tenants",
    "marque.accountsets",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "marque.organisation",
    "marque.foundation.access",
    "marque.foundation.audit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "marque.organisation",
    "marque.foundation.access",
    "marque.foundation.audit",
    "allauth.account",
    "allauth.mfa",
    "marque.foundation.secrets",
    "marque.foundation.documents",
    "marque.foundation.numbering",
    "marque.foundation.dictionaries",
    "marque.foundation.attachments",
    "marque.foundation.notifications",
    "marque.foundation.jobs",
    "marque.foundation.imports",
    "marque.foundation.custom_fields",
    "marque.foundation.messaging",
    "marque.foundation.measures",
    "marque.foundation.ui",
    "marque.foundation.administration",
    "marque.parties",
    "marque.catalog",
    "marque.accounting",
    "marque.inventory",
    "marque.billing",
    "marque.crm",
    "marque.sales",
    "marque.flows",
    "marque.gateway",
    "marque.simulation",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    *(app for app in TENANT_APPS if app not in SHARED_APPS),
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marque.config.middleware.SecurityHeadersMiddleware",
    "marque.config.middleware.RefuseNulMiddleware",
    "marque.config.plans.KeepPlansMiddleware",
    "marque.accountsets.middleware.AccountSetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "marque.foundation.ui.language.UserLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marque.foundation.audit.middleware.ActorMiddleware",
    "marque.foundation.access.middleware.ActingUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marque.foundation.ui.drafts.DraftMiddleware",
    "marque.foundation.access.middleware.NotAllowedPageMiddleware",
]
ROOT_URLCONF = "marque.config.urls"
PUBLIC_SCHEMA_URLCONF = "marque.config.urls_system"
WSGI_APPLICATION = "marque.config.wsgi.application"
ASGI_APPLICATION = "marque.config.asgi.application"

# The library `i18n` is ours on purpose: Django's, with constant texts kept.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marque.foundation.ui.context.shell",
            ],
            "libraries": {"i18n": "marque.foundation.ui.templatetags.words"},
            "builtins": [
                "marque.foundation.ui.templatetags.words",
                "django.templatetags.static",
                "django.templatetags.l10n",
                "marque.foundation.ui.templatetags.ui",
                "marque.foundation.documents.templatetags.documents",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
FORM_RENDERER = "marque.foundation.ui.forms.Renderer"

# -- database, account sets, cache --------------------------------------------------------------
DATABASES = {"default": database_from_url(os.environ)}
DATABASE_ROUTERS = ("django_tenants.routers.TenantSyncRouter",)
TENANT_MODEL = "accountsets.AccountSet"
TENANT_DOMAIN_MODEL = "accountsets.Host"
TENANT_LIMIT_SET_CALLS = True
PUBLIC_SCHEMA_NAME = "public"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "marque_cache",
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}

# -- language, time -----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# -- identity -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = [
    "marque.foundation.access.backends.RightsBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "marque.foundation.access.passwords.ThreeClassesValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
SESSION_ENGINE = "marque.foundation.access.sessions"
SESSION_COOKIE_NAME = "marque_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "marque_csrf"
CSRF_FAILURE_VIEW = "marque.foundation.access.views.errors.csrf_failure"
ACCOUNT_ADAPTER = "marque.foundation.access.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "marque.foundation.access.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,60/15m/ip", "login": "120/m/ip"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Marque"
MFA_ADAPTER = "marque.foundation.access.adapter.SecondFactorAdapter"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE_PROXY

# -- files and limits ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("MARQUE_STATIC", VAR / "static"))
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {"BACKEND": "marque.foundation.attachments.storage.AccountSetStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600  # scans of identity cards are for this service alone
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- jobs ---------------------------------------------------------------------------------------
PROCRASTINATE_ON_APP_READY = "marque.foundation.jobs.tasks.on_app_ready"
PROCRASTINATE_IMPORT_PATHS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django_tenants": {"level": "WARNING"}},
}
