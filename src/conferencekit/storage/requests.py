"""Requests that are carried out once, however often they are sent.

A client that hears no answer cannot know whether it was heard. It sends the same request again,
under the same id: what was done is not done again, and it is told what it would have been told.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import attrs

from conferencekit.errors import InvalidInputError, StoreCorruptError, shorten
from conferencekit.storage.model import Body, Decision, Document, Key, Operation, key
from conferencekit.storage.protocols import Store
from conferencekit.time import Instant
from conferencekit.wire import JsonValue, dump_json

__all__ = ["forget_requests", "once"]

R = TypeVar("R")

_KIND: Final = "request"
_PREFIX: Final = "request/"


def _as_it_is(value: Any) -> Any:  # noqa: ANN401
    return value


def once(
    operation: Operation[R],
    request: str,
    *,
    asks: JsonValue,
    at: Instant,
    write: Callable[[R], JsonValue] = _as_it_is,
    read: Callable[[Any], R] = _as_it_is,
) -> Operation[R]:
    """An operation that is carried out once, however often it is run under one request id.

    The first answer is kept beside what was done, in the same transaction, and every repeat gets
    it; a refusal too, so that a request that comes late, after its sender has given it up, does
    nothing.

    Args:
        operation: What to do.
        request: The id its sender gave the request, such as a UUID.
        asks: What is asked for, to tell a repeat from another request under the same id.
        at: When it is carried out; see :func:`forget_requests`.
        write: From an answer to JSON-shaped data. Needed where the answer is not of that shape.
        read: And back.

    Returns:
        An operation. Run, it raises InvalidInputError where the id was used for something else.
    """
    place = key(_KIND, request)
    print_ = hashlib.sha256(dump_json(asks).encode()).hexdigest()

    def decide(documents: Mapping[Key, Document]) -> Decision[R]:
        if place in documents:
            return Decision(read(_answer(documents[place], print_, request)))
        rest = {name: document for name, document in documents.items() if name != place}
        decision = operation.decide(rest)
        data = {"asks": print_, "answer": write(decision.result), "at": at.isoformat()}
        return attrs.evolve(decision, put={**decision.put, place: Body(_KIND, 1, data)})

    return Operation((*operation.keys, place), decide, operation.shared)


def forget_requests(store: Store, *, before: Instant) -> int:
    """Forget the answers to requests carried out before an instant; how many there were.

    A request that is repeated after that is carried out again: keep answers for longer than any
    client goes on repeating, such as a week.
    """
    forgotten, after = 0, None
    while True:
        page = store.scan(_PREFIX, after=after)
        for document in page.documents:
            if _at(document) < before:
                forgotten += store.transact([document.key], _deleting(document.key, before))
        after = page.after
        if after is None:
            return forgotten


def _deleting(place: Key, before: Instant) -> Callable[[Mapping[Key, Document]], Decision[int]]:
    def decide(documents: Mapping[Key, Document]) -> Decision[int]:
        if place in documents and _at(documents[place]) < before:
            return Decision(1, delete=frozenset({place}))
        return Decision(0)

    return decide


def _at(document: Document) -> Instant:
    try:
        return Instant.parse(document.body.data["at"])  # type: ignore[arg-type]  # or it raises
    except (InvalidInputError, KeyError, TypeError) as error:
        raise StoreCorruptError(f"{document.key} cannot be read: {error}") from error


def _answer(document: Document, print_: str, request: str) -> JsonValue:
    data = document.body.data
    if document.body.kind != _KIND or not {"asks", "answer"} <= data.keys():
        raise StoreCorruptError(f"{document.key} is no answer to a request")
    if data["asks"] != print_:
        text = f"the id {shorten(request)} was used for another request"
        raise InvalidInputError.single("request", text, "give each request an id of its own")
    return data["answer"]
