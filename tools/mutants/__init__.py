"""Mutation testing of one room: each small change of a function should make a test of ours fail.

`making` makes the changes (`operators`), `placing` puts one into the running project, `trial` asks the tests,
`results` keeps and tells what came of it. Ours, because no library does all of it: mutmut 3 leaves out every
decorated function, removes no statement and changes translated sentences; cosmic-ray starts Django anew for
each change. Run in .venv.
"""
