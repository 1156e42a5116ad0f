"""What of the public pages has changed, and who is told.

`changes` notices each change of the models, `generation` says it in the database and to this machine
(`shared_counter`), `monitor` hears of other machines' changes and of outages, `expiry` knows when time alone
changes what is public. docs/adr/0005.
"""
