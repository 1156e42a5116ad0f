"""Lists by topic, person and month: the index that they read (`entries`), and pages by key (`keyset`)."""
