"""A text in one sentence or two, for search results, shared cards and feeds."""

from press.richtext.sanitise import plain_text

# In characters: what search results and shared cards show of a description.
DESCRIPTION_LENGTH = 200


def describe(lead: str, body: str) -> str:
    """Returns the lead, or else the beginning of the text: whole words, of at most DESCRIPTION_LENGTH.

    The lead is plain text, the body HTML.
    """
    text = " ".join(lead.split()) or plain_text(body)
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–—-") + "…"
