"""The sample press room that `make run` loads: texts of our own in three languages, and drawn pictures."""
