"""A booking service of one file: FastAPI, and a PostgreSQL that any number of workers share.

`python examples/fastapi_app/serve.py` runs it. Everything is async, from the request to the
database; what is decided is decided by the same plain functions as anywhere.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from itertools import product
from typing import Annotated, Any, TypeVar

from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse

from conferencekit import (
    Instant,
    InvalidInputError,
    Meeting,
    Person,
    Round,
    Session,
    Zone,
)
from conferencekit.booking import (
    Actor,
    Booking,
    BookingEvent,
    BookingPolicy,
    BookingRefusal,
    Desk,
    book,
    bookings_of,
    cancel,
    deliver_async,
    due,
    keep_desk,
    kept_desk,
    move,
    offers,
    shown_time,
)
from conferencekit.scheduling import Kind
from conferencekit.storage import AsyncStore, Operation
from conferencekit.storage.postgres import AsyncPostgresStore

R = TypeVar("R")
LOG = logging.getLogger(__name__)
PAUSE_SECONDS = 60.0
SCHOOL = Zone("Europe/Amsterdam")
TOKENS: Mapping[str, Actor] = {  # stands for the host's own way to know who somebody is
    "reed-secret": Actor.family("reed"),
    "cas-secret": Actor.family("cas"),
    "office-secret": Actor.office("kim"),
}


def example_desk() -> Desk:
    """Two teachers, two families, one evening."""
    start = SCHOOL.parse("2030-11-26T18:00")
    teachers, families = ("ada", "ben"), ("reed", "cas")
    return Desk(
        Round(
            id="autumn",
            timezone=SCHOOL,
            tick_minutes=15,
            sessions=(Session("tue", start, start.plus(hours=1)),),
            people=(
                *(Person(id_, Kind.TEACHER) for id_ in teachers),
                *(Person(id_, Kind.GUARDIAN) for id_ in families),
            ),
            meetings=tuple(
                Meeting(f"{t}:{f}", 15, (t, f)) for t, f in product(teachers, families)
            ),
        ),
        BookingPolicy(offer_minutes=60, reminders=(24 * 60,)),
    )


class Service:
    """The desk and its store.

    Args:
        store: Where it is kept.
        desk: What is booked.
    """

    def __init__(self, store: AsyncStore, desk: Desk) -> None:
        self.store = store
        self.desk = desk

    @classmethod
    async def at(cls, store: AsyncStore) -> "Service":
        """The service on a store; the first of the workers keeps the desk there."""
        kept = await kept_desk("autumn").run_async(store)
        if kept is None:
            kept = example_desk()
            await keep_desk(kept, by=Actor.office(), at=now()).run_async(store)
        return cls(store, kept)

    async def run(self, operation: Operation[R]) -> R:
        """Let the store carry out an operation."""
        return await operation.run_async(self.store)

    async def mind_the_time(self) -> None:
        """Do what time asks for, again and again; several workers may do so at once.

        What goes wrong, such as a database that is away or a mailer that fails, is logged and
        tried again: nobody would notice that this has ended.
        """
        while True:
            try:
                await self.do_what_is_due()
            except Exception:
                LOG.exception("not all that is due was done; it is tried again")
            await asyncio.sleep(PAUSE_SECONDS)

    async def do_what_is_due(self) -> None:
        """What lapses, what is due, and the mail."""
        found = await self.run(due(self.desk, at=now()))
        for operation in () if isinstance(found, BookingRefusal) else found:
            await self.run(operation)
        await deliver_async(self.store, "mail", send_mail)


def now() -> Instant:
    """The present instant: the one place where a clock is looked at."""
    return Instant.of(datetime.now(UTC))


async def send_mail(event: BookingEvent, number: int) -> None:
    """What a mailer would do; the number keeps it from sending twice."""
    print(number, event.happening, event.meeting)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store, and mind the time until the service ends."""
    async with AsyncPostgresStore(os.environ["BOOKING_DATABASE"]) as store:
        service = await Service.at(store)
        app.state.service = service
        minding = asyncio.create_task(service.mind_the_time())
        yield
        minding.cancel()
        with suppress(asyncio.CancelledError):
            await minding


app = FastAPI(title="Booking", lifespan=lifespan)


def actor(authorization: Annotated[str, Header()]) -> Actor:
    """Who asks."""
    found = TOKENS.get(authorization.removeprefix("Bearer "))
    if found is None:
        raise HTTPException(401)
    return found


Who = Annotated[Actor, Depends(actor)]


def reader(zone: str = SCHOOL.name) -> Zone:
    """Where the reader is, by the name of a time zone."""
    try:
        return Zone(zone)
    except InvalidInputError as error:
        raise HTTPException(422, str(error)) from error


Reader = Annotated[Zone, Depends(reader)]


def when(text: str) -> Instant:
    """A time that came with a request; it has to have its offset."""
    try:
        return Instant.parse(text)
    except InvalidInputError as error:
        raise HTTPException(422, str(error)) from error


def told(answer: Booking | BookingRefusal, zone: Zone = SCHOOL) -> JSONResponse:
    """An answer as JSON: what stands, or 409 and everything that stands in the way."""
    if isinstance(answer, BookingRefusal):
        found = [{"kind": one.kind, "text": one.text} for one in answer.objections]
        return JSONResponse({"refused": found}, 409)
    return JSONResponse(shown(answer, zone))


def shown(booking: Booking, zone: Zone) -> dict[str, Any]:
    """How a meeting stands, in the reader's own time."""
    start = booking.start
    return {
        "meeting": booking.meeting,
        "state": booking.state,
        "version": booking.version,
        "time": start and shown_time(start, 15, school=SCHOOL, viewer=zone).text,
    }


@app.get("/bookings")
async def get_bookings(who: Who, zone: Reader) -> JSONResponse:
    """How the meetings of whoever asks stand: a parent's own page."""
    service: Service = app.state.service
    found = await service.run(bookings_of(service.desk, who, at=now()))
    if isinstance(found, BookingRefusal):
        return told(found)
    return JSONResponse([shown(one, zone) for one in found])


@app.get("/meetings/{meeting}/offers")
async def get_offers(meeting: str, who: Who, zone: Reader) -> JSONResponse:
    """The starts that can be booked, in the reader's own time."""
    service: Service = app.state.service
    found = await service.run(offers(service.desk, meeting, by=who, at=now()))
    if isinstance(found, BookingRefusal):
        return told(found)
    rows: list[dict[str, Any]] = [
        {
            "start": one.start.isoformat(),
            "time": shown_time(one.start, 15, school=SCHOOL, viewer=zone).text,
            "others_who_would_have_none": one.crowds_out,
        }
        for one in found
    ]
    return JSONResponse(rows)


@app.put("/meetings/{meeting}/booking")
async def put_booking(
    meeting: str,
    start: str,
    who: Who,
    idempotency_key: Annotated[str | None, Header()] = None,
    moves: bool = False,  # noqa: FBT001, FBT002  a query parameter
) -> JSONResponse:
    """Book a meeting, or move it; a repeated key gets the first answer."""
    service: Service = app.state.service
    command = move if moves else book
    operation = command(
        service.desk, meeting, start=when(start), by=who, at=now(), request=idempotency_key
    )
    return told(await service.run(operation))


@app.delete("/meetings/{meeting}/booking")
async def delete_booking(
    meeting: str, who: Who, idempotency_key: Annotated[str | None, Header()] = None
) -> JSONResponse:
    """Cancel a booking; whoever waits for the time is offered it."""
    service: Service = app.state.service
    operation = cancel(service.desk, meeting, by=who, at=now(), request=idempotency_key)
    return told(await service.run(operation))
