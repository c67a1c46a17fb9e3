"""What is told of single days is held against all days there are."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, permutations, product

from hypothesis import given
from hypothesis import strategies as st

from conferencekit.engines._cpsat.days import (
    Meeting,
    cheaper_corners,
    least_idle,
    least_idle_of_sets,
    most_busy,
)
from conferencekit.scheduling._bits import bits
from conferencekit.scheduling.compile import Run

CELLS = 10
PLACES = 3

meetings = st.builds(
    Meeting,
    length=st.integers(1, 3),
    place=st.integers(-1, PLACES - 1),
    starts=st.lists(st.integers(0, CELLS - 1), min_size=1, max_size=5, unique=True).map(sorted),
)
days = st.lists(meetings, min_size=1, max_size=4)
runs = st.none() | st.builds(Run, longest=st.integers(1, 6), pause=st.integers(1, 3))
walks = st.dictionaries(
    st.integers(0, PLACES - 1),
    st.dictionaries(st.integers(0, PLACES - 1), st.integers(1, 3)),
)

Standing = Sequence[tuple[int, Meeting]]
"""Starts and meetings, in the order of time."""


def all_days(
    among: Sequence[Meeting], between: Mapping[int, Mapping[int, int]]
) -> Iterator[tuple[int, Standing]]:
    """Which meetings stand, as a set, and how."""
    for some in range(1, 1 << len(among)):
        for order in permutations(bits(some)):
            for starts in product(*(among[number].starts for number in order)):
                standing = [
                    (start, among[number]) for start, number in zip(starts, order, strict=True)
                ]
                if all(
                    before + one.length + between.get(other.place, {}).get(one.place, 0) <= after
                    for (before, one), (after, other) in pairwise(standing)
                ):
                    yield some, standing


def all_sequences(among: Sequence[Meeting], most: int, end: int = 0) -> Iterator[Standing]:
    """The same where each may stand several times, with no more cells busy than so many."""
    yield ()
    for one in among:
        for start in one.starts:
            if start >= end and one.length <= most:
                for rest in all_sequences(among, most - one.length, start + one.length):
                    yield ((start, one), *rest)


def keeps(standing: Standing, run: Run | None) -> bool:
    """Whether nobody goes on for too long."""
    if run is None or not standing:
        return True
    (began, first), *rest = standing
    end = began + first.length
    lengths = [end - began]
    for start, one in rest:
        if start - end >= run.pause:
            began = start
        end = start + one.length
        lengths.append(end - began)
    return max(lengths) <= run.longest


def busy(standing: Standing) -> int:
    """How many cells are."""
    return sum(one.length for _, one in standing)


def idle(standing: Standing) -> int:
    """How many cells between them are not."""
    if not standing:
        return 0
    (first, _), (last, one) = standing[0], standing[-1]
    return last + one.length - first - busy(standing)


@given(days, runs)
def test_no_day_is_idle_for_less(among: list[Meeting], run: Run | None) -> None:
    """And some day is idle for just that long, if each meeting may stand several times."""
    expected: dict[int, int] = {}
    for standing in all_sequences(among, sum(one.length for one in among)):
        if keeps(standing, run):
            least = expected.get(busy(standing), idle(standing))
            expected[busy(standing)] = min(idle(standing), least)
    assert least_idle(among, run) == expected


@given(days, runs, st.integers(0, 6), st.integers(0, 6))
def test_no_day_is_busier(among: list[Meeting], run: Run | None, first: int, cells: int) -> None:
    """And some day is just that busy, if each meeting may stand several times."""
    expected = [0] * (cells + 1)
    for standing in all_sequences(among, cells):
        inside = [
            (start, one)
            for start, one in standing
            if first <= start and start + one.length <= first + cells
        ]
        if inside == list(standing) and keeps(standing, run):
            end = max((start + one.length - first for start, one in inside), default=0)
            for cell in range(end, cells + 1):
                expected[cell] = max(expected[cell], busy(standing))
    assert most_busy(among, run, first, first + cells) == expected


@given(days, walks)
def test_no_day_with_a_set_is_idle_for_less(
    among: list[Meeting], between: dict[int, dict[int, int]]
) -> None:
    """Whatever else it has; and some day is idle for just that long, or none has the set."""
    expected: dict[int, int | None] = dict.fromkeys(range(1, 1 << len(among)))
    for stands, standing in all_days(among, between):
        for some, least in expected.items():
            if some & stands == some:
                expected[some] = min(idle(standing), idle(standing) if least is None else least)
    assert least_idle_of_sets(among, between) == expected


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12), min_size=1))
def test_corners_are_below_all_points(points: dict[int, int]) -> None:
    """They are points themselves, from the first to the last, and turn upwards."""
    corners = cheaper_corners(points)
    assert corners[0] == min(points.items())
    assert corners[-1] == max(points.items())
    assert set(corners) <= set(points.items())
    for (x0, y0), (x1, y1) in pairwise(corners):
        for x, y in points.items():
            assert (y1 - y0) * (x - x0) <= (y - y0) * (x1 - x0)
