"""Texts that were written elsewhere: pasted into the editor, or taken over from a .docx.

Nothing of the text is saved here: a paste is answered with clean HTML, a document comes back in the form,
with all else that was typed. Its pictures are uploads of the officer (docs/adr/0014).
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from press.converters import parse_number
from press.desk import kept
from press.desk.buttons import get_officer
from press.desk.photograph_forms import Photographs
from press.languages import Language
from press.models import User
from press.photographs.intake import create_upload
from press.photographs.reading import Unusable
from press.publishing.permissions import can_start_release
from press.richtext.documents import Document, Picture, read_document
from press.richtext.limits import is_too_complex
from press.richtext.pasting import clean_pasted
from press.richtext.sanitise import sanitise
from press.richtext.skeleton import is_skeleton
from press.text.characters import clean_text

_TOTAL = "photographs-TOTAL_FORMS"
# Each is read for up to 1.3 s of processor time, while the officer waits.
PICTURES_AT_ONCE = 10
# What its button says in the form's `then`.
BUTTON = "document"


@require_POST
def paste_view(request: HttpRequest) -> HttpResponse:
    """Returns what the clipboard held as the HTML of a release, for the editor's script."""
    officer = get_officer(request)
    if not (can_start_release(officer) or officer.has_perm("press.change_edition")):
        raise PermissionDenied
    language = _language(request.POST.get("language", ""))
    try:
        pasted = clean_pasted(request.POST.get("html", ""), language)
    except ValidationError as refused:
        return JsonResponse({"message": " ".join(refused.messages)}, status=422)
    return JsonResponse({"html": pasted.html, "message": _say_pictures(pasted.pictures)})


def take_over(request: HttpRequest, language: str = "") -> None:
    """After its button the page shows its form again, with the document's text; other buttons do their own.

    `language`: of an edition; of a new one it is what was chosen in the form.
    """
    if request.method != "POST" or request.POST.get("then") != BUTTON:
        return
    typed = request.POST.copy()
    del typed["then"]
    _add_document(request, typed, _language(language or typed.get("language", "")))
    kept.show_again(request, typed)


def _add_document(request: HttpRequest, typed: QueryDict, language: str) -> None:
    file = request.FILES.get(BUTTON)
    others = [each for name, each in request.FILES.items() if name != BUTTON]
    if others:
        messages.warning(request, _("Choose the photographs' files again: a browser does not keep them."))
    if file is None:
        messages.error(request, _("Choose the document first."))
        return
    try:
        document = read_document(file, language, takes_title=not typed.get("title", "").strip())
    except ValidationError as refused:
        messages.error(request, f"{' '.join(refused.messages)} ({clean_text(file.name or '')})")
        return
    _fill(typed, document, language)
    said = _("The text of %(name)s is in the form, not saved yet: check it.")
    messages.success(request, said % {"name": clean_text(file.name or "")})
    taken = _take_pictures(typed, document.pictures, get_officer(request))
    if taken:
        words = ngettext(
            "%(number)s picture of it stands under Photographs: say what it shows.",
            "%(number)s pictures of it stand under Photographs: say what they show.",
            taken,
        )
        messages.success(request, words % {"number": taken})
    if left := _say_pictures(len(document.pictures) - taken):
        messages.warning(request, left)


def _fill(typed: QueryDict, document: Document, language: str) -> None:
    """Puts it behind what is there: nothing that was typed is replaced, but blanks alone are not typed."""
    if document.title:
        typed["title"] = document.title
    body = typed.get("body", "")
    typed["body"] = "\n".join(filter(None, ["" if _is_untouched(body, language) else body, document.html]))


def _is_untouched(body: str, language: str) -> bool:
    return not is_too_complex(body) and is_skeleton(sanitise(body), language)


def _take_pictures(typed: QueryDict, pictures: list[Picture], officer: User) -> int:
    """Takes the pictures in as uploads of the officer, a row for each; returns how many were taken."""
    taken = 0
    for picture in pictures[:PICTURES_AT_ONCE]:
        number = parse_number(typed.get(_TOTAL, "")) or 0
        if number >= Photographs.absolute_max:
            break
        try:
            upload, description = create_upload(ContentFile(picture.content, picture.name), by=officer)
        except (Unusable, OSError):
            continue
        typed[f"photographs-{number}-photograph"] = str(upload.pk)
        typed[f"photographs-{number}-alternative_text"] = picture.alternative_text
        typed[f"photographs-{number}-ai_use"] = description.ai_use
        typed[_TOTAL] = str(number + 1)
        taken += 1
    return taken


def _language(code: str) -> str:
    return code if code in Language.values else Language.KK


def _say_pictures(number: int) -> str:
    """Returns what becomes of pictures; "" where there were none."""
    if not number:
        return ""
    return ngettext(
        "%(number)s picture is not taken over with the text: add it under Photographs.",
        "%(number)s pictures are not taken over with the text: add them under Photographs.",
        number,
    ) % {"number": number}
