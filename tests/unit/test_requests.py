"""A request is carried out once; an operation may ask for further documents; async is the same."""

import asyncio
from collections.abc import Mapping

import pytest

from conferencekit.errors import InvalidInputError, StorageError, StoreCorruptError
from conferencekit.storage import (
    Body,
    Decision,
    Document,
    Event,
    NeedKeys,
    Operation,
    forget_requests,
    once,
    to_async,
)
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant

NOW = Instant.parse("2026-11-24T15:00Z")


def counting(most: int = 9) -> Operation[int]:
    """Count one further; refuse, with 0, beyond a number."""

    def decide(documents: Mapping[str, Document]) -> Decision[int]:
        now = documents["n"].body.data["n"] if "n" in documents else 0
        assert isinstance(now, int)
        if now >= most:
            return Decision(0)
        data = {"n": now + 1}
        return Decision(now + 1, put={"n": Body("n", 1, data)}, events=(Event("counted", data),))

    return Operation(("n",), decide)


def test_a_repeat_gets_the_first_answer_and_does_nothing() -> None:
    """However often; another request is another."""
    store = MemoryStore()
    for request, answer in (("a", 1), ("a", 1), ("b", 2), ("a", 1), ("b", 2)):
        assert once(counting(), request, asks=["count"], at=NOW).run(store) == answer
    assert [one.event.data["n"] for one in store.events().events] == [1, 2]


def test_a_refusal_is_kept_too() -> None:
    """A request that comes again, late, after its sender has given it up, does nothing."""
    store = MemoryStore()
    assert once(counting(0), "a", asks=["count"], at=NOW).run(store) == 0
    assert once(counting(9), "a", asks=["count"], at=NOW).run(store) == 0
    assert store.read(["n"]) == {}


def test_an_id_is_for_one_request() -> None:
    """Under which nothing else may be asked."""
    store = MemoryStore()
    once(counting(), "a", asks=["count"], at=NOW).run(store)
    with pytest.raises(InvalidInputError, match="'a' was used for another request"):
        once(counting(), "a", asks=["other"], at=NOW).run(store)


def test_answers_are_written_and_read() -> None:
    """Where they are not JSON."""
    operation = Operation(("n",), lambda _: Decision(NOW))
    store = MemoryStore()
    for _ in range(2):
        wrapped = once(
            operation, "a", asks=None, at=NOW, write=Instant.isoformat, read=Instant.parse
        )
        assert wrapped.run(store) == NOW


def test_answers_are_forgotten_by_their_age() -> None:
    """And the request may be carried out again; other documents stay."""
    store = MemoryStore()
    for number in range(250):
        at = NOW.plus(minutes=number)
        once(counting(999), f"r{number}", asks=[], at=at).run(store)
    assert forget_requests(store, before=NOW.plus(minutes=249)) == 249
    assert forget_requests(store, before=NOW.plus(minutes=249)) == 0
    assert once(counting(999), "r249", asks=[], at=NOW).run(store) == 250
    assert once(counting(999), "r0", asks=[], at=NOW).run(store) == 251


def test_what_is_no_answer_says_so() -> None:
    """Where something else stands in its place."""
    store = MemoryStore()
    store.transact(["request/a"], lambda _: Decision(None, put={"request/a": Body("x", 1, {})}))
    with pytest.raises(StoreCorruptError, match="request/a"):
        once(counting(), "a", asks=[], at=NOW).run(store)
    with pytest.raises(StoreCorruptError, match="request/a"):
        forget_requests(store, before=NOW)


def following() -> Operation[str]:
    """Find in one document which other it is about, and write that."""

    def decide(documents: Mapping[str, Document]) -> Decision[str]:
        target = documents["pointer"].body.data["to"]
        assert isinstance(target, str)
        if target not in documents:
            raise NeedKeys([target], shared=["pointer", "rules"])
        return Decision(target, put={target: Body("t", 1, {"found": True})})

    return Operation((), decide, shared=("pointer",))


def test_a_decision_may_ask_for_further_documents() -> None:
    """And starts over with them; but not for what it was given, for that would never end."""
    store = MemoryStore()
    put = {"pointer": Body("p", 1, {"to": "x"}), "x": Body("t", 1, {})}
    store.transact(["pointer", "x"], lambda _: Decision(None, put=put))
    assert following().run(store) == "x"
    assert store.read(["x"])["x"].body.data == {"found": True}
    store.transact(["x"], lambda _: Decision(None, delete=frozenset({"x"})))
    with pytest.raises(StorageError, match="asks for"):
        following().run(store)


def test_async_is_the_same() -> None:
    """The same operations, the same answers, tasks side by side."""
    store = MemoryStore()
    other = to_async(store)

    async def work() -> list[int]:
        answers = [counting(99).run_async(other) for _ in range(20)]
        done = await asyncio.gather(*answers)
        assert (await other.events(limit=5)).after == 5
        assert [one.key for one in (await other.scan("")).documents] == ["n"]
        assert (await other.read(["n"]))["n"].version == 20
        put = {"pointer": Body("p", 1, {"to": "x"}), "x": Body("t", 1, {})}
        await other.transact(["pointer", "x"], lambda _: Decision(None, put=put))
        assert await following().run_async(other) == "x"
        return done

    assert sorted(asyncio.run(work())) == list(range(1, 21))
