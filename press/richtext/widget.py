"""The editor as a form widget: django-ckeditor's, confined (docs/adr/0001)."""

from typing import Any

from ckeditor.widgets import CKEditorWidget
from django.forms.widgets import Media, Script
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _

BASE_PATH = "ckeditor/ckeditor/"


class RichTextWidget(CKEditorWidget):
    """A textarea that becomes the editor where JavaScript runs; without it, HTML can be typed as it is."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            template_name="admin/widgets/editor.html", attrs={"rows": 20, **(attrs or {})}
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # What the editor says of itself to a screen reader; and the panels' looks, which are own documents.
        self.config["title"] = _("Text of the release")
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
