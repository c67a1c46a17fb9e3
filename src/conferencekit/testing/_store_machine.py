"""Random walks over a store, step by step beside the store in memory."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from conferencekit.errors import InvalidInputError
from conferencekit.storage import Decision, Event, Store
from conferencekit.storage.memory import MemoryStore
from conferencekit.testing._stand import Skipped, Stand, body, same

__all__ = ["CASES"]


def random_walks_agree_with_memory(stand: Stand) -> None:
    """Whatever is written, deleted, told and refused, both stores say the same of it."""
    if not stand.examples:
        raise Skipped("no walks were asked for")
    try:
        from hypothesis import HealthCheck, settings  # noqa: PLC0415  an extra
        from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415
    except ImportError:
        raise Skipped("needs the extra 'testing'") from None
    few = settings(
        max_examples=stand.examples,
        stateful_step_count=20,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with stand.open() as store:
        run_state_machine_as_test(_machine(store), settings=few)


def _machine(store: Store) -> Any:  # noqa: ANN401  a class, of types of an extra
    """A state machine each of whose runs has a part of the store to itself."""
    from hypothesis import strategies as st  # noqa: PLC0415
    from hypothesis.stateful import RuleBasedStateMachine, invariant, rule  # noqa: PLC0415

    all_names = ("a", "b", "c/d", "c/e", "é", "c")
    names = st.sampled_from(all_names)
    texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
    runs = count()

    class Walk(RuleBasedStateMachine):
        """A part of the store, and a store in memory."""

        def __init__(self) -> None:
            super().__init__()
            self.prefix = f"run{next(runs)}/"
            self.model = MemoryStore()
            self.first = 0
            while page := store.events(after=self.first, limit=10_000).events:
                self.first = page[-1].number

        def key(self, name: str) -> str:
            """Where a document is in the store."""
            return self.prefix + name

        @rule(
            puts=st.dictionaries(names, st.integers() | texts, max_size=3),
            deletes=st.sets(names, max_size=2),
            told=st.integers(0, 2),
            fails=st.booleans(),
        )
        def change(
            self, puts: dict[str, object], deletes: set[str], told: int, *, fails: bool
        ) -> None:
            """Write, delete and tell, all at once; or fail after that was decided."""
            events = tuple(Event(f"event {number}") for number in range(told))
            if fails:
                events += (Event("bad", {"x": float("nan")}),)
            found = _changed(store, self.key, puts, deletes, events)
            same(found, _changed(self.model, str, puts, deletes, events), "the outcome")

        @rule(prefix=st.sampled_from(["", "c", "c/", "a", "x"]), limit=st.integers(1, 3))
        def scan(self, prefix: str, limit: int) -> None:
            """All pages are the same."""
            after, model_after = None, None
            while True:
                page = store.scan(self.key(prefix), after=after, limit=limit)
                wanted = self.model.scan(prefix, after=model_after, limit=limit)
                same(
                    [(one.key, one.version, one.body) for one in page.documents],
                    [(self.key(one.key), one.version, one.body) for one in wanted.documents],
                    "a page",
                )
                after, model_after = page.after, wanted.after
                same(after is None, model_after is None, "whether it is the last page")
                if after is None:
                    return

        @invariant()
        def agree(self) -> None:
            """Documents with their versions, and all events."""
            found = store.read([self.key(name) for name in all_names])
            wanted = self.model.read(all_names)
            same(
                {key: (one.version, one.body) for key, one in found.items()},
                {self.key(key): (one.version, one.body) for key, one in wanted.items()},
                "documents",
            )
            same(
                [one.event for one in store.events(after=self.first, limit=10_000).events],
                [one.event for one in self.model.events(limit=10_000).events],
                "events",
            )

    return Walk


def _changed(
    store: Store,
    place: Callable[[str], str],
    puts: Mapping[str, object],
    deletes: set[str],
    events: tuple[Event, ...],
) -> object:
    """What comes of a change: None, or the kind of the error."""
    decision: Decision[None] = Decision(
        None,
        put={place(name): body(value) for name, value in puts.items()},
        delete=frozenset(map(place, deletes)),
        events=events,
    )
    keys = [place(name) for name in (*puts, *deletes)]
    try:
        return store.transact(keys, lambda _: decision)
    except InvalidInputError as error:
        return type(error)


CASES = (random_walks_agree_with_memory,)
