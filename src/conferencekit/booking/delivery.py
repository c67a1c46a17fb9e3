"""From the store's outbox to whoever wants to know: mail, calendars, screens.

An event is in the store as soon as, and only if, what it tells is. It is handed on at least once:
a subscriber that is interrupted gets it again, and knows it by its number.
"""

from collections.abc import Mapping
from typing import Protocol

from conferencekit._kinds import kinds_checked
from conferencekit.booking._documents import DELIVERY, up_to_date
from conferencekit.booking.events import BookingEvent, read_event
from conferencekit.errors import StoreCorruptError
from conferencekit.storage import AsyncStore, Body, Decision, Document, Key, Operation, Store, key

__all__ = ["AsyncSubscriber", "Subscriber", "advance", "deliver", "deliver_async", "reached"]


class Subscriber(Protocol):
    """Is told what happens to bookings. A function will do."""

    def __call__(self, event: BookingEvent, number: int, /) -> None:
        """Take an event. An exception ends the delivery; the event is handed over again.

        Args:
            event: What happened.
            number: Of the event; the same however often it is handed over, so that whatever was
                done about it before can be known.
        """
        ...


class AsyncSubscriber(Protocol):
    """The same as a coroutine function."""

    async def __call__(self, event: BookingEvent, number: int, /) -> None:
        """See :meth:`Subscriber.__call__`."""
        ...


@kinds_checked
def deliver(store: Store, name: str, subscriber: Subscriber, *, limit: int = 200) -> int:
    """Hand a subscriber the booking events it has not had, in their order.

    Args:
        store: The store.
        name: Of the subscriber; its place in the feed is kept under it.
        subscriber: Who is told.
        limit: How many events to look at, at the most.

    Returns:
        How many events were looked at, those of other kinds among them; 0 where there are no
        more.
    """
    before = last = reached(name).run(store)
    page = store.events(after=before, limit=limit)
    try:
        for stored in page.events:
            event = read_event(stored)
            if event is not None:
                subscriber(event, stored.number)
            last = stored.number
    finally:
        if last > before:
            advance(name, last).run(store)
    return len(page.events)


@kinds_checked
async def deliver_async(
    store: AsyncStore, name: str, subscriber: AsyncSubscriber, *, limit: int = 200
) -> int:
    """The same from an async store. Where it is cancelled, what was handed over last comes again.

    Args:
        store: The store.
        name: As for :func:`deliver`; so are the others.
        subscriber: The same.
        limit: The same.
    """
    before = last = await reached(name).run_async(store)
    page = await store.events(after=before, limit=limit)
    try:
        for stored in page.events:
            event = read_event(stored)
            if event is not None:
                await subscriber(event, stored.number)
            last = stored.number
    finally:
        if last > before:
            await advance(name, last).run_async(store)
    return len(page.events)


@kinds_checked
def reached(name: str) -> Operation[int]:
    """The number of the last event a subscriber has had; 0 for none."""
    place = key("delivery", name)

    def decide(documents: Mapping[Key, Document]) -> Decision[int]:
        return Decision(_number(documents.get(place)))

    return Operation((), decide, shared=(place,))


@kinds_checked
def advance(name: str, number: int) -> Operation[int]:
    """Note that a subscriber has had all events up to a number; never goes back.

    For hosts that read the events themselves.
    """
    place = key("delivery", name)

    def decide(documents: Mapping[Key, Document]) -> Decision[int]:
        before = _number(documents.get(place))
        if number <= before:
            return Decision(before)
        body = Body(DELIVERY.kind, DELIVERY.schema, {"number": number})
        return Decision(number, put={place: body})

    return Operation((place,), decide)


def _number(document: Document | None) -> int:
    if document is None:
        return 0
    number = up_to_date(document, DELIVERY).get("number")
    if type(number) is not int or number < 0:
        raise StoreCorruptError(f"{document.key} cannot be read: {number!r} is no number")
    return number
