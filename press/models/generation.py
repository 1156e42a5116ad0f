"""How often what is public has changed: the one number that tells every page cache."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Generation(models.Model):
    """One row. `number` grows with every change of what is public, in the transaction of that change.

    `last_takedown` is the number at which something was last withdrawn or removed: a copy older than that is
    not shown even when the database is gone.
    """

    number = models.PositiveBigIntegerField(default=0)
    last_takedown = models.PositiveBigIntegerField(default=0, db_column="taken_back")

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="generation_is_one_row", condition=Q(pk=1))]

    def __str__(self) -> str:
        return str(self.number)


class Change(models.Model):
    """What one number of the generation changed: the names of what was touched; null: everything.

    Other machines, and processes that were not there, read them. Deleted after some hours: who has missed one
    takes everything for changed.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    names = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number}: {'everything' if self.names is None else ', '.join(self.names)}"
