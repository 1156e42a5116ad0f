"""What was typed and has no place on the page any more: shown as text, so that it can be copied."""

from django.http import QueryDict
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from press.desk.forms import Photographs, ReleaseForm
from press.desk.status import Options
from press.models import Edition
from press.richtext.sanitise import sanitise
from press.richtext.tables import framed

# As HTML, each with the name of its field, which may be empty.
Words = list[tuple[str, SafeString]]


def texts(sent: QueryDict, edition: Edition) -> Words:
    """Returns the texts of a whole form, sent when its edition was a draft no more."""
    form = ReleaseForm(sent, instance=edition, story=None)
    of_rows = {"story": edition.release.story, "language": edition.language}
    rows = Photographs(sent, prefix="photographs", form_kwargs=of_rows)
    names = ("title", "dateline", "lead", "body", "correction_note", "courtesy")
    fields = [form[name] for name in names if name in form.fields]
    fields += [row[name] for row in rows for name in ("alternative_text", "caption", "credit", "rights")]
    words = []
    for field in fields:
        text = str(field.value() or "").strip()
        if text:
            html = framed(sanitise(text)) if field.name == "body" else linebreaks(text, autoescape=True)
            words.append((str(field.label), mark_safe(html)))  # noqa: S308 - as clean as what is published
    return words


def words(said: QueryDict | None, may: Options, *verbs: str) -> Words:
    """Returns what was written to a button of which the page has not got the form: it has that of `verbs`."""
    if said is None:
        return []
    verb = said.get("verb", "")
    if verb in ("withdraw", "remove", *verbs) and getattr(may, verb.replace("-", "_")):
        return []
    written = [said.get(name, "").strip() for name in ("note", "reason", "urgent_reason", "live_from")]
    return [("", mark_safe(linebreaks(word, autoescape=True))) for word in written if word]  # noqa: S308 - escaped
