"""Addresses of the whole site; the contract lists them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.health import healthz, readyz
from press.views.start import start

urlpatterns = [
    path("", start, name="start"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("read/", include("press.reads.urls")),
    path("media/", include("press.photographs.urls")),
    path("", include("press.urls_machines")),
    path("", include("accessibility.urls_own")),
    *i18n_patterns(
        path("", include("accessibility.urls")),
        path("", include("press.urls")),
    ),
]

handler403 = "press.views.errors.forbidden"
handler404 = "press.views.errors.not_found"
handler500 = "press.views.errors.server_error"
