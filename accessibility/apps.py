from django.apps import AppConfig


class AccessibilityConfig(AppConfig):
    name = "accessibility"
    verbose_name = "Accessibility"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from accessibility import checks  # noqa: F401  # registers itself
        from accessibility.storage import load_from_account

        user_logged_in.connect(load_from_account, dispatch_uid="accessibility.load_from_account")
