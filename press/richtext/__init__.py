"""Rich text: what an edition's text may hold, and the editor that writes it."""
