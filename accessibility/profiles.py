"""Settings that belong together, taken at one press."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accessibility.labels import NAMES, value_label


@dataclass(frozen=True, slots=True)
class Profile:
    name: str | Promise
    values: Mapping[str, str]

    def sets(self) -> list[tuple[str, str]]:
        """Returns the name and value of each thing that it sets, in words."""
        return [(str(NAMES[name]), value_label(name, value)) for name, value in self.values.items()]


PROFILES: Mapping[str, Profile] = {
    "low-vision": Profile(
        pgettext_lazy("profile", "Low vision"),
        {"colours": "white-on-black", "letter-spacing": "1", "line-height": "1", "text-size": "200"},
    ),
    "large-text": Profile(pgettext_lazy("profile", "Large text"), {"line-height": "1", "text-size": "150"}),
    "dyslexia": Profile(
        pgettext_lazy("profile", "Dyslexia"),
        {
            "colours": "beige",
            "letter-spacing": "2",
            "line-height": "2",
            "text-size": "125",
            "typeface": "dyslexic",
        },
    ),
    "light-sensitive": Profile(
        pgettext_lazy("profile", "Sensitivity to light"),
        {"colours": "dark", "images": "grey", "motion": "none"},
    ),
    "text-only": Profile(
        pgettext_lazy("profile", "Slow connection"), {"typeface": "system", "images": "text"}
    ),
}
