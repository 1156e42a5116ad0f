"""Choosing several from a list: checkboxes, which need no key held down, and a field that narrows them."""

from django import forms
from django.forms.widgets import Script


class Checklist(forms.CheckboxSelectMultiple):
    template_name = "admin/widgets/checklist.html"

    class Media:
        js = [Script("js/admin/checklist.js", defer=True)]
