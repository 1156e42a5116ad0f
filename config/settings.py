"""Minber's settings. Every value that differs between machines comes from the environment (env.py)."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import env as environment
from config import logs

env = environment.load()
BASE_DIR: Path = environment.ROOT

DEBUG: bool = env.bool("DEBUG", False)
SECRET_KEY: str = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put SECRET_KEY=<50 or more random characters> into the environment or .env, "
        "or name a file that holds it in SECRET_KEY_FILE. `make run` does this for the demo."
    )
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Where the public reads the site: feeds, mail and share links need it whole. No slash at the end.
SITE_URL: str = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS: bool = SITE_URL.startswith("https://")
if HTTPS:
    environment.require_safe(SECRET_KEY, debug=DEBUG)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The networks of proxies in front, whose word of where a request comes from is taken (press.client_address).
TRUSTED_PROXIES = environment.networks(env.list("TRUSTED_PROXIES", default=[]))

# Who gives a second factor beside the password (press.authentication.second_factor). `editors`: who may
# publish, remove or keep accounts; `all`: every officer; `demo`: nobody, refused where SITE_URL is https.
SECOND_FACTOR: str = environment.second_factor(env.str("SECOND_FACTOR", "editors"), https=HTTPS)

# Whose press room it is, as it is printed on every page, in feeds and on shared cards.
PRESS_ROOM: dict[str, dict[str, str]] = {
    "name": {
        "kk": env.str("PRESS_ROOM_NAME_KK", "Парламенттің баспасөз орталығы"),
        "ru": env.str("PRESS_ROOM_NAME_RU", "Пресс-центр Парламента"),
        "en": env.str("PRESS_ROOM_NAME_EN", "Press room of the Parliament"),
    },
}

# Everything written while running: the demo's database, the logs of reads.
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "accessibility",
    "press",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",  # for `clearsessions`, and servers of the version before; its table is empty
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
    "csp",
    "ckeditor",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # These three above WhiteNoise, else its answers go without.
    "config.headers.ContentSecurityPolicyMiddleware",
    "config.headers.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "press.admin.middleware.PrivateAdminMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.TextGZipMiddleware",  # pages; its random padding and masked tokens answer BREACH
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accessibility.middleware.DisplayMiddleware",  # inside CommonMiddleware: Content-Length is set after it
    "config.requests.Utf8Middleware",  # before whatever reads a form or a query
    "django.middleware.csrf.CsrfViewMiddleware",
    "press.authentication.middleware.AuthenticationMiddleware",
    "press.admin.middleware.AccountLanguageMiddleware",
    "press.admin.middleware.KnownDeviceMiddleware",
    "press.admin.middleware.TooManyAttemptsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

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

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'minber.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # With Django's defaults 594 of 800 concurrent writes failed "database is locked"; with these none.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    )
else:
    DATABASES["default"].update({"ENGINE": "press.postgresql", "CONN_HEALTH_CHECKS": True})
    # A machine that is gone without a word says nothing on open connections either: without these bounds
    # every thread waited minutes for it, and the kept pages behind them; with them six seconds.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "tcp_user_timeout": 3000,  # milliseconds; Linux only
        "keepalives_idle": 3,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        # Only what asks for it is prepared (press.prepared): docs/adr/0006.
        "prepare_threshold": 0,
        "options": "-c plan_cache_mode=force_generic_plan",
    } | DATABASES["default"].get("OPTIONS", {})
# Kept-open connections are three times as fast; a pool gained nothing over them.
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

AUTH_USER_MODEL = "press.User"
AUTHENTICATION_BACKENDS = ["press.authentication.backends.ThrottledBackend"]
PASSWORD_HASHERS = ["press.authentication.hashing.OneAtATimeHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Seconds that a link to choose a password opens (press.publishing.issue_sign_in_link): three days.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
LOGIN_URL = "admin:login"
# Where who signs in without having asked for a page goes.
LOGIN_REDIRECT_URL = "admin:index"
# How an authenticator app names our accounts: short, since it stands in the QR code.
OTP_TOTP_ISSUER: str = urlsplit(SITE_URL).hostname or "minber"
# Passkeys stand in for the app's code and never for the password (press.authentication.passkeys).
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_RP_ID_CALLABLE = "press.authentication.passkeys.get_relying_party"
OTP_WEBAUTHN_RP_NAME_CALLABLE = "press.authentication.passkeys.get_relying_party_name"
CSRF_FAILURE_VIEW = "press.admin.site.csrf_failure"

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "django"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE: str = env.str("TIME_ZONE", "Asia/Almaty")

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    # Of the editor's 7,363 files only those that ours loads.
    "press.richtext.static_files.EditorFilesFinder",
]
# Collected, hashed and compressed by `collectstatic` in production; elsewhere served from where they are.
STATIC_HASHED: bool = env.bool("STATIC_HASHED", False)
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))) if STATIC_HASHED else None
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "media")))
# Django never serves MEDIA_ROOT itself: photographs go out through press.photographs, after live().
MEDIA_URL = "/media/"
# Where a proxy in front hands out files itself: the internal location that maps to MEDIA_ROOT.
MEDIA_ACCEL_PREFIX: str = env.str("MEDIA_ACCEL_PREFIX", "")
STORAGES = {
    "default": {"BACKEND": "press.photographs.storage.PhotographStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_HASHED
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not STATIC_HASHED
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our fonts are for our pages

vars().update(env.email("EMAIL_URL", default="consolemail://"))
_sender: str = env.str("DEFAULT_FROM_EMAIL", "")
DEFAULT_FROM_EMAIL: str = _sender or "press@localhost"
# Where "Report a mistake" writes to when neither the release's contact nor the duty officer has an e-mail.
# Empty: nowhere, and the link is not shown; `check --deploy` warns of it.
PRESS_ROOM_EMAIL: str = env.str("PRESS_ROOM_EMAIL", _sender)
ACCESSIBILITY_CONTACT = PRESS_ROOM_EMAIL

# --- Headers. Values and their reasons: docs/operations.md ---
_strict: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _strict}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_ENGINE = "press.authentication.sessions"
# So long without a request, and so long at all. NIST allows an hour and a day (SP 800-63B-4, 2.2.3): an hour,
# since a long text is typed without one, and a working day. What was typed outlives both (press.desk.kept).
SESSION_IDLE_MINUTES: int = env.whole("SESSION_IDLE_MINUTES", 60, at_least=1)
SESSION_HOURS: int = env.whole("SESSION_HOURS", 12, at_least=1)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# CKEditor 4.22.1 is the last open edition; how it is confined and why: docs/adr/0001. A system check of
# press.richtext refuses what would open it again.
# otp_webauthn.E030 wants a list of origins: ours is what was asked (press.authentication.passkeys).
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001", "otp_webauthn.E030"]
CKEDITOR_CONFIGS = {
    "default": {
        "extraPlugins": "divarea,language,structure",
        "removePlugins": (
            "exportpdf,preview,scayt,iframe,flash,forms,smiley,print,save,newpage,templates,font,colorbutton,"
            "colordialog,image,uploadimage,filebrowser,about,bidi,copyformatting,dialogadvtab,div,elementspath,"
            "editorplaceholder,horizontalrule,indentblock,justify,liststyle,maximize,pagebreak,showblocks,"
            "specialchar,stylescombo,wysiwygarea"
        ),
        "toolbar": [
            ["Format"],
            ["Bold", "Italic", "RemoveFormat"],
            ["BulletedList", "NumberedList", "Blockquote"],
            ["Link", "Unlink", "Table"],
            ["Language"],
            ["Undo", "Redo", "Find", "Structure"],
            ["Source"],
        ],
        "format_tags": "p;h2;h3;h4",
        # Languages of parts (WCAG 3.1.2), in their own names.
        "language_list": [f"{code}:{name}" for code, name in LANGUAGES],
        # What the sanitiser keeps and the buttons do not make: it comes by pasting and by the source.
        "extraAllowedContent": (
            "*[id,lang,dir,role]; abbr[title]; section; aside; figure; figcaption; dl; dt; dd; cite; q; mark;"
            " s; sub; sup; time[datetime]; caption; thead; tbody; tfoot;"
            " th[scope,headers,abbr,colspan,rowspan];"
            " td[headers,colspan,rowspan]; ol[start,type]"
        ),
        # Looks are not text (content rule 22).
        "disallowedContent": "*{*}; *(*); img; u; font; table[border,cellpadding,cellspacing,align,summary]",
        "removeDialogTabs": "link:upload;link:target;link:advanced;table:advanced",
        "linkDefaultProtocol": "https://",
        "entities": False,
        "disableNativeSpellChecker": False,
        "height": "24rem",
        "width": "auto",
        "resize_enabled": False,
        "versionCheck": False,
    }
}

# Reads are appended here, one file a worker process; `fold_reads` turns them into totals.
READ_LOG_DIR = Path(env.str("READ_LOG_DIR", str(DATA_DIR / "reads")))
# So many times one address adds to a release within an hour, in each process of the server; 0: no bound.
# A hundred, so that an office behind one address is counted.
READS_PER_ADDRESS_HOUR: int = env.whole("READS_PER_ADDRESS_HOUR", 100, at_least=0)

# What the institution lets machines make of its texts, as robots.txt says it ("train-ai=n"), and where its
# licence for them stands (RSL). Empty: nothing is said.
CONTENT_USAGE: str = env.str("CONTENT_USAGE", "")
RSL_LICENSE: str = env.str("RSL_LICENSE", "")

# The page cache of each process of the server, in bytes; 0: every page is rendered for every request.
PAGE_CACHE_BYTES: int = env.int("PAGE_CACHE_BYTES", 64 * 1024 * 1024)
# The pages of all processes of the machine on its disk, in bytes, under DATA_DIR; 0: in memory alone.
PAGE_STORE_BYTES: int = env.int("PAGE_STORE_BYTES", 2 * 1024**3)
# So many seconds kept pages are shown while the database is gone; then 503.
STALE_LIMIT: int = env.whole("STALE_LIMIT", 3600, at_least=0)
# For a CDN that is told what to drop: the header in which each page says its names ("Surrogate-Key").
PAGE_NAMES_HEADER: str = env.str("PAGE_NAMES_HEADER", "")
# Only where a cache in front hands on every request with a `display` cookie (docs/operations.md): so many
# seconds it may show a page without asking us. 0: it asks each time.
PAGE_SHARED_SECONDS: int = env.int("PAGE_SHARED_SECONDS", 0)

LOG_LEVEL: str = env.str("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(levelname)s %(name)s %(message)s",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "time",  # with its zone, UTC
        },
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if env.bool("LOG_JSON", not DEBUG) else "plain",
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "filters": {
        "answers": {"()": "config.logs.AnswerLevel"},
        "visitors": {"()": "config.logs.VisitorsDoing"},
    },
    "loggers": {
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        "django.request": {"filters": ["answers"]},
        "pymorphy3": {"level": "WARNING"},  # says at each start which dictionary it has loaded
        **{f"django.security.{name}": {"filters": ["visitors"]} for name in logs.OF_VISITORS},
    },
}
