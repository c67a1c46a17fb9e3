"""The contract of stores where several threads use one at once."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from conferencekit.storage import Decision, Document, Event, Store
from conferencekit.testing._ledger import audit, random_step, told
from conferencekit.testing._stand import Stand, body, calling, expect, put, same

__all__ = ["CASES"]

Documents = Mapping[str, Document]

_A_MOMENT: Final = 0.001


def together(*works: Callable[[], object]) -> None:
    """Do some things at once, and wait for all of them."""
    for future in [calling(work) for work in works]:
        future.result()


def put_all(store: Store, value: object, *keys: str) -> None:
    """Write the same into some documents, in one transaction."""
    decision: Decision[None] = Decision(None, put={key: body(value) for key in keys})
    store.transact(keys, lambda _: decision)


def tell(store: Store, name: str) -> None:
    """Tell something, and do nothing else."""
    decision: Decision[None] = Decision(None, events=(Event("told", {"name": name}),))
    store.transact([], lambda _: decision)


def threads_lose_no_writes(stand: Stand) -> None:
    """Eight threads count one document up, and none of it is lost."""
    with stand.open() as store:

        def count(documents: Documents) -> Decision[None]:
            now: Any = documents["n"].body.data["value"] if "n" in documents else 0
            return Decision(None, put={"n": body(now + 1)})

        def work() -> None:
            for _ in range(25):
                store.transact(["n"], count)

        together(*[work] * 8)
        same(store.read(["n"]).get("n"), Document("n", 200, body(200)), "the count")


def one_of_many_makes_what_is_absent(stand: Stand) -> None:
    """Eight threads want the same empty place: one gets it, seven are told no."""
    with stand.open() as store:
        for number in range(8):
            place = f"slot/{number}"
            won: list[int] = []

            def take(place: str, mine: int, won: list[int]) -> None:
                def decide(documents: Documents) -> Decision[bool]:
                    if place in documents:
                        return Decision(result=False)
                    return Decision(result=True, put={place: body(mine)})

                if store.transact([place], decide):
                    won.append(mine)

            together(*(lambda m=mine, p=place, w=won: take(p, m, w) for mine in range(8)))
            same(len(won), 1, "how many got the place")
            same(store.read([place])[place], Document(place, 1, body(won[0])), "who is in it")


def what_is_shared_holds_to_the_end(stand: Stand) -> None:
    """Two may each go only while the other stays: one at the most goes (no write skew)."""
    with stand.open() as store:
        for _ in range(25):
            for name in ("x", "y"):
                put(store, name, "here")

            def go(mine: str, other: str) -> None:
                def decide(documents: Documents) -> Decision[None]:
                    if documents[other].body != body("here"):
                        return Decision(None)
                    return Decision(None, put={mine: body("gone")})

                store.transact([mine], decide, shared=[other])

            together(lambda: go("x", "y"), lambda: go("y", "x"))
            left = [one.key for one in store.read(["x", "y"]).values() if one.body == body("here")]
            same(len(left), 1, "how many stayed")


def reads_are_of_one_instant(stand: Stand) -> None:
    """What is always written together is always seen together, by reads and by decisions."""
    with stand.open() as store:
        done: list[bool] = []

        def write() -> None:
            for number in range(100):
                put_all(store, number, "a", "b", "c")
            done.append(True)

        def look() -> None:
            while not done:
                time.sleep(_A_MOMENT)  # or who writes would hardly get a turn
                for found in (
                    store.read(["a", "b", "c"]),
                    store.transact([], Decision, shared=["c", "b", "a"]),
                ):
                    values = {str(one.body.data["value"]) for one in found.values()}
                    expect(len(values) <= 1, f"saw {values}, of several instants")

        together(write, look, look)


def any_order_of_keys_goes_through(stand: Stand) -> None:
    """Threads that declare the same keys in opposite orders, written or shared, all end."""
    with stand.open() as store:

        def work(mine: list[str], shared: list[str]) -> None:
            bodies = {name: body(1) for name in mine}
            for _ in range(20):
                store.transact(mine, lambda _: Decision(None, put=bodies), shared=shared)

        together(
            lambda: work(["a", "b"], ["c", "d"]),
            lambda: work(["d", "c"], ["b", "a"]),
            lambda: work(["c", "a"], ["d", "b"]),
            lambda: work(["b", "d"], ["a", "c"]),
        )
        versions = {name: one.version for name, one in store.read(["a", "b", "c", "d"]).items()}
        same(versions, dict.fromkeys("abcd", 40), "versions")


def events_have_no_gaps(stand: Stand) -> None:
    """Who reads on after the last number misses nothing that others tell meanwhile."""
    with stand.open() as store:
        done: list[int] = []

        def write(mine: int) -> None:
            for number in range(40):
                name = f"{mine}.{number}"
                tell(store, name)
            done.append(mine)

        seen: list[tuple[int, str]] = []

        def follow() -> None:
            after, last = 0, False
            while not last:
                time.sleep(_A_MOMENT)
                last = len(done) == 4  # noqa: PLR2004  all of them, before this page is read
                page = store.events(after=after, limit=7)
                last = last and not page.events
                after = page.after
                seen.extend((one.number, str(one.event.data["name"])) for one in page.events)

        together(*(lambda m=mine: write(m) for mine in range(4)), follow)
        numbers = [number for number, _ in seen]
        same(numbers, sorted(set(numbers)), "the numbers, as they came")
        wanted = {f"{mine}.{number}" for mine in range(4) for number in range(40)}
        same(wanted - {name for _, name in seen}, set(), "what was missed")
        for mine in range(4):
            own = [name for _, name in seen if name.startswith(f"{mine}.")]
            same(own, [f"{mine}.{number}" for number in range(40)], "what one of them told")


def threads_are_serialisable(stand: Stand) -> None:
    """What random transactions of four threads saw and did could have happened one by one."""
    acknowledged: list[str] = []

    def work(store: Store, mine: int) -> None:
        generator = random.Random(mine)  # noqa: S311  no secret depends on it
        for number in range(60):
            name = f"{mine}.{number}"
            random_step(name, generator).run(store)
            acknowledged.append(name)

    with stand.open() as store:
        together(*(lambda m=mine: work(store, m) for mine in range(4)))
        same(audit(store, told(store), acknowledged), (), "the history")


CASES = (
    threads_lose_no_writes,
    one_of_many_makes_what_is_absent,
    what_is_shared_holds_to_the_end,
    reads_are_of_one_instant,
    any_order_of_keys_goes_through,
    events_have_no_gaps,
    threads_are_serialisable,
)
