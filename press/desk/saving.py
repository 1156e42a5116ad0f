"""From the page's forms into the press room: one transaction, through the verbs."""

from typing import Any

from django.db import transaction

from press import publishing
from press.desk.forms import STORY, PhotographForm, ReleaseForm
from press.models import Edition, Illustration, Photograph, Story, User
from press.photographs.intake import create_photograph


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
    data = form.cleaned_data
    if edition is None:
        edition = publishing.start_release(
            story=story, language=data["language"], by=by, slug=data["slug"], **form.text()
        )
    else:
        # Always called, also where only photographs changed: it checks and moves the version.
        slug = data["slug"] or _slug_made_again(edition, data["title"])
        edition = publishing.revise(edition, by=by, version=data["version"], slug=slug, **form.text())
    save_story(edition.release.story, data)
    _save_photographs(edition, photographs, by=by)
    return edition


def _slug_made_again(edition: Edition, title: str) -> str:
    from press.transliteration import slug

    return slug(title, edition.language)


def save_story(story: Story, data: dict[str, Any]) -> None:
    """Keeps what the story is about; it counts for all its languages at once, published ones too."""
    for name in STORY[:-1]:
        getattr(story, name).set(data[name])
    if story.pinned_until != data["pinned_until"]:
        story.pinned_until = data["pinned_until"]
        story.save(update_fields=["pinned_until"])


def _save_photographs(edition: Edition, photographs: Any, *, by: User) -> None:
    kept: list[int] = []
    for form in photographs.forms:
        data = form.cleaned_data
        if not data or data.get("DELETE") or not (form.known or data.get("file")):
            continue
        photograph = _photograph(form, edition, by=by)
        if photograph.pk in kept:
            continue
        Illustration.objects.update_or_create(
            edition=edition,
            photograph=photograph,
            defaults={
                "alternative_text": data["alternative_text"].strip(),
                "decorative": data["decorative"],
                "caption": data["caption"],
                "order": len(kept),
            },
        )
        kept.append(photograph.pk)
    edition.illustrations.exclude(photograph__in=kept).delete()


def _photograph(form: PhotographForm, edition: Edition, *, by: User) -> Photograph:
    data, credit_field = form.cleaned_data, f"credit_{edition.language}"
    photograph = form.known or create_photograph(
        data["file"],
        story=edition.release.story,
        by=by,
        credit={edition.language: data["credit"]},
        rights=data["rights"],
    )
    if form.known and not form.credit_is_fixed:
        changed = [
            name
            for name, value in ((credit_field, data["credit"]), ("rights", data["rights"]))
            if getattr(photograph, name) != value
        ]
        for name in changed:
            setattr(photograph, name, data["rights"] if name == "rights" else data["credit"])
        if changed:
            photograph.save(update_fields=changed)
    return photograph
