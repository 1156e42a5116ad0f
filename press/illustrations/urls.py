from django.urls import URLPattern

app_name = "illustrations"
urlpatterns: list[URLPattern] = []
