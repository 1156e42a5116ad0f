"""Counting reads: a record appended in the request, folded into totals by the worker.

`filtering` says which requests are a reader's, `bound` how many of one address, `counting` asks both and
appends to the `log`, `views` answers, `fold` adds up.
No address and no cookie is kept, and no release's row is touched.
"""
