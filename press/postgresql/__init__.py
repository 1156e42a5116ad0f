"""Django's PostgreSQL, whose lines can be cut when the database hangs (docs/adr/0005)."""
