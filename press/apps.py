from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PressConfig(AppConfig):
    name = "press"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Press room")

    def ready(self) -> None:
        from press import ledger
        from press.groups import ensure_groups
        from press.pagecache import changes

        post_migrate.connect(ensure_groups, sender=self)
        # The ledger's first: it locks the story, and the generation is the last lock of a transaction.
        ledger.connect()
        changes.connect()
