"""django CMS as its own starting project (cms-template) sets it up, in production.

Its page cache is on (the default), in memory. The image plugin of djangocms-frontend shows the photograph.
"""

import os
from pathlib import Path

FOLDER = Path(os.environ["BENCH"]) / "cms" / "site"
SECRET_KEY = "of the benchmark"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "site_urls"
FRONTEND = [
    "accordion",
    "alert",
    "badge",
    "card",
    "carousel",
    "collapse",
    "content",
    "grid",
    "image",
    "jumbotron",
    "link",
    "listgroup",
    "media",
    "tabs",
    "utilities",
]
INSTALLED_APPS = [
    "djangocms_simple_admin_style",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "cms",
    "menus",
    "treebeard",
    "sekizai",
    "parler",
    "filer",
    "easy_thumbnails",
    "djangocms_frontend",
    *(f"djangocms_frontend.contrib.{name}" for name in FRONTEND),
    "djangocms_text",
    "djangocms_link",
    "djangocms_versioning",
    "djangocms_alias",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.middleware.user.CurrentUserMiddleware",
    "cms.middleware.page.CurrentPageMiddleware",
    "cms.middleware.toolbar.ToolbarMiddleware",
    "cms.middleware.language.LanguageCookieMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [FOLDER / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sekizai.context_processors.sekizai",
                "cms.context_processors.cms_settings",
                "display.display",
            ],
        },
    }
]
THUMBNAIL_PROCESSORS = (
    "easy_thumbnails.processors.colorspace",
    "easy_thumbnails.processors.autocrop",
    "filer.thumbnail_processors.scale_and_crop_with_subject_location",
    "easy_thumbnails.processors.filters",
)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "room.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
SITE_ID = 1
CMS_CONFIRM_VERSION4 = True
CMS_PERMISSION = True
CMS_TEMPLATES = [("release.html", "Release")]
TEXT_INLINE_EDITING = True
X_FRAME_OPTIONS = "SAMEORIGIN"
INTERNAL_IPS = ["127.0.0.1"]
STATIC_URL = "/static/"
STATIC_ROOT = FOLDER / "collected"
STATICFILES_DIRS = [FOLDER / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = FOLDER / "media"
