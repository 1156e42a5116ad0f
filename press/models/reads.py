"""Counts of reads. They stand apart from the release's row, so that no save can overwrite a count."""

from django.db import models

from press.models.releases import Release


class ReadTotal(models.Model):
    """All reads of a release that were counted here."""

    release = models.OneToOneField(
        Release, on_delete=models.CASCADE, primary_key=True, related_name="read_total"
    )
    reads = models.PositiveBigIntegerField(default=0)
    # What has changed of late is what each process of the server asks for (press/reads/totals.py).
    changed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="read_total_changed", fields=["changed_at"])]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.reads}"


class DailyReads(models.Model):
    """Reads of a release on one day of the press room's time zone."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="daily_reads")
    day = models.DateField()
    reads = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["release", "day"]
        constraints = [models.UniqueConstraint(name="daily_reads_once_a_day", fields=["release", "day"])]
        # The most read of a day, without going through all that was read on it.
        indexes = [models.Index(name="daily_reads_most_read", fields=["day", "-reads"])]

    def __str__(self) -> str:
        return f"{self.release_id} {self.day}: {self.reads}"


class ReadLog(models.Model):
    """How far one worker's log was folded: moves in the same transaction as the totals."""

    name = models.CharField(max_length=200, unique=True)
    # In bytes: every record before it is in the totals, exactly once.
    offset = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.offset}"
