"""When the press room would rather be quiet. The form reads and judges; press.publishing writes."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from press import publishing
from press.admin.base import PressModelAdmin
from press.desk.buttons import get_officer
from press.desk.fields import MomentField, VersionField
from press.models import QuietPeriod
from press.publishing import Outdated, Refused
from press.publishing.quiet_periods import FIELDS


class QuietPeriodForm(forms.ModelForm):  # type: ignore[type-arg]
    starts_at = MomentField(label=capfirst(_("begins")), help_text=_("Astana time."))
    ends_at = MomentField(label=capfirst(_("ends")), help_text=_("Astana time."))
    version = VersionField()

    class Meta:
        model = QuietPeriod
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        """Another's change is told before it is overwritten: saving once more is done knowingly."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        version = data.get("version")
        if self.instance.pk and version is not None and version != self.instance.version:
            typed = cast("QueryDict", self.data).copy()
            typed[self.add_prefix("version")] = str(self.instance.version)
            self.data = typed
            self.add_error(None, str(Outdated.quiet_period(self.instance, version)))
        return data


@admin.register(QuietPeriod)
class QuietPeriodAdmin(PressModelAdmin):
    form = QuietPeriodForm
    list_display = ["__str__", "reason"]
    fields = FIELDS
    actions = None

    def save_model(self, request: HttpRequest, obj: QuietPeriod, form: Any, change: bool) -> None:
        try:
            saved = publishing.set_quiet_period(
                obj if change else None, by=get_officer(request), **form.cleaned_data
            )
        except Outdated:  # since the form was judged: PressModelAdmin judges it once more
            raise
        except Refused as refused:  # the form offered it, so it has changed meanwhile
            raise PermissionDenied(str(refused)) from refused
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: QuietPeriod) -> None:
        publishing.delete_quiet_period(obj, by=get_officer(request))
