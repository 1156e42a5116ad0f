"""A page that was opened before words were expunged is sent with them: they end here, nothing else does."""

from django.http import HttpRequest, QueryDict

from press.desk import kept
from press.models import Edition, Story
from press.publishing.expunged import black_out_sent


def black_out_request(request: HttpRequest, edition: Edition | None, story: Story | None) -> None:
    """Takes expunged words out of what was sent, or is shown again after signing in anew."""
    if request.method == "POST":
        request.POST = black_out_query(request.POST, edition, story)  # type: ignore[assignment]
    elif (typed := kept.typed(request)) is not None:
        request.typed = black_out_query(typed, edition, story)  # type: ignore[attr-defined]


def black_out_query(sent: QueryDict, edition: Edition | None, story: Story | None) -> QueryDict:
    """Returns the form without them; the same where it has none."""
    fields = dict(sent.lists())
    changed = black_out_sent(fields, edition, story)
    if changed == fields:
        return sent
    blackened = QueryDict(mutable=True)
    for name, values in changed.items():
        blackened.setlist(name, values)
    return blackened
