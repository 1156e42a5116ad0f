"""What a publication declares beside its words: the use of AI, and what it says in short."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.findings import Finding, Severity, rule
from accessibility.content.texts import AIUse, Content, Image, Role

# Of IPTC's digital source types those that are made by AI in part or whole, and by other algorithms alone
# (cv.iptc.org/newscodes/digitalsourcetype, release of September 2024).
AI_SOURCES = {
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic",
    "algorithmicMedia",
}  # fmt: skip
# From how many words on a text wants a lead.
LONG_TEXT = 300


@rule(35, "ai-use-not-declared", Severity.WARNING, gettext_lazy("The use of AI is not declared"))
def find_undeclared_ai_use(content: Content) -> Iterator[Finding]:
    text = content.text(Role.BODY) or next(iter(content.texts), None)
    if content.ai_use == AIUse.UNDECLARED and text:
        message = _("Nobody has said whether AI helped with this text. Readers have a right to know.")
        yield Finding(text, message)
    for number, image in enumerate(content.images, start=1):
        if message := _find_undeclared_image(image, number):
            yield Finding(image.alternative, message, severity=Severity.ERROR)


def _find_undeclared_image(image: Image, number: int) -> str:
    if image.ai_use == AIUse.UNDECLARED:
        message = _(
            "Nobody has said whether AI made or changed picture %(number)s. Readers have a right to know."
        )
        return message % {"number": number}
    source = image.digital_source.rstrip("/").rpartition("/")[2]
    if image.ai_use == AIUse.NONE and source in AI_SOURCES:
        message = _(
            "The file of picture %(number)s says that AI or a program made it (%(source)s), the declaration "
            "none."
        )
        return message % {"number": number, "source": source}
    return ""


@rule(36, "no-summary-of-a-long-text", Severity.NOTICE, gettext_lazy("A long text without a summary"))
def find_long_texts_without_summary(content: Content) -> Iterator[Finding]:
    body, lead = content.text(Role.BODY), content.text(Role.LEAD)
    if body is None or (lead is not None and lead.passages):
        return
    words = sum(any(map(str.isalnum, word)) for word in body.markup.root.words().split())
    if words >= LONG_TEXT:
        message = _("%(number)s words without a lead: say in two or three sentences what it is about.")
        # Of what is not there: no words of the text are meant.
        yield Finding(lead or body, message % {"number": words})
