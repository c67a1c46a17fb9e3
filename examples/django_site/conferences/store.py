"""A store over Django's models: the four verbs, in Django's own transactions.

Inside `transaction.atomic()` it is part of the host's transaction: a booking and whatever else
the view writes happen together, or not at all. Written for SQLite, whose transactions follow one
another (see the settings); with several writers at once, as on PostgreSQL, rows would have to be
locked and events numbered in the order of their commits.
"""

import json
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from django.db import transaction

from conferencekit.errors import UndeclaredKeyError
from conferencekit.storage import (
    Body,
    Decision,
    Document,
    Event,
    EventPage,
    Key,
    Page,
    StoredEvent,
)
from conferencekit.wire import dump_json

from . import models

R = TypeVar("R")


class DjangoStore:
    """A :class:`conferencekit.storage.Store` in the site's own database."""

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        """Those of some documents that exist."""
        rows = models.Document.objects.filter(key__in=set(keys), body__isnull=False)
        return {row.key: _document(row) for row in rows}

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """Documents whose key starts with a prefix, in the order of their keys."""
        inside = {"key__gte": prefix, "key__lt": prefix + "\U0010ffff"}
        rows = models.Document.objects.filter(body__isnull=False, **inside)
        found = [
            _document(row) for row in rows.filter(key__gt=after or "").order_by("key")[: limit + 1]
        ]
        page = tuple(found[:limit])
        return Page(page, page[-1].key if len(found) > limit else None)

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """Decide about some documents, and do all of what was decided, or nothing."""
        with transaction.atomic():
            decision = decide(self.read({*keys, *shared}))
            undeclared = {*decision.put, *decision.delete}.difference(keys)
            if undeclared:
                raise UndeclaredKeyError(f"decided to write {min(undeclared)}")
            for key, body in decision.put.items():
                _put(key, body)
            models.Document.objects.filter(key__in=decision.delete - set(decision.put)).update(
                body=None
            )
            models.Event.objects.bulk_create(
                models.Event(kind=one.kind, data=dump_json(dict(one.data)))
                for one in decision.events
            )
        return decision.result

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """What happened, in order."""
        rows = models.Event.objects.filter(number__gt=after).order_by("number")[:limit]
        found = tuple(
            StoredEvent(row.number, Event(row.kind, json.loads(row.data))) for row in rows
        )
        return EventPage(found, found[-1].number if found else after)


def _put(key: Key, body: Body) -> None:
    row, _ = models.Document.objects.get_or_create(key=key)
    row.version += 1
    row.kind, row.schema, row.body = body.kind, body.schema, dump_json(dict(body.data))
    row.save()


def _document(row: models.Document) -> Document:
    return Document(row.key, row.version, Body(row.kind, row.schema, json.loads(row.body or "{}")))
