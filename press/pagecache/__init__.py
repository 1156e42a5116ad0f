"""One stored copy of each public page for everyone, given to each visitor in their own display.

A WSGI application around Django (`wrapper`), which answers before Django is entered. What it keeps
(`stored_page`, `store`) is true for one generation of what is public, and until time changes what is public
(`press.invalidation`). docs/adr/0005.
"""
