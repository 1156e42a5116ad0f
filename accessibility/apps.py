from django.apps import AppConfig


class AccessibilityConfig(AppConfig):
    name = "accessibility"
    verbose_name = "Accessibility"

    def ready(self) -> None:
        from accessibility import checks  # noqa: F401  # registers itself
