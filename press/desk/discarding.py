"""The page that asks before a draft is discarded."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from press.desk.buttons import get_officer
from press.desk.views import edition_url, get_edition
from press.models import Edition
from press.publishing import Permissions


def discard_view(request: HttpRequest, pk: str, context: dict[str, Any]) -> HttpResponse:
    """Asks whether a draft shall be discarded, and says until when it can be restored.

    What cannot be discarded, since somebody submitted it meanwhile, leads back to its page with the reason.
    """
    user = get_officer(request)
    if not user.has_perm("press.view_edition"):
        raise PermissionDenied
    edition = get_edition(pk)
    decision = Permissions(edition, user).can_discard()
    if not decision:
        messages.error(request, decision.why_not)
        return HttpResponseRedirect(edition_url(edition))
    return TemplateResponse(
        request,
        "admin/press/edition/discard.html",
        {
            **context,
            "title": _("Discard this draft?"),
            "edition": edition,
            "until": timezone.now() + Edition.RESTORABLE_FOR,
        },
    )
