from django.urls import path

from press import numbers  # noqa: F401 - the numbers of these addresses
from press.illustrations.views import rendition

app_name = "illustrations"
urlpatterns = [path("<number:pk>/<number:width>.<str:ext>", rendition, name="rendition")]
