"""Pages of the previous site: read whole or refused whole, and never twice."""
