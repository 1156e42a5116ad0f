"""What releases are about and whom journalists call; what a text begins with, and how it writes names."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest
from django.template.defaultfilters import yesno
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from press.admin.base import PressModelAdmin
from press.admin.editions import LanguageFilter
from press.desk.templates import check_template
from press.desk.views import EDITOR_POLICY
from press.languages import CODES, Language
from press.models import Contact, Person, RegisteredName, ReleaseTemplate, Topic
from press.models.stories import Named
from press.transliteration import slug as transliterated


class NamedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name in three languages; its address is made from the English one when none is typed."""

    slug = forms.SlugField(
        label=_("address"),
        max_length=80,
        required=False,
        help_text=_("Latin letters and hyphens. Empty: made from the English name."),
        error_messages={"invalid": _("Use Latin letters, digits and hyphens only.")},
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("slug") and "slug" not in self.errors:
            data["slug"] = self._free(transliterated(data.get("name_en", ""), "en") or "name")
        return data

    def _free(self, wanted: str) -> str:
        """Returns the address, with a number where another one has it already."""
        taken = set(
            self._meta.model._default_manager.exclude(pk=self.instance.pk)
            .filter(slug__startswith=wanted[:76])
            .values_list("slug", flat=True)
        )
        candidates = [wanted, *(f"{wanted[:76]}-{number}" for number in range(2, len(taken) + 3))]
        return next(candidate for candidate in candidates if candidate not in taken)


class NamedAdmin(PressModelAdmin):
    form = NamedForm
    list_display = ["__str__", "in_other_languages"]
    search_fields = ["name_kk", "name_ru", "name_en"]
    actions = None

    @admin.display(description=_("In other languages"))
    def in_other_languages(self, named: Named) -> SafeString:
        names = (named.name(code) for code in Language.values if code != get_language())
        return format_html_join(" · ", '<span lang="{}">{}</span>', ((n.language, n.text) for n in names))

    def get_readonly_fields(self, request: Any, obj: Model | None = None) -> list[str]:
        """An address that others may link to does not change."""
        return ["slug"] if obj else []


@admin.register(Topic)
class TopicAdmin(NamedAdmin):
    fields = ["name_kk", "name_ru", "name_en", "slug"]


@admin.register(Person)
class PersonAdmin(NamedAdmin):
    fieldsets = [
        (None, {"fields": ["name_kk", "name_ru", "name_en", "slug"]}),
        (_("Position"), {"fields": ["position_kk", "position_ru", "position_en"]}),
    ]


_LANGUAGES_HELP = _(
    "In which journalists are answered. Where none is chosen readers are told nothing of languages."
)


@admin.register(Contact)
class ContactAdmin(PressModelAdmin):
    list_display = ["__str__", "email", "duty_in_list"]
    readonly_fields = ["duty_in_words", "languages_in_words"]
    actions = None

    def get_fieldsets(self, request: HttpRequest, obj: Contact | None = None) -> Any:
        writes = self.has_change_permission(request, obj)
        duty = "on_duty" if writes else "duty_in_words"
        spoken = ["speaks_kk", "speaks_ru", "speaks_en"] if writes else ["languages_in_words"]
        return [
            (_("Unit"), {"fields": ["unit_kk", "unit_ru", "unit_en"]}),
            (_("How to reach it"), {"fields": ["phone", "phone_dialled", "email", duty]}),
            (_("Hours"), {"fields": ["hours_kk", "hours_ru", "hours_en"]}),
            (
                _("Languages spoken"),
                {"fields": spoken, "description": _LANGUAGES_HELP},
            ),
        ]

    @admin.display(description=_("duty"), ordering="on_duty", empty_value="")
    def duty_in_list(self, contact: Contact) -> str | Promise:
        """Whole words: on a phone no heading of a column stands above them."""
        return _("shown at the foot of every page") if contact.on_duty else ""

    @admin.display(description=_("shown at the foot of every page"), ordering="on_duty")
    def duty_in_words(self, contact: Contact) -> str:
        """Django's own sign says True and False in every language."""
        return str(yesno(contact.on_duty))

    @admin.display(description=_("languages"))
    def languages_in_words(self, contact: Contact) -> SafeString:
        """Each by its own name; Django's own sign says True and False in every language."""
        names = ((language.value, language.label) for language in contact.languages())
        spoken = format_html_join(", ", '<span lang="{}">{}</span>', names)
        return spoken or SafeString(self.get_empty_value_display())


@admin.register(RegisteredName)
class RegisteredNameAdmin(PressModelAdmin):
    list_display = ["__str__", "kind", "in_other_languages"]
    list_filter = ["kind"]
    search_fields = [f"{field}_{code}" for field in ("preferred", "variants") for code in CODES]
    fieldsets = [
        (None, {"fields": ["kind"]}),
        (_("In Kazakh"), {"fields": ["preferred_kk", "variants_kk"]}),
        (_("In Russian"), {"fields": ["preferred_ru", "variants_ru"]}),
        (_("In English"), {"fields": ["preferred_en", "variants_en"]}),
    ]
    actions = None

    @admin.display(description=_("In other languages"))
    def in_other_languages(self, name: RegisteredName) -> SafeString:
        spellings = ((code, getattr(name, f"preferred_{code}")) for code in CODES if code != get_language())
        return format_html_join(" · ", '<span lang="{}">{}</span>', (each for each in spellings if each[1]))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What is typed is read aloud in its language; few names have more than four other spellings."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        name, _separator, language = db_field.name.rpartition("_")
        if field and language in CODES:
            field.widget.attrs |= {"lang": language, **({"rows": 4} if name == "variants" else {})}
        return field


@admin.register(ReleaseTemplate)
class ReleaseTemplateAdmin(PressModelAdmin):
    list_display = ["name_in_its_language", "language_in_its_own_words"]
    list_filter = [("language", LanguageFilter)]
    search_fields = ["name", "title"]
    fields = ["language", "name", "title", "lead", "body"]
    actions = None

    def save_model(self, request: HttpRequest, obj: ReleaseTemplate, form: Any, change: bool) -> None:
        """Saves it, and says what every text that begins with it would have to mend."""
        super().save_model(request, obj, form, change)
        for finding in check_template(obj):
            quoted = f" «{finding.quote}»" if finding.quote and finding.quote not in finding.message else ""
            messages.warning(request, f"{finding.message}{quoted}")

    @admin.display(description=pgettext_lazy("of a template", "name"), ordering="name")
    def name_in_its_language(self, template: ReleaseTemplate) -> SafeString:
        return format_html('<span lang="{}">{}</span>', template.language, template.name)

    @admin.display(description=_("language"), ordering="language")
    def language_in_its_own_words(self, template: ReleaseTemplate) -> SafeString:
        return format_html('<span lang="{}">{}</span>', template.language, Language(template.language).label)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """What is typed is read aloud in its language; of a new one nobody knows it yet."""
        form = super().get_form(request, obj, change, **kwargs)
        for name in ("name", *ReleaseTemplate.FIELDS) if obj else ():
            if name in form.base_fields:
                form.base_fields[name].widget.attrs["lang"] = obj.language
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """With the editor; its title, which has no language of its own, is without the template's name."""
        context = {"subtitle": None, **(extra_context or {})}
        response = super().changeform_view(request, object_id, form_url, context)
        response._csp_update = EDITOR_POLICY
        return response
