"""The store's documents and events as a site's own models."""

from django.db import models


class Document(models.Model):
    """A document; its row stays when it is deleted, so that no version is used again."""

    key = models.CharField(primary_key=True, max_length=500)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=100, default="")
    schema = models.PositiveIntegerField(default=0)
    body = models.TextField(null=True)  # noqa: DJ001  null says that there is none

    def __str__(self) -> str:
        """Its key and version."""
        return f"{self.key} ({self.version})"


class Event(models.Model):
    """Something that happened."""

    number = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=100)
    data = models.TextField()

    def __str__(self) -> str:
        """Its number and kind."""
        return f"{self.number} {self.kind}"
