"""The search: one folding for text and question, the conditions of the database, the list of results."""
