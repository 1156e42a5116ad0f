"""The content rules beside the checkers of others that run in a browser: who finds which flaws."""
