"""Django's admin for press officers."""
