from django.urls import path

from press import converters  # noqa: F401 - `<number:…>` of these addresses
from press.photographs.views import rendition

app_name = "photographs"
urlpatterns = [path("<number:pk>/<number:width>.<str:ext>", rendition, name="rendition")]
