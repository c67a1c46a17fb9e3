"""The contract of stores, case by case: documents, decisions, pages and events."""

from collections.abc import Mapping
from typing import Any

from conferencekit.errors import InvalidInputError, StorageError, UndeclaredKeyError
from conferencekit.storage import (
    Body,
    Decision,
    Document,
    Event,
    NeedKeys,
    Operation,
    Store,
    key,
    once,
)
from conferencekit.testing._stand import Broken, Skipped, Stand, body, expect, put, same
from conferencekit.time import Instant

Documents = Mapping[str, Document]

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**53 + 1, 2**70, -(2**63), 10**30),
    *(0.0, 1.0, -0.0, 0.1, 1e22, 1e-300, 1.7976931348623157e308, 5e-324),
    *("", " ", "ü", "u\u0308", "😀", "\\u0000", "\u2028", "'\"\\;--", "%_*?[a]", "\x7f", "\n\r\t"),
    *([], {}, [[]], {"": ""}, {"a": {"b": [1, {"c": None}]}}, {"a b": 2, "ключ": 1}),
)


def raised(call: Any, *kinds: type[BaseException]) -> BaseException:  # noqa: ANN401
    """The error of one of some kinds that a call raises."""
    try:
        call()
    except kinds as error:
        return error
    raise Broken(f"did not raise {' or '.join(kind.__name__ for kind in kinds)}")


def delete(store: Store, *keys: str) -> None:
    """Delete documents."""
    store.transact(keys, lambda _: Decision(None, delete=frozenset(keys)))


def tell(store: Store, *events: Event) -> None:
    """Tell something, and do nothing else."""
    store.transact([], lambda _: Decision(None, events=events))


def what_is_put_is_read(stand: Stand) -> None:
    """A document is read as it was written, with its kind and schema; others are left out."""
    with stand.open() as store:
        same(dict(store.read(["a"])), {}, "an empty store")
        written = Body("kind of thing", 7, {"x": 1})
        store.transact(["a"], lambda _: Decision(None, put={"a": written}))
        same(dict(store.read(["a", "b", "a"])), {"a": Document("a", 1, written)}, "a and b")
        same(dict(store.read([])), {}, "no keys")


def versions_count_writes(stand: Stand) -> None:
    """1, 2, 3, ..., by key."""
    with stand.open() as store:
        for version in (1, 2, 3):
            put(store, "a", "the same")
            same(store.read(["a"])["a"].version, version, "the version")
        put(store, "b")
        same(store.read(["b"])["b"].version, 1, "the version of another")


def versions_are_not_used_again(stand: Stand) -> None:
    """Not even after the document was deleted."""
    with stand.open() as store:
        put(store, "a")
        put(store, "a")
        delete(store, "a")
        same(dict(store.read(["a"])), {}, "what was deleted")
        put(store, "a")
        same(store.read(["a"])["a"].version, 3, "the version after two writes and a deletion")


def deleting_what_is_not_there_does_nothing(stand: Stand) -> None:
    """Neither raises nor counts."""
    with stand.open() as store:
        delete(store, "a")
        put(store, "a")
        same(store.read(["a"])["a"].version, 1, "the version")


def json_comes_back_as_it_was(stand: Stand) -> None:
    """Whole numbers of any size, floats to the last bit, any text, any nesting; types too."""
    with stand.open() as store:
        for value in VALUES:
            put(store, "a", value)
            found = store.read(["a"])["a"].body.data["value"]
            same((repr(found), type(found)), (repr(value), type(value)), "a value")
        events = tuple(Event("told", {"value": value}) for value in VALUES)
        tell(store, *events)
        told = [one.event.data["value"] for one in store.events().events]
        same(repr(told), repr(list(VALUES)), "values in events")


def what_json_cannot_say_is_refused(stand: Stand) -> None:
    """And what databases cannot keep: nothing of the decision is done."""
    with stand.open() as store:
        for value in (float("nan"), float("inf"), "a\0b", "\ud800", {1, 2}, b"x", object()):
            bad = {"a": body("good"), "b": body(value)}
            decisions: tuple[Decision[None], ...] = (
                Decision(None, put=bad, events=(Event("told"),)),
                Decision(None, put={"a": body("good")}, events=(Event("told", {"x": value}),)),  # type: ignore[dict-item]
            )
            for decision in decisions:
                raised(
                    lambda d=decision: store.transact(["a", "b"], lambda _: d), InvalidInputError
                )
        same(dict(store.read(["a", "b"])), {}, "after refusals")
        same(store.events().events, (), "events after refusals")


def keys_are_told_apart_exactly(stand: Stand) -> None:
    """By code points: no case, accents, blanks or patterns are folded."""
    names = ["a", "A", "á", "a\u0301", "a ", " a", "%", "_", "*", "a/b", "a//b", "a\\b", "é" * 250]
    with stand.open() as store:
        for name in names:
            put(store, name, name)
        for name in names:
            same(store.read([name])[name].body, body(name), f"the document {name!a}")
        same([one.key for one in store.scan("").documents], sorted(names), "the order")


def keys_no_store_could_keep_are_refused(stand: Stand) -> None:
    """Empty ones, ones over 500 characters, NUL, half a character; one text for many keys."""
    with stand.open() as store:
        put(store, "k" * 500)
        for name in ("", "k" * 501, "a\0", "\ud800"):
            raised(lambda n=name: store.read([n]), InvalidInputError)
            raised(lambda n=name: put(store, n), InvalidInputError)
        raised(lambda: store.read("text"), InvalidInputError)
        raised(lambda: store.transact("text", lambda _: Decision(None)), InvalidInputError)
        same(len(store.scan("").documents), 1, "documents")


def large_documents_and_many_keys(stand: Stand) -> None:
    """A megabyte in one document; two thousand documents in one decision."""
    with stand.open() as store:
        put(store, "large", "x" * 1_000_000)
        same(len(str(store.read(["large"])["large"].body.data["value"])), 1_000_000, "its length")
        names = [f"n{number}" for number in range(2000)]
        bodies = {name: body(name) for name in names}
        store.transact(names, lambda _: Decision(None, put=bodies))
        same(len(store.read(names)), 2000, "documents")


def what_was_read_does_not_change(stand: Stand) -> None:
    """By later writes, or by changing what was written or read."""
    data: dict[str, Any] = {"list": [1]}
    with stand.open() as store:
        store.transact(["a"], lambda _: Decision(None, put={"a": Body("t", 1, data)}))
        data["list"].append(2)
        before = store.read(["a"])["a"]
        same(before.body.data, {"list": [1]}, "after what was given has changed")
        again: Any = store.read(["a"])["a"].body.data
        again["list"].append(3)
        same(store.read(["a"])["a"].body.data, {"list": [1]}, "after what was read has changed")
        put(store, "a", 5)
        same(before.body.data, {"list": [1]}, "after a later write")


def a_decision_sees_what_was_declared(stand: Stand) -> None:
    """Keys and shared keys, those that exist; and its result comes back as it is."""
    result = object()
    seen: list[list[str]] = []
    with stand.open() as store:
        for name in ("a", "b", "c"):
            put(store, name, name)

        def decide(documents: Documents) -> Decision[object]:
            seen.append(sorted(documents))
            return Decision(result, put={"x": body(1)})

        got = store.transact(["a", "x", "a"], decide, shared=["b", "y"])
        expect(got is result, f"the result {got!r} is not the decision's own")
    expect(seen and all(some == ["a", "b"] for some in seen), f"it was shown {seen}")


def the_last_decision_counts(stand: Stand) -> None:
    """Where a store asks more than once, what it writes is what it returns."""
    asked: list[int] = []
    with stand.open() as store:

        def decide(_: Documents) -> Decision[int]:
            asked.append(1)
            return Decision(len(asked), put={"a": body(len(asked))})

        got = store.transact(["a"], decide)
        same(store.read(["a"])["a"].body, body(got), "what was written")
        same(store.read(["a"])["a"].version, 1, "its version")


def nothing_is_done_where_deciding_fails(stand: Stand) -> None:
    """The exception goes to the caller, whatever it is, and the store goes on."""
    with stand.open() as store:
        put(store, "a", 1)
        for kind in (KeyError, ValueError, KeyboardInterrupt):

            def decide(documents: Documents, kind: type[BaseException] = kind) -> Decision[None]:
                raise kind(sorted(documents))

            if kind is not KeyboardInterrupt or not stand.is_async:  # it would end the loop
                raised(lambda d=decide: store.transact(["a"], d), kind)
            put(store, "b")
        same(store.read(["a"])["a"].version, 1, "the version")


def late_failures_undo_all(stand: Stand) -> None:
    """A decision that fails when it is asked again, under locks, leaves nothing."""
    asked: list[int] = []
    with stand.open() as store:

        def decide(_: Documents) -> Decision[None]:
            asked.append(1)
            if len(asked) > 1:
                raise KeyError
            return Decision(None, put={"a": body(1)}, events=(Event("told"),))

        try:
            store.transact(["a"], decide)
        except KeyError:
            same(dict(store.read(["a"])), {}, "after the failure")
            same(store.events().events, (), "events after the failure")
        put(store, "a", 2)


def what_was_not_declared_is_not_written(stand: Stand) -> None:
    """Neither put nor deleted, shared keys neither; nor is anything else of that decision done."""
    with stand.open() as store:
        put(store, "s", 1)
        decisions: tuple[Decision[None], ...] = (
            Decision(None, put={"a": body(1), "b": body(1)}, events=(Event("told"),)),
            Decision(None, put={"a": body(1), "s": body(2)}),
            Decision(None, put={"a": body(1)}, delete=frozenset({"s"})),
        )
        for decision in decisions:
            raised(
                lambda d=decision: store.transact(["a"], lambda _: d, shared=["s"]),
                UndeclaredKeyError,
            )
        same(sorted(store.read(["a", "b", "s"])), ["s"], "documents")
        same(store.read(["s"])["s"], Document("s", 1, body(1)), "what was shared")
        same(store.events().events, (), "events")


def a_key_may_be_written_and_shared(stand: Stand) -> None:
    """Then it may be written."""
    with stand.open() as store:
        store.transact(["a"], lambda _: Decision(None, put={"a": body(1)}), shared=["a"])
        same(store.read(["a"])["a"].body, body(1), "what was written")


def putting_wins_over_deleting(stand: Stand) -> None:
    """Where a decision says both."""
    with stand.open() as store:
        put(store, "a", 1)
        both: Decision[None] = Decision(None, put={"a": body(2)}, delete=frozenset({"a"}))
        store.transact(["a"], lambda _: both)
        same(store.read(["a"])["a"], Document("a", 2, body(2)), "what was written")


def deciding_nothing_does_nothing(stand: Stand) -> None:
    """A refusal is a result like any other; no keys at all are allowed."""
    with stand.open() as store:
        put(store, "a", 1)
        same(store.transact(["a", "b"], lambda _: Decision("no")), "no", "the refusal")
        same(store.transact([], lambda _: Decision(3)), 3, "the result without keys")
        same(store.read(["a"])["a"].version, 1, "the version")
        same(len(store.scan("").documents), 1, "documents")
        same(store.events().events, (), "events")


def a_decision_uses_no_store(stand: Stand) -> None:
    """It might act on what changes before its own changes are written."""
    if stand.is_async:
        raise Skipped("a decision cannot await")
    with stand.open() as store:
        calls = (
            lambda: store.read(["a"]),
            lambda: store.scan(""),
            store.events,
            lambda: put(store, "a"),
        )
        for call in calls:
            raised(lambda c=call: store.transact(["a"], lambda _: Decision(c())), StorageError)
        put(store, "a")


def keys_can_be_asked_for(stand: Stand) -> None:
    """A decision that finds which documents it is about gets them."""
    with stand.open() as store:
        put(store, "pointer", "x")

        def decide(documents: Documents) -> Decision[str]:
            target = str(documents["pointer"].body.data["value"])
            if target not in documents:
                raise NeedKeys([target, f"new {target}"])
            return Decision(target, put={f"new {target}": body(target)})

        put(store, "x", 1)
        same(Operation((), decide, ("pointer",)).run(store), "x", "the result")
        same(store.read(["new x"])["new x"].body, body("x"), "what was written")


def requests_are_carried_out_once(stand: Stand) -> None:
    """A repeat gets the first answer, and nothing is done."""
    now = Instant.parse("2026-11-24T15:00Z")
    with stand.open() as store:

        def decide(documents: Documents) -> Decision[int]:
            count = documents["n"].version + 1 if "n" in documents else 1
            return Decision(count, put={"n": body(count)}, events=(Event("counted"),))

        for request, answer in (("r", 1), ("r", 1), ("s", 2), ("r", 1)):
            operation = once(Operation(("n",), decide), request, asks=[], at=now)
            same(operation.run(store), answer, f"the answer to {request}")
        same(len(store.events().events), 2, "events")


def pages_have_all_in_order(stand: Stand) -> None:
    """By prefix, in the order of code points, however many pages; no more than asked for."""
    with stand.open() as store:
        names = [key("a", part) for part in ("é", "b", "B", "a", "z", "😀", "10", "9", "~")]
        for name in (*names, "b/x", "a", "a0"):
            put(store, name, name)
        for limit in (1, 2, 3, len(names), 50):
            same(_paged(store, "a/", limit), sorted(names), f"pages of {limit}")
        same(store.scan("nothing").documents, (), "what is not there")
        page = store.scan("a/", after="a/~")
        same((page.documents, page.after), ((), None), "beyond the last")


def _paged(store: Store, prefix: str, limit: int) -> list[str]:
    """The keys of all pages."""
    found: list[str] = []
    after = None
    while True:
        page = store.scan(prefix, after=after, limit=limit)
        expect(len(page.documents) <= limit, f"a page of {len(page.documents)}, not {limit}")
        found += [document.key for document in page.documents]
        expect(page.after is None or page.after != after, "a page leads back to itself")
        after = page.after
        if after is None:
            return found


def prefixes_are_plain_text(stand: Stand) -> None:
    """No patterns, no case; the last characters there are make no difference."""
    names = ["a%b", "a_b", "axb", "a*", "A%", "\ud7ff1", "\ue0001", "\U0010ffff1", "\U0010ffff"]
    with stand.open() as store:
        for name in names:
            put(store, name)
        for prefix in ("a", "a%", "a_", "a*", "A", "\ud7ff", "\U0010ffff", "%", ""):
            wanted = sorted(name for name in names if name.startswith(prefix))
            same(_paged(store, prefix, 2), wanted, f"what starts with {prefix!a}")


def what_is_deleted_is_in_no_page(stand: Stand) -> None:
    """Nor what was only declared."""
    with stand.open() as store:
        for name in ("a", "b", "c"):
            put(store, name)
        delete(store, "b")
        store.transact(["d"], lambda _: Decision(None, events=(Event("told"),)), shared=["e"])
        same(_paged(store, "", 1), ["a", "c"], "pages of one")


def pages_go_on_where_others_write(stand: Stand) -> None:
    """What is there throughout comes once, whatever is written and deleted between the pages."""
    with stand.open() as store:
        for number in range(20):
            put(store, f"k{number:02}")
        found, after, page_number = [], None, 0
        while True:
            page = store.scan("k", after=after, limit=3)
            found += [one.key for one in page.documents]
            after = page.after
            if after is None:
                break
            put(store, f"k{page_number:02}-before")
            if page_number < 3:  # noqa: PLR2004
                delete(store, f"k{page_number:02}")
            page_number += 1
        throughout = [f"k{number:02}" for number in range(3, 20)]
        same([one for one in found if one in throughout], throughout, "what is there throughout")
        same(len(found), len(set(found)), "how many come, without repeats")


def limits_are_checked(stand: Stand) -> None:
    """Less than one thing cannot be asked for, nor events after what is no number."""
    with stand.open() as store:
        put(store, "a", told="told")
        for bad in (0, -1, 1.5, "1", None):
            raised(lambda b=bad: store.scan("", limit=b), InvalidInputError)
            raised(lambda b=bad: store.events(limit=b), InvalidInputError)
        for bad in (-1, "0", None):
            raised(lambda b=bad: store.events(after=b), InvalidInputError)
        same(len(store.scan("", limit=2**70).documents), 1, "with a limit beyond all bounds")
        same(store.events(after=2**70).events, (), "events after a number beyond all bounds")


def events_come_in_order(stand: Stand) -> None:
    """With rising numbers; those of one decision as it says; read on from anywhere."""
    with stand.open() as store:
        same(store.events().events, (), "an empty store")
        for number in range(6):
            tell(store, Event("tick", {"n": number}), Event("tock", {"n": number}))
        page = store.events()
        told = [(one.event.kind, one.event.data["n"]) for one in page.events]
        same(told, [(kind, n) for n in range(6) for kind in ("tick", "tock")], "events")
        numbers = [one.number for one in page.events]
        expect(numbers == sorted(set(numbers)), f"the numbers {numbers} do not rise")
        expect(numbers[0] >= 1, f"the first number is {numbers[0]}, below 1")
        for place, number in enumerate(numbers):
            rest = store.events(after=number, limit=2)
            same(rest.events, page.events[place + 1 : place + 3], f"events after {number}")
        same(store.events(after=page.after).events, (), "events after the last")
        same(store.events(after=page.after).after, page.after, "where to go on after the last")


def events_of_failures_are_not_told(stand: Stand) -> None:
    """What did not happen is not told, and does not come later."""
    with stand.open() as store:
        bad: Decision[None] = Decision(None, put={"b": body(1)}, events=(Event("never"),))
        raised(lambda: store.transact(["a"], lambda _: bad), UndeclaredKeyError)
        put(store, "a", told="told")
        same([one.event.kind for one in store.events().events], ["told"], "events")


CASES = (
    what_is_put_is_read,
    versions_count_writes,
    versions_are_not_used_again,
    deleting_what_is_not_there_does_nothing,
    json_comes_back_as_it_was,
    what_json_cannot_say_is_refused,
    keys_are_told_apart_exactly,
    keys_no_store_could_keep_are_refused,
    large_documents_and_many_keys,
    what_was_read_does_not_change,
    a_decision_sees_what_was_declared,
    the_last_decision_counts,
    nothing_is_done_where_deciding_fails,
    late_failures_undo_all,
    what_was_not_declared_is_not_written,
    a_key_may_be_written_and_shared,
    putting_wins_over_deleting,
    deciding_nothing_does_nothing,
    a_decision_uses_no_store,
    keys_can_be_asked_for,
    requests_are_carried_out_once,
    pages_have_all_in_order,
    prefixes_are_plain_text,
    what_is_deleted_is_in_no_page,
    pages_go_on_where_others_write,
    limits_are_checked,
    events_come_in_order,
    events_of_failures_are_not_told,
)
