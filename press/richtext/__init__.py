"""Rich text: what an edition's text may hold, and the editor that writes it."""

from press.richtext.sanitise import plain_text

__all__ = ["plain_text"]
