"""Addresses of the whole site; the contract lists them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.health import healthz, readyz
from press.public.lists import redirect_to_language

urlpatterns = [
    path("", redirect_to_language, name="start"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("read/", include("press.reads.urls")),
    path("media/", include("press.photographs.urls")),
    path("", include("press.public.urls_machines")),
    path("", include("accessibility.urls_own_colours")),
    *i18n_patterns(
        path("", include("accessibility.urls")),
        path("", include("press.public.urls")),
    ),
]

handler400 = "press.public.errors.bad_request"
handler403 = "press.public.errors.forbidden"
handler404 = "press.public.errors.not_found"
handler500 = "press.public.errors.server_error"
