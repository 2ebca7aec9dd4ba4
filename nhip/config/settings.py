"""Settings of one node, read from the environment; see docs/how-to/install.md."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from nhip.config import environment, logging, postgres

django_stubs_ext.monkeypatch()

# --- The node -----------------------------------------------------------------------------
NHIP_STATE = Path(environment.text("NHIP_STATE", "var")).absolute()
NHIP_NODE = environment.text("NHIP_NODE", "node")
NHIP_NODE_TITLE = environment.text("NHIP_NODE_TITLE", NHIP_NODE)
NHIP_AGENCIES = environment.names("NHIP_AGENCIES")
NHIP_HUB = environment.flag("NHIP_HUB")
NHIP_HUB_URL = environment.text("NHIP_HUB_URL", "")
NHIP_URL = environment.text("NHIP_URL", "http://127.0.0.1:8000")
NHIP_LIVE_URL = environment.text("NHIP_LIVE_URL", "") or "/live/"  # empty: behind the same door
NHIP_LIVE_PATH = urlsplit(NHIP_LIVE_URL).path
NHIP_LIVE_PORT = int(environment.text("NHIP_LIVE_PORT", "8010"))
NHIP_AXIS_CERTIFICATE = environment.text("NHIP_AXIS_CERTIFICATE", "")  # shown to other nodes
NHIP_AXIS_KEY = environment.text("NHIP_AXIS_KEY", "")  # empty: in the file of the certificate
NHIP_AXIS_AUTHORITIES = environment.text("NHIP_AXIS_AUTHORITIES", "")  # empty: the usual ones
NHIP_TSA_URL = environment.text("NHIP_TSA_URL", "")
NHIP_DEMO = environment.text("NHIP_DEMO", "")  # the folder of the demonstration's country
NHIP_CLOCK = Path(clock) if (clock := environment.text("NHIP_CLOCK", "")) else None
NHIP_REFERENCE = Path(environment.text("NHIP_REFERENCE", str(environment.reference_tables())))
NHIP_FAULTS = environment.faults("NHIP_FAULTS")  # a folder; only in development is it looked at
NHIP_PROXIES = int(environment.text("NHIP_PROXIES", "0"))  # web servers in front of this one
NHIP_SECOND_FACTOR = environment.flag("NHIP_SECOND_FACTOR", "" if NHIP_DEMO else "1")
NHIP_LONGEST_REQUEST = 56 * 2**20  # bytes; the largest PDF or envelope and what is around it
NHIP_RETRY_SCALE = float(environment.text("NHIP_RETRY_SCALE", "1"))
NHIP_ARRIVALS_AT_ONCE = int(environment.text("NHIP_ARRIVALS_AT_ONCE", "2"))  # docs/decisions/0024
NHIP_ARRIVALS_WAITING = int(environment.text("NHIP_ARRIVALS_WAITING", "20000"))
NHIP_ONLY = environment.text("NHIP_ONLY", "")  # ``axis``: a process for other nodes alone

# --- Django -------------------------------------------------------------------------------
SECRET_KEY = environment.secret("NHIP_SECRET_KEY", NHIP_STATE / "secret_key")
DEBUG = environment.flag("NHIP_DEBUG")
ALLOWED_HOSTS = environment.names("NHIP_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "nhip.config.axis_urls" if NHIP_ONLY == "axis" else "nhip.config.urls"
WSGI_APPLICATION = "nhip.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AREAS = [
    "nhip.config",
    "nhip.desk",
    "nhip.command_centre",
    "nhip.reporting",
    "nhip.indicators",
    "nhip.documents",
    "nhip.exchange",
    "nhip.signing",
    "nhip.files",
    "nhip.accounts",
    "nhip.organisations",
    "nhip.events",
    "nhip.ui",
    "nhip.core",
]
AREAS = [a for a in AREAS if (Path(__file__).parents[2] / a.replace(".", "/") / "apps.py").exists()]
INSTALLED_APPS = [
    *AREAS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bootstrap",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "nhip.config.middleware.TracingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "nhip.config.gates.LengthGate",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nhip.ui.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nhip.ui.middleware.LanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nhip.config.gates.SecondFactorGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nhip.ui.middleware.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["nhip.ui.templatetags.nhip", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nhip.ui.context.node",
                "nhip.config.demo.tour.bar",
            ],
        },
    }
]

# --- PostgreSQL ---------------------------------------------------------------------------
DATABASE_URL = environment.text("NHIP_DATABASE_URL", "") or postgres.Server(NHIP_STATE / "pg").url(
    "nhip"
)
DATABASES = {
    "default": environment.database(
        DATABASE_URL, pool=int(environment.text("NHIP_DATABASE_POOL", "8"))
    )
}

# Counts of attempts and codes already used must be the same for every process of the node.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- People -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email"]},
    },
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "nhip.config.adapters.ClosedAccounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
NHIP_LOCKED_MINUTES = 15
ACCOUNT_RATE_LIMITS = {  # docs/decisions/0019
    "login": "60/m/ip",
    "login_failed": f"30/{NHIP_LOCKED_MINUTES}m/ip,5/{NHIP_LOCKED_MINUTES}m/key",
    "check": "20/10m/ip",
}
NHIP_API_RATE = "300/10s"  # of one person or program
ALLAUTH_TRUSTED_PROXY_COUNT = NHIP_PROXIES
MFA_ADAPTER = "nhip.config.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones and servers differ by a little
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# --- Cookies: browsers share them across ports, so every node has its own names ------------
SESSION_COOKIE_NAME = f"nhip_{NHIP_NODE}_session"
CSRF_COOKIE_NAME = f"nhip_{NHIP_NODE}_csrf"
LANGUAGE_COOKIE_NAME = f"nhip_{NHIP_NODE}_language"
IS_HTTPS = NHIP_URL.startswith("https://")
SESSION_COOKIE_AGE = 12 * 3600  # a working day; then even "keep me signed in" ends
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
CSRF_TRUSTED_ORIGINS = [NHIP_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- What browsers may load: nothing from another host, no inline script --------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *([NHIP_LIVE_URL] if "://" in NHIP_LIVE_URL else [])],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NHIP_PROXIES else None

# --- What is taken in at once ---------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 1
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a large worksheet has 2,000 cells with two fields each

# --- Language, time, static files -----------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
NHIP_DOORS_OF_PROGRAMS = ("/api/", "/axis/", "/healthz", "/readyz", "/metrics")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["nhip.ui.formats"]
STATIC_URL = "static/"
STATICFILES_DIRS = [("maps", NHIP_REFERENCE / "maps")]
NHIP_STATIC = Path(environment.text("NHIP_STATIC", str(NHIP_STATE / "static"))).absolute()
IS_COLLECTED = (NHIP_STATIC / "staticfiles.json").exists()  # by ``nhip setup``; until then plain
STATIC_ROOT = NHIP_STATIC if IS_COLLECTED else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "nhip.config.static.Files"
        if IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = True

# --- Letters: reminders go out when a mail server is named -----------------------------------
EMAIL_HOST = environment.text("NHIP_SMTP_HOST", "")
EMAIL_PORT = int(environment.text("NHIP_SMTP_PORT", "587"))
EMAIL_USE_TLS = environment.flag("NHIP_SMTP_TLS", "1")
EMAIL_HOST_USER = environment.text("NHIP_SMTP_USER", "")
EMAIL_HOST_PASSWORD = environment.text("NHIP_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("NHIP_MAIL_FROM", "nhip@localhost")

# --- What operators see ---------------------------------------------------------------------
NHIP_METRICS = environment.text("NHIP_METRICS", str(NHIP_STATE / "metrics"))
NHIP_METRICS_TOKEN = environment.text("NHIP_METRICS_TOKEN", "")
NHIP_OTLP_URL = environment.text("NHIP_OTLP_URL", "")
LOGGING = logging.configuration(
    node=NHIP_NODE,
    form=environment.text("NHIP_LOG_FORMAT", "plain"),
    level=environment.text("NHIP_LOG_LEVEL", "INFO"),
)
