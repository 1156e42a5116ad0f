"""Addresses of our pages. The same name and values make the same address: each is made once a process."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import override


@lru_cache(maxsize=16384)
def reverse_in(language: str, name: str, **values: str | int) -> str:
    """Returns the address of the view of that name, in that language whatever is active."""
    with override(language):
        return reverse(name, kwargs=values)


@lru_cache(maxsize=16384)
def reverse_at_desk(name: str, *values: str | int) -> str:
    """Returns the address of that page of the admin, which has one in all languages."""
    return reverse(f"admin:{name}", args=values)
