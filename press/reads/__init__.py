"""Counting reads: a record appended in the request, folded into totals by the worker.

`log` holds the records, `filtering` says which requests are a reader's, `views` answers them, `fold` adds up.
No address and no cookie is kept, and no release's row is touched.
"""
