"""Numbers in addresses: as long as a database's key can be, so that a longer one is nothing at all."""

from django.urls.converters import IntConverter, register_converter


class Number(IntConverter):
    regex = "[0-9]{1,18}"


register_converter(Number, "number")
