from django.urls import re_path

from press.reads.views import count, pixel

app_name = "reads"
# Not `<int:…>`: Python refuses numbers of thousands of digits, and those would be answered otherwise.
urlpatterns = [
    re_path(r"^(?P<number>[0-9]+)$", count, name="count"),
    re_path(r"^(?P<number>[0-9]+)\.gif$", pixel, name="pixel"),
]
