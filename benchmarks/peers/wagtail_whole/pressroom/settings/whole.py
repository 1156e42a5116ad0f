"""The settings of production with three languages, as Wagtail's documents on internationalisation say."""

from pressroom.settings.production import *  # noqa: F403
from pressroom.settings.production import MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "room.urls"
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("kk", "Kazakh"), ("ru", "Russian")]
WAGTAIL_I18N_ENABLED = True
WAGTAILIMAGES_IMAGE_MODEL = "room.PressImage"
TIME_ZONE = "Asia/Almaty"
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware") + 1,
    "django.middleware.locale.LocaleMiddleware",
)
TEMPLATES[0]["OPTIONS"]["context_processors"].append("django.template.context_processors.i18n")
