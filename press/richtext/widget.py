"""The editor as a form widget: django-ckeditor's, confined (docs/adr/0001)."""

from typing import Any

from ckeditor.widgets import CKEditorWidget
from django.forms.widgets import Media, Script
from django.templatetags.static import static
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

BASE_PATH = "ckeditor/ckeditor/"

# What the buttons say, by the editor's own names for its sentences: an icon never stands without a word.
WORDS = {
    "format.label": _("Paragraph or heading"),
    "format.panelTitle": _("Paragraph or heading"),
    "format.tag_p": _("Paragraph"),
    "format.tag_h2": _("Heading"),
    "format.tag_h3": _("Lower heading"),
    "format.tag_h4": _("Lowest heading"),
    "basicstyles.bold": _("Bold"),
    "basicstyles.italic": _("Italic"),
    "removeformat.toolbar": _("Plain"),
    "list.bulletedlist": _("List"),
    "list.numberedlist": _("Numbered list"),
    "blockquote.toolbar": _("Quotation"),
    "link.toolbar": _("Link"),
    "link.unlink": _("No link"),
    "table.toolbar": _("Table"),
    "table.caption": _("Name of the table"),
    "table.headers": _("Header cells"),
    "language.button": _("Language of a part"),
    "language.remove": _("Language of the release"),
    "undo.undo": _("Undo"),
    "undo.redo": _("Redo"),
    "find.find": _("Find"),
    "sourcearea.toolbar": _("HTML"),
}

# The same for what is ours (static/js/editor/structure.js): the text as a list of its parts.
STRUCTURE_WORDS = {
    "title": pgettext_lazy("of a text", "Structure"),
    "choose": _("Go to"),
    "nothing": _("The text has no parts yet."),
    "here": _("Here:"),
    "leadsTo": _("Leads to:"),
    "headerOf": _("Header of this cell:"),
    "heading": _("Heading"),
    "lower": _("Lower heading"),
    "lowest": _("Lowest heading"),
    "list": _("List"),
    "numbered": _("Numbered list"),
    "table": _("Table"),
    "caption": _("Name of the table"),
    "row": _("Row"),
    "cell": _("Cell"),
    "header": _("Header cell"),
    "item": _("List item"),
    "paragraph": _("Paragraph"),
    "quotation": _("Quotation"),
    "section": _("Notes"),
    "link": _("Link"),
    "part": _("Language of a part"),
    "bold": _("Bold"),
    "italic": _("Italic"),
}


class RichTextWidget(CKEditorWidget):
    """A textarea that becomes the editor where JavaScript runs; without it, HTML can be typed as it is."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            template_name="admin/widgets/editor.html", attrs={"rows": 20, **(attrs or {})}
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        self.config["words"] = {path: str(word) for path, word in WORDS.items()}
        self.config["structureWords"] = {key: str(word) for key, word in STRUCTURE_WORDS.items()}
        # The panels' looks, which are own documents.
        self.config["contentsCss"] = [static("css/editor-panel.css")]
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[no-untyped-call]
        return context

    @property
    def media(self) -> Media:
        language = get_language()
        kazakh = [f"{BASE_PATH}lang/en.js", "js/editor/kk.js"] if language == "kk" else []
        return Media(
            css={"all": ["css/editor.css", "css/editor-dialogs.css"]},
            js=[
                # First: it turns the editor's inline handlers into listeners, as the policy asks.
                "js/editor/shim.js",
                Script(  # type: ignore[list-item]  # the stubs know plain paths only
                    "ckeditor/ckeditor-init.js",
                    **{"id": "ckeditor-init-script", "data-ckeditor-basepath": static(BASE_PATH)},
                ),
                f"{BASE_PATH}ckeditor.js",
                "ckeditor/fixups.js",
                "js/editor/confine.js",
                "js/editor/paste.js",
                "js/editor/parts.js",
                "js/editor/blanks.js",
                "js/editor/structure.js",
                *kazakh,
            ],
        )
