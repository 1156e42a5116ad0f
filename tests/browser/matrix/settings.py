"""Minber's settings with one more address, which fails: so the page of a failure can be looked at."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.browser.matrix.urls"
