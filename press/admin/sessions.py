"""Where an officer is signed in: each browser with a button that signs it out."""

from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from press import publishing
from press.authentication.sessions import hash_key
from press.desk.buttons import get_officer
from press.models import Session


def sessions_view(site: AdminSite, request: HttpRequest) -> HttpResponseBase:
    """Shows the officer's own sessions; a POST ends the one that it names, or all but this one."""
    sessions = {each.pk: each for each in Session.objects.alive().filter(account=get_officer(request))}
    this = sessions.pop(hash_key(request.session.session_key), None)
    if request.method == "POST":
        _end(request, sessions)
        return HttpResponseRedirect(reverse("admin:sessions"))
    context = {
        **site.each_context(request),
        "title": _("Where you are signed in"),
        "this": this,
        "others": list(sessions.values()),
    }
    return TemplateResponse(request, "admin/sessions.html", context)


def _end(request: HttpRequest, others: dict[str, Session]) -> None:
    officer = get_officer(request)
    if "others" in request.POST:
        publishing.end_all_sessions(officer, by=officer)
        update_session_auth_hash(request, officer)
        messages.success(request, _("All other sessions have ended."))
    elif session := others.get(request.POST.get("session", "")):
        publishing.end_session(session, by=officer)
        messages.success(request, _("The session has ended."))
    else:
        messages.info(request, _("This session had ended already."))
