"""Django's PostgreSQL, whose connections can be closed when the database hangs (docs/adr/0005)."""
