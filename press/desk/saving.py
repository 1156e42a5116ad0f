"""From the page's forms into the press room: one transaction, through the verbs."""

import logging
from typing import Any, cast

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from press import publishing
from press.desk.forms import ReleaseForm
from press.desk.sources import read_sources
from press.models import Edition, Story, User
from press.photographs.reading import Unusable

logger = logging.getLogger(__name__)


@transaction.atomic
def save_release(
    form: ReleaseForm,
    photographs: Any,
    *,
    edition: Edition | None,
    story: Story | None,
    by: User,
) -> Edition:
    """Returns the draft as the officer left it. Raises publishing.Refused, then nothing was written."""
    try:
        return _save(form, photographs, edition=edition, story=story, by=by)
    except Unusable as unusable:
        raise publishing.Refused(" ".join(unusable.messages)) from None
    except OSError as error:
        logger.exception("A photograph could not be kept.")
        raise publishing.Refused(
            _(
                "The photographs could not be kept, so nothing was saved: the server's disk may be full. "
                "Tell its administrator."
            )
        ) from error


def _save(
    form: ReleaseForm, photographs: Any, *, edition: Edition | None, story: Story | None, by: User
) -> Edition:
    data = form.cleaned_data
    if edition is None:
        edition = publishing.start_release(
            story=story, language=data["language"], by=by, slug=data["slug"], **form.get_text_values()
        )
    else:
        # Always called, also where only photographs changed: it checks the version.
        edition = publishing.revise(
            edition, by=by, version=data["version"], slug=data["slug"], **form.get_text_values()
        )
    if about := form.get_story_values():
        publishing.revise_story(edition, by=by, version=data["story_version"], **about)
    wanted = [row.get_illustration_input() for row in photographs.in_order]
    publishing.revise_illustrations(edition, [each for each in wanted if each], by=by)
    for source, at in read_sources(cast("QueryDict", form.data)):
        publishing.note_source(edition, source, at)
    return edition
