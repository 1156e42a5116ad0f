"""What officers work on before anybody else is to see it, each with a canary of its own."""

import io
import json
import secrets
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from press import publishing
from press.models import Edition, Photograph, ReleaseTemplate, WorkingCopy
from press.photographs.renditions import EXTENSIONS, make_missing
from tests.canary import WORD
from tests.factories import signed_in
from tests.permissions.press_room import PressRoom
from tests.press.desk.forms import ADD, as_opened, page_of
from tests.press.photographs.files import pattern, saved

DESK = "/admin/press/edition/"
AUTOSAVE, PREVIEW, PASTE = f"{DESK}autosave/", f"{DESK}typed/", f"{DESK}paste/"
UPLOAD = "/admin/press/photograph/upload/"
DOCUMENT = Path(__file__).parent.parent / "press/richtext/documents/libreoffice/07-picture.docx"

# Whose officer alone meets them, whatever the rights of others.
OF_ONE = (
    "working copy",
    "never saved",
    "another language",
    "upload",
    "upload's name",
    "document",
    "document's name",
    "picture of the document",
    "paste",
    "preview",
    "sent signed out",
)
# What officers meet, and nobody else.
OF_OFFICERS = (
    "earlier version",
    "earlier version of a public text",
    "template",
    "review note",
    "review note of a public text",
)

Form = dict[str, Any]


@dataclass(frozen=True)
class PrivateWork:
    """`told`: what the owner was answered while it was made, by surface."""

    draft: Edition
    canaries: dict[str, str]
    told: dict[str, str] = field(default_factory=dict)
    uploads: list[Photograph] = field(default_factory=list)
    copies: list[WorkingCopy] = field(default_factory=list)
    # What says of an earlier version that it is its translation: a draft each.
    translations: list[Edition] = field(default_factory=list)

    def words(self, surface: str) -> str:
        """Returns a text that is found by a word that everything says, and told by its canary."""
        return f"The {WORD} {self.canaries[surface]}"

    def typed(self, surface: str) -> Form:
        words = self.words(surface)
        return {"title": words, "lead": words, "body": f"<p>{words}</p>", "courtesy": words}

    def described(self, upload: Photograph, surface: str) -> Form:
        """Returns a row of the form with that photograph, and the canary as its words."""
        words = {"alternative_text": "", "caption": "", "credit": "", "rights": ""}
        return {
            "photographs-TOTAL_FORMS": "1",
            "photographs-0-photograph": str(upload.pk),
            **{f"photographs-0-{name}": self.words(surface) for name in words},
        }


def make_private_work(room: PressRoom) -> PrivateWork:
    surfaces = (*OF_ONE, *OF_OFFICERS)
    # Letters alone: no slug and no search cuts them.
    canaries = {each: "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(20)) for each in surfaces}
    work = PrivateWork(room.editions["draft"], canaries)
    desk = signed_in(room.users["author"])
    _type(work, desk, room)
    _upload(work, desk, room)
    _take_over(work, desk)
    _ask_only(work, desk)
    _change_what_was_saved(work, room)
    words = work.words("template")
    ReleaseTemplate.objects.create(name=words, language="kk", title=words, lead=words, body=f"<p>{words}</p>")
    make_missing()
    work.uploads.extend(Photograph.objects.filter(story=None))
    work.copies.extend(WorkingCopy.objects.filter(officer=room.users["author"], closed_at=None))
    return work


def _open(desk: Client, address: str) -> Form:
    return as_opened(desk.get(address).content.decode())


def _keep(desk: Client, form: Form) -> None:
    assert desk.post(AUTOSAVE, form | {"copy_number": "1"}).status_code == 200


def _type(work: PrivateWork, desk: Client, room: PressRoom) -> None:
    for address, surface in (
        (page_of(work.draft), "working copy"),
        (ADD, "never saved"),
        (find_another_language(room), "another language"),
    ):
        _keep(desk, _open(desk, address) | work.typed(surface))


def _upload(work: PrivateWork, desk: Client, room: PressRoom) -> None:
    """A file that names somebody and a place, chosen for a text that is not saved, and described there."""
    canary = work.canaries["upload"]
    xmp = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
      photoshop:City="City {canary}"><dc:description>Caption {canary}</dc:description>
      <dc:creator>Photographer {canary}</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"""
    file = saved(pattern(1200, 800), "JPEG", xmp=xmp.encode()).read()
    name = work.canaries["upload's name"]
    named = SimpleUploadedFile(f"{name}.jpg", file, "image/jpeg")
    answer = desk.post(UPLOAD, {"officer": room.users["author"].pk, "file": named})
    work.told["upload"] = json.dumps(answer.json())
    upload = Photograph.objects.get(pk=answer.json()["photograph"])
    _keep(desk, _open(desk, ADD) | work.described(upload, "upload"))


def _take_over(work: PrivateWork, desk: Client) -> None:
    """A document, whose text and picture come back in the form and are kept in a working copy."""
    copied = io.BytesIO()
    with zipfile.ZipFile(DOCUMENT) as document, zipfile.ZipFile(copied, "w") as changed:
        for name in document.namelist():
            content = document.read(name)
            if name == "word/document.xml":
                picture, words = work.words("picture of the document"), work.words("document")
                content = content.replace(b"The hall of the Senate during the vote", picture.encode())
                paragraph = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
                content = content.replace(b"</w:body>", paragraph.encode() + b"</w:body>")
            changed.writestr(name, content)
    name = work.canaries["document's name"]
    file = SimpleUploadedFile(f"{name}.docx", copied.getvalue())
    answer = desk.post(ADD, _open(desk, ADD) | {"language": "en", "then": "document", "document": file})
    page = answer.content.decode()
    work.told.update(dict.fromkeys(("document", "document's name", "picture of the document"), page))
    _keep(desk, as_opened(page))


def _ask_only(work: PrivateWork, desk: Client) -> None:
    """What is answered and kept nowhere."""
    form = _open(desk, ADD)
    upload = Photograph.objects.filter(story=None).order_by("pk")[0]
    row = work.described(upload, "preview")
    work.told["preview"] = desk.post(PREVIEW, form | work.typed("preview") | row).content.decode()
    pasted = {"html": f"<p>{work.words('paste')}</p>", "language": "en"}
    work.told["paste"] = json.dumps(desk.post(PASTE, pasted).json())
    signed_out = Client().post(ADD, form | work.typed("sent signed out") | {"then": "save"})
    work.told["sent signed out"] = signed_out.content.decode()


def _change_what_was_saved(work: PrivateWork, room: PressRoom) -> None:
    """A draft that said something else, and says so to whoever translates it; and a public text that did."""
    writer, editor = room.users["writer"], room.users["editor"]
    texts = {"title": "", "lead": "", "body": ""}
    for surface in ("earlier version", "earlier version of a public text"):
        words = work.words(surface)
        said = dict.fromkeys(texts, words) | {"body": f"<p>{words}</p>"}
        first = publishing.start_release(language="en", by=writer, slug="changed", **said)
        kazakh = publishing.start_release(
            language="kk", by=writer, story=first.release.story, title="Аударма", body="<p>Мәтін.</p>"
        )
        publishing.note_source(kazakh, first, first.version)
        now = dict.fromkeys(texts, "It says something else now.") | {"body": "<p>Something else.</p>"}
        publishing.revise(first, by=writer, slug="changed-since", **now)
        work.translations.append(kazakh)
    publishing.submit(first, by=writer)
    for edition, surface in ((work.draft, "review note"), (first, "review note of a public text")):
        note = publishing.add_note(edition, by=editor, text=work.words(surface), text_name="lead")
        publishing.reply_to_note(note, by=writer, text=work.words(surface))
    publishing.approve(first, by=editor)


def find_another_language(room: PressRoom) -> str:
    return f"{ADD}?story={room.editions['live'].release.story_id}"


def find_paths(work: PrivateWork, room: PressRoom) -> list[str]:
    """Returns where its own officer meets it, and what else somebody may try who looks for it."""
    another = find_another_language(room)
    paths = [page_of(work.draft), ADD, another, "/admin/", DESK, *map(page_of, work.translations)]
    for place in (f"{page_of(work.draft)}?", f"{ADD}?", f"{another}&", "/admin/?", "/en/?"):
        paths += [f"{place}copy={copy.pk}" for copy in work.copies]
    paths += [f"{PREVIEW}?window={copy.window}" for copy in work.copies]
    paths += [f"{AUTOSAVE}?edition={work.draft.pk}"]
    for model in admin.site._registry:
        listed = f"/admin/press/{model._meta.model_name}/"
        paths += [f"{listed}?q={WORD}", f"{listed}?q={WORD}&all=", f"{listed}?editions=all"]
    for translation in work.translations:
        for release in translation.release.story.releases.all():
            page = f"/{release.language}/releases/{release.pk}-{release.slug}/"
            paths += [page, f"{page}history/", f"{page}history/1/", f"{page}history/2/"]
        assert translation.translated_from is not None
        paths.append(page_of(translation.translated_from.edition))
    for guessed in ("workingcopy", "photograph", "rendition", "editionversion", "presence", "reviewnote"):
        paths += [f"/admin/press/{guessed}/", f"/admin/press/{guessed}/1/change/", f"/api/v1/{guessed}"]
        paths += [
            f"/admin/autocomplete/?app_label=press&model_name={guessed}&field_name=edition&term={WORD}",
            f"/admin/press/{guessed}/autocomplete/?term={WORD}",
        ]
    return paths + find_pictures(work)


def find_pictures(work: PrivateWork) -> list[str]:
    """Returns where the uploads' pictures are, and where somebody may guess that they or their files are."""
    paths = []
    for upload in work.uploads:
        renditions = list(upload.renditions.all())
        paths += [f"/media/{upload.pk}/{each.width}.{EXTENSIONS[each.format]}" for each in renditions]
        names = [upload.original.name, renditions[0].file.name]
        for name in filter(None, names):
            within = [f"/media/{name}", f"/{name}", f"/static/{name}", f"/media/{Path(name).name}"]
            paths += [*within, f"/media/{upload.pk}/{Path(name).name}"]
    for surface in ("upload's name", "document's name"):
        for extension in ("jpg", "webp", "docx"):
            name = f"{work.canaries[surface]}.{extension}"
            paths += [f"/media/{name}", f"/media/originals/{name}", f"/static/{name}"]
    return paths
