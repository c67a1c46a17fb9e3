"""What makes a round unusable, whoever built it. One generator for each kind of fault."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from conferencekit._checks import known, known_one, repeated_ids, whole
from conferencekit.errors import Fault, shorten
from conferencekit.time import Instant
from conferencekit.wire import is_hole

if TYPE_CHECKING:
    from conferencekit.scheduling.round import Meeting, Person, Round, Session

__all__ = ["round_faults"]


def round_faults(round_: "Round") -> Iterator[Fault]:
    """Every fault of a round, each with its path."""
    yield from whole(round_.tick_minutes, 1, "tick_minutes")
    yield from _session_faults(round_)
    for name in ("sessions", "places", "people", "pools", "meetings"):
        yield from repeated_ids(getattr(round_, name), name)
    yield from _place_faults(round_)
    yield from _people_faults(round_)
    yield from _pool_faults(round_)
    yield from _meeting_faults(round_)
    yield from _apart_faults(round_)
    for name in ("wait", "waits", "longest_wait", "visit", "gap", "preference", "missed", "moved"):
        yield from whole(getattr(round_.weights, name), 0, f"weights.{name}")


def _session_faults(round_: "Round") -> Iterator[Fault]:
    if not round_.sessions:
        yield Fault("sessions", "at least one is needed")
    for index, session in enumerate(round_.sessions):
        path = f"sessions[{index}]"
        if _is_read(session) and session.end <= session.start:
            yield Fault(path, "ends before it starts, or as it starts")
        for name in ("start", "end"):
            yield from _whole_minute(getattr(session, name), f"{path}.{name}")
    spans = [
        (session.start, session.end, f"sessions[{index}]")
        for index, session in enumerate(round_.sessions)
        if _is_sound(session)
    ]
    for one, other in pairwise(sorted(spans)):
        if other[0] < one[1]:
            yield Fault(other[2], "overlaps another session")


def _is_read(session: "Session") -> bool:
    """Whether neither end of a session is a hole."""
    return not (is_hole(session.start) or is_hole(session.end))


def _is_sound(session: "Session") -> bool:
    """Whether a session has times to hold others against."""
    return _is_read(session) and session.start < session.end


def _whole_minute(instant: Instant | None, path: str) -> Iterator[Fault]:
    if instant is not None and not instant.is_whole_minute:
        yield Fault(path, f"{instant.isoformat()} is not a whole minute")


def _windows_faults(owner: object, names: Iterable[str], path: str) -> Iterator[Fault]:
    for name in names:
        for index, span in enumerate(getattr(owner, name) or ()):
            yield from _whole_minute(span.start, f"{path}.{name}[{index}][0]")
            yield from _whole_minute(span.end, f"{path}.{name}[{index}][1]")


def _place_faults(round_: "Round") -> Iterator[Fault]:
    places = {place.id for place in round_.places}
    yield from whole(round_.travel_minutes.default, 0, "travel_minutes.default")
    for index, pair in enumerate(round_.travel_minutes.pairs):
        path = f"travel_minutes.pairs[{index}]"
        for k, place in enumerate((pair.one, pair.other)):
            yield from known_one(place, places, "place", f"{path}[{k}]")
        yield from whole(pair.minutes, 0, f"{path}[2]")


def _people_faults(round_: "Round") -> Iterator[Fault]:
    places = {place.id for place in round_.places}
    for index, person in enumerate(round_.people):
        path = f"people[{index}]"
        yield from known_one(person.place, places, "place", f"{path}.place")
        yield from _run_faults(person, path)
        yield from _windows_faults(person, ("available", "preferred"), path)


def _run_faults(person: "Person", path: str) -> Iterator[Fault]:
    for name, other in (
        ("max_run_minutes", "break_minutes"),
        ("break_minutes", "max_run_minutes"),
    ):
        value = getattr(person, name)
        if value is not None:
            yield from whole(value, 1, f"{path}.{name}")
        elif getattr(person, other) is not None:
            yield Fault(
                f"{path}.{name}", f"missing, though {other} is given", "they come together"
            )


def _pool_faults(round_: "Round") -> Iterator[Fault]:
    people = {person.id for person in round_.people}
    for index, pool in enumerate(round_.pools):
        yield from known(pool.members, people, "person", f"pools[{index}].members")


def _meeting_faults(round_: "Round") -> Iterator[Fault]:
    people = {person.id for person in round_.people}
    pools = {pool.id for pool in round_.pools}
    places = {place.id for place in round_.places}
    on_grid = _grid_test(round_)
    for index, meeting in enumerate(round_.meetings):
        path = f"meetings[{index}]"
        yield from _duration_faults(meeting, round_.tick_minutes, path)
        yield from whole(meeting.priority, 1, f"{path}.priority")
        yield from known(meeting.required, people, "person", f"{path}.required")
        yield from known(meeting.optional, people, "person", f"{path}.optional")
        yield from known(meeting.from_pools, pools, "pool", f"{path}.from_pools")
        yield from _part_faults(meeting, path)
        yield from known_one(meeting.place, places, "place", f"{path}.place")
        yield from _windows_faults(meeting, ("within",), path)
        yield from _whole_minute(meeting.previous, f"{path}.previous")
        if meeting.pinned is not None and not on_grid(meeting.pinned):
            yield Fault(f"{path}.pinned", "is not on the grid of a session")


def _duration_faults(meeting: "Meeting", tick: int, path: str) -> Iterator[Fault]:
    minutes = meeting.minutes
    if (
        type(minutes) is not int
        or minutes < 1
        or (type(tick) is int and tick > 0 and minutes % tick)
    ):
        yield Fault(
            f"{path}.minutes",
            f"{shorten(minutes)} is not a multiple above zero of the tick of {tick} minutes",
        )


def _part_faults(meeting: "Meeting", path: str) -> Iterator[Fault]:
    if not meeting.required:
        yield Fault(f"{path}.required", "at least one person is needed")
    for index, id_ in enumerate(meeting.optional):
        if id_ in meeting.required:
            yield Fault(f"{path}.optional[{index}]", f"{shorten(id_)} is required already")


def _grid_test(round_: "Round") -> Callable[[Instant], bool]:
    """Whether an instant is on the grid of a session, as far as there is telling."""
    tick = round_.tick_minutes
    if type(tick) is not int or tick < 1 or not all(map(_is_sound, round_.sessions)):
        return lambda _: True
    grids = [round_.grid(session) for session in round_.sessions]
    return lambda instant: any(instant in grid for grid in grids)


def _apart_faults(round_: "Round") -> Iterator[Fault]:
    people = {person.id for person in round_.people}
    for index, apart in enumerate(round_.keep_apart):
        path = f"keep_apart[{index}]"
        yield from _pair_faults(apart.people, f"{path}.people")
        yield from known(apart.people, people, "person", f"{path}.people")
        yield from whole(apart.minutes, 0, f"{path}.minutes")


def _pair_faults(people: Sequence[str], path: str) -> Iterator[Fault]:
    if len(people) != 2:  # noqa: PLR2004
        yield Fault(path, f"has {len(people)} people, not 2")
