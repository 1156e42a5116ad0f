"""Addresses in each language: include these in i18n_patterns."""

from django.urls import path

from accessibility import views

app_name = "accessibility"
urlpatterns = [
    path("display/", views.display, name="display"),
    path("accessibility/", views.statement, name="statement"),
]
