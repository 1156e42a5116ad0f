"""The stylesheet of a reader's own pair of colours: the same in every language, so outside i18n_patterns."""

from django.urls import re_path

from accessibility import views

urlpatterns = [
    re_path(r"^display/own/([0-9a-f]{6}-[0-9a-f]{6})\.css$", views.own_stylesheet, name="display-own"),
]
