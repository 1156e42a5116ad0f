import json
import os
from pathlib import Path

from django.shortcuts import render
from django.urls import path

TEXT = json.loads((Path(os.environ["BENCH"]) / "text.json").read_text())


def release(request):
    return render(request, "release.html", TEXT)


urlpatterns = [path("release/", release)]
