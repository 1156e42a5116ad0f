"""One stored copy of each public page for everyone, given to each visitor in their own display.

A WSGI wrapper around Django (`wrapper`), which answers before Django is entered. What it keeps (`stored`,
`store`) is true for one generation of what is public (`generation`, told to every process of a machine by
`mark` and to other machines by `watch`) and until time changes what is public (`horizon`). docs/adr/0005.
"""
