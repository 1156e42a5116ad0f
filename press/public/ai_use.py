"""What readers are told where AI had a part in a text or a picture; else nothing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from press.models import Edition, Photograph
from press.models.ai_use import AIUse, PictureAIUse

# By its part, and whether a person has checked it: only what nobody has published yet may be unchecked.
_OF_TEXTS: dict[tuple[str, bool], Promise] = {
    (AIUse.ASSISTED, True): _(
        "Written with the help of artificial intelligence and checked by the press service."
    ),
    (AIUse.ASSISTED, False): _("Written with the help of artificial intelligence."),
    (AIUse.TRANSLATED, True): _("Translated by artificial intelligence and checked by the press service."),
    (AIUse.TRANSLATED, False): _("Translated by artificial intelligence."),
    (AIUse.GENERATED, True): _("Written by artificial intelligence and checked by the press service."),
    (AIUse.GENERATED, False): _("Written by artificial intelligence."),
}
_OF_PICTURES: dict[tuple[str, bool], Promise] = {
    (PictureAIUse.ASSISTED, True): _(
        "Picture changed by artificial intelligence and checked by the press service."
    ),
    (PictureAIUse.ASSISTED, False): _("Picture changed by artificial intelligence."),
    (PictureAIUse.GENERATED, True): _(
        "Picture made by artificial intelligence and checked by the press service."
    ),
    (PictureAIUse.GENERATED, False): _("Picture made by artificial intelligence."),
}


def describe_ai_use(declared: Edition | Photograph) -> str:
    """Returns the sentence in the active language, which is that of the page."""
    sentences = _OF_TEXTS if isinstance(declared, Edition) else _OF_PICTURES
    return str(sentences.get((declared.ai_use, declared.ai_checked), ""))
