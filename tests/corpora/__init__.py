"""What others have found to break sites like this, against this one: the packages of tools/corpora.py."""
