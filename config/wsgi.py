"""The WSGI application that granian serves: Django, behind the page cache."""

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import django
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from press.pagecache.upstream import Application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

try:
    django.setup(set_prefix=False)
except ImproperlyConfigured as error:
    sys.exit(str(error))  # one sentence for whoever reads the log, not the way there

from django.conf import settings  # they, and our own modules, only once they are configured

from config.requests import Handler
from config.serving import prepare
from press.authentication.devices import is_known_device
from press.pagecache.bulkheads import Bulkheads
from press.pagecache.disk_store import open_store
from press.pagecache.kept_pages import KeptPages
from press.pagecache.turns import open_turns
from press.pagecache.wrapper import PageCache

application: "Application" = Handler()

if settings.PAGE_CACHE_BYTES:
    prepare()
    application = PageCache(
        KeptPages(
            application,
            most_bytes=settings.PAGE_CACHE_BYTES,
            shared_seconds=settings.PAGE_SHARED_SECONDS,
            entrance=partial(Bulkheads, is_known=is_known_device, turns=open_turns()),
            disk=open_store(),
        )
    )
