from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PressConfig(AppConfig):
    name = "press"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Press room")

    def ready(self) -> None:
        from accessibility import statement
        from press.authentication import devices, sessions
        from press.invalidation import changes
        from press.listings import entries
        from press.publishing import accounts, content_figures
        from press.publishing.groups import ensure_groups
        from press.reads import slots
        from press.search import entries as search_entries

        post_migrate.connect(ensure_groups, sender=self)
        # Locks come in one order, as in a publication: the story, the generation, the month's count.
        entries.connect_relations()
        search_entries.connect_signals()
        changes.connect_signals()
        entries.connect_deletion()
        accounts.connect_signals()
        devices.connect_signals()
        sessions.connect_signals()
        slots.register()
        statement.register_figures(content_figures.find_figures)
