"""What `make` runs: sets up a clone, and starts, tests or checks it.

Standard library only, except what runs in .venv: catalogues, prepare, reloading, words.
"""
