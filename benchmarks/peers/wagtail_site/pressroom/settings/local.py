"""What a site owner adds to the settings of production that `wagtail start` leaves.

With WAGTAIL_CACHE=1 also wagtail-cache, as its documents say, but in memory.
"""

import os

from pressroom.settings.base import BASE_DIR, INSTALLED_APPS, MIDDLEWARE, TEMPLATES

SECRET_KEY = "of the benchmark"
ALLOWED_HOSTS = ["127.0.0.1"]
WAGTAIL_SITE_NAME = "Press room of the Parliament"
INSTALLED_APPS.insert(0, "room")
TEMPLATES[0]["DIRS"].insert(0, BASE_DIR / "templates")
TEMPLATES[0]["OPTIONS"]["context_processors"].append("display.display")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if os.environ.get("WAGTAIL_CACHE") == "1":
    INSTALLED_APPS.append("wagtailcache")
    MIDDLEWARE.insert(0, "wagtailcache.cache.UpdateCacheMiddleware")
    MIDDLEWARE.append("wagtailcache.cache.FetchFromCacheMiddleware")
    CACHES["default"] |= {"KEY_PREFIX": "wagtailcache", "TIMEOUT": 4 * 60 * 60}
