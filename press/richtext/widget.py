"""The editor as a form widget: django-ckeditor's, confined (docs/adr/0001)."""

from typing import Any

from ckeditor.widgets import CKEditorWidget
from django.forms.widgets import Media, Script
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

BASE_PATH = "ckeditor/ckeditor/"

# What the buttons say, by the editor's own names for its sentences: an icon never stands without a word.
WORDS = {
    "format.label": _lazy("Paragraph or heading"),
    "format.panelTitle": _lazy("Paragraph or heading"),
    "format.tag_p": _lazy("Paragraph"),
    "format.tag_h2": _lazy("Heading"),
    "format.tag_h3": _lazy("Lower heading"),
    "format.tag_h4": _lazy("Lowest heading"),
    "basicstyles.bold": _lazy("Bold"),
    "basicstyles.italic": _lazy("Italic"),
    "removeformat.toolbar": _lazy("Plain"),
    "list.bulletedlist": _lazy("List"),
    "list.numberedlist": _lazy("Numbered list"),
    "blockquote.toolbar": _lazy("Quotation"),
    "link.toolbar": _lazy("Link"),
    "link.unlink": _lazy("No link"),
    "table.toolbar": _lazy("Table"),
    "language.button": _lazy("Language of a part"),
    "language.remove": _lazy("Language of the release"),
    "undo.undo": _lazy("Undo"),
    "undo.redo": _lazy("Redo"),
    "find.find": _lazy("Find"),
    "sourcearea.toolbar": _lazy("HTML"),
}


class RichTextWidget(CKEditorWidget):
    """A textarea that becomes the editor where JavaScript runs; without it, HTML can be typed as it is."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            template_name="admin/widgets/editor.html", attrs={"rows": 20, **(attrs or {})}
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # What the editor says of itself to a screen reader; and the panels' looks, which are own documents.
        self.config["title"] = _("Text of the release")
        self.config["words"] = {path: str(word) for path, word in WORDS.items()}
        self.config["contentsCss"] = [static("css/editor-panel.css")]
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[no-untyped-call]
        return context

    @property
    def media(self) -> Media:
        language = get_language()
        kazakh = [f"{BASE_PATH}lang/en.js", "js/editor/kk.js"] if language == "kk" else []
        return Media(
            css={"all": ["css/editor.css"]},
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
                *kazakh,
            ],
        )
