"""Instants, zones, windows and grids keep their laws in every zone, at every change of clocks."""

import pickle
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.errors import InvalidInputError
from conferencekit.time import Grid, Instant, Window, Windows, Zone

ZONES = sorted(name for name in available_timezones() if name != "localtime")
YEARS = range(2020, 2038)

minutes = st.integers(0, 60 * 24 * 365 * 60).map(Instant.from_minute)
small = st.integers(0, 60).map(Instant.from_minute)
window = st.tuples(small, st.integers(1, 20)).map(
    lambda pair: Window(pair[0], pair[0].plus(minutes=pair[1]))
)
window_sets = st.lists(window, max_size=6).map(Windows)


def transitions(name: str) -> list[datetime]:
    """The instants of a zone's changes of offset, to the minute, by bisection."""
    zone = ZoneInfo(name)

    def offset(at: datetime) -> timedelta | None:
        return at.astimezone(zone).utcoffset()

    found = []
    low = datetime(YEARS[0], 1, 1, tzinfo=UTC)
    while low.year < YEARS[-1]:
        high = low + timedelta(days=7)
        if offset(low) != offset(high):
            before, after = low, high
            while after - before > timedelta(minutes=1):
                middle = before + (after - before) // 2
                middle = middle.replace(second=0, microsecond=0)
                if offset(middle) == offset(before):
                    before = middle
                else:
                    after = middle
            found.append(after)
        low = high
    return found


@pytest.mark.parametrize("name", ["Europe/Amsterdam", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_clock_changes(name: str) -> None:
    """Around a change no instant moves, vanishes or doubles."""
    check_zone(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ZONES)
def test_clock_changes_in_every_zone(name: str) -> None:
    """The same in every IANA zone."""
    check_zone(name)


def check_zone(name: str) -> None:
    """Walk over every change of a zone from 2020 to 2037 by quarters of an hour."""
    zone, reference = Zone(name), ZoneInfo(name)
    for change in transitions(name):
        center = Instant.of(change)
        session = Window(center.plus(hours=-4), center.plus(hours=4))
        grid = Grid(session, 15)
        starts = list(grid.starts(15))
        assert len(starts) == len(set(starts)) == 32
        assert all(other - one == timedelta(minutes=15) for one, other in pairwise(starts))
        for start in starts:
            assert start in grid
            assert grid.point(grid.tick_of(start)) == start
            assert zone.parse(zone.shortest(start)) == start
            assert zone.parse(zone.isoformat(start)) == start
            wall = zone.wall(start)
            assert wall == start.to_datetime().astimezone(reference).replace(tzinfo=None, fold=0)
            check_wall(zone, reference, wall)
            check_wall(zone, reference, wall + timedelta(hours=1))


def check_wall(zone: Zone, reference: ZoneInfo, wall: datetime) -> None:
    """A local time is one instant, or refused as skipped or doubled, as zoneinfo has it."""
    readings = {
        (wall.replace(tzinfo=reference, fold=fold)).astimezone(UTC)
        for fold in (0, 1)
        if wall.replace(tzinfo=reference, fold=fold)
        .astimezone(UTC)
        .astimezone(reference)
        .replace(tzinfo=None, fold=0)
        == wall
    }
    if len(readings) == 1:
        assert zone.instant(wall).to_datetime() == readings.pop()
        return
    with pytest.raises(InvalidInputError) as caught:
        zone.instant(wall)
    assert ("exists twice" if readings else "does not exist") in str(caught.value)


@given(one=minutes, other=minutes)
def test_instants_are_ordered_by_time(one: Instant, other: Instant) -> None:
    """Order, difference and pickling are those of elapsed time."""
    assert (one < other) == (one.to_datetime() < other.to_datetime())
    assert one + (other - one) == other
    assert other - (other - one) == one
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  our own bytes
    assert Instant.parse(one.isoformat()) == one


def test_both_hours_of_a_fold_are_different_instants() -> None:
    """What libraries of zoned times call equal is not (Pendulum's issue 351)."""
    first = Instant.parse("2026-10-25T02:30+02:00")
    second = Instant.parse("2026-10-25T02:30+01:00")
    assert first < second
    assert len({first, second}) == 2
    assert second - first == timedelta(hours=1)
    assert Zone("Europe/Amsterdam").wall(first) == Zone("Europe/Amsterdam").wall(second)


def test_a_zone_survives_pickling_and_compares_by_name() -> None:
    """Zones are values."""
    zone = Zone("America/New_York")
    assert pickle.loads(pickle.dumps(zone)) == zone  # noqa: S301  our own bytes
    assert str(zone) == "America/New_York"
    assert zone.day(Instant.parse("2026-11-24T03:00Z")) == date(2026, 11, 23)


def test_a_zone_writes_for_people() -> None:
    """Patterns and names of days in the reader's language."""
    zone, when = Zone("Europe/Amsterdam"), Instant.parse("2026-11-24T15:30Z")
    assert zone.format(when, "dddd D MMMM HH:mm") == "Tuesday 24 November 16:30"
    assert zone.format(when, "dddd D MMMM", locale="nl") == "dinsdag 24 november"


@pytest.mark.parametrize(
    "name",
    ["", "Nope/Zone", "../etc/passwd", "Europe", "local", "\0", "a" * 5000, "Europe/Ámsterdam"],
)
def test_unknown_zones_are_refused(name: str) -> None:
    """Whatever the system's zone data does with such a name."""
    with pytest.raises(InvalidInputError, match="is not a known zone"):
        Zone(name)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("yesterday", "is not a time"),
        ("", "is not a time"),
        ("2026-11-24T25:00", "is not a time"),
        ("2026-03-29T02:30", "does not exist in Europe/Amsterdam"),
        ("2026-10-25T02:30", "exists twice in Europe/Amsterdam"),
        ("9999-12-31T23:59-12:00", "lies outside the years"),
        ("0001-01-01T00:00+12:00", "lies outside the years"),
    ],
)
def test_times_that_are_none(text: str, reason: str) -> None:
    """Each is refused with its reason."""
    with pytest.raises(InvalidInputError, match=reason):
        Zone("Europe/Amsterdam").parse(text)


@pytest.mark.parametrize("text", ["0002-01-01T00:00Z", "9998-12-31T23:59Z"])
def test_the_ends_of_the_calendar_have_local_times(text: str) -> None:
    """In every zone, however far from UTC."""
    instant = Instant.parse(text)
    for name in ("Etc/GMT+12", "Pacific/Kiritimati", "America/New_York"):
        assert Zone(name).parse(Zone(name).isoformat(instant)) == instant
        assert Zone(name).format(instant, "HH:mm")
    with pytest.raises(InvalidInputError, match="outside the years"):
        instant.plus(days=400 if text.startswith("9998") else -400)


def test_an_unknown_language_of_names() -> None:
    """Is an error like others."""
    with pytest.raises(InvalidInputError, match="'xx' is not known"):
        Zone("UTC").format(Instant.parse("2026-11-24T15:30Z"), "dddd", locale="xx")


def test_instants_and_local_times_are_not_mixed_up() -> None:
    """A time without offset is no instant, an aware one is not local."""
    with pytest.raises(InvalidInputError, match="has no offset"):
        Instant.parse("2026-11-24T16:30")
    with pytest.raises(InvalidInputError, match="has no zone"):
        Instant.of(datetime(2026, 11, 24))  # noqa: DTZ001  that is the point
    with pytest.raises(InvalidInputError, match="is not a local time"):
        Zone("UTC").instant(datetime(2026, 11, 24, tzinfo=UTC))


def covered(windows: Windows) -> set[int]:
    """The minutes a set of windows covers: the model of its algebra."""
    return {minute for span in windows for minute in range(span.start.minute, span.end.minute)}


@given(one=window_sets, other=window_sets)
def test_windows_are_sets_of_instants(one: Windows, other: Windows) -> None:
    """Union, intersection and difference are those of sets of minutes."""
    assert covered(one | other) == covered(one) | covered(other)
    assert covered(one & other) == covered(one) & covered(other)
    assert covered(one - other) == covered(one) - covered(other)
    assert (one == other) == (covered(one) == covered(other))
    assert one.duration == timedelta(minutes=len(covered(one)))
    assert (one - other) | (one & other) == one


@given(spans=st.lists(window, max_size=6), seed=st.randoms())
def test_windows_are_normal(spans: list[Window], seed: Random) -> None:
    """However put together, equal sets are equal, and no two spans touch."""
    shuffled = list(spans)
    seed.shuffle(shuffled)
    windows = Windows(spans)
    assert windows == Windows(shuffled) == Windows(windows)
    assert hash(windows) == hash(Windows(shuffled))
    assert all(a.end < b.start for a, b in pairwise(windows.spans))


@given(windows=window_sets, inner=window)
def test_a_window_is_inside_when_all_its_minutes_are(windows: Windows, inner: Window) -> None:
    """Containment is that of sets, for joined windows."""
    assert (inner in windows) == (covered(Windows([inner])) <= covered(windows))
    assert (inner.start in windows) == (inner.start.minute in covered(windows))


def test_a_window_ends_after_it_starts() -> None:
    """Empty and backward windows are refused."""
    now = Instant.from_minute(0)
    for minutes_later in (0, -5):
        with pytest.raises(InvalidInputError, match="not after its start"):
            Window(now, now.plus(minutes=minutes_later))


def test_a_grid_that_does_not_fill_its_window() -> None:
    """Starts end where a meeting no longer fits."""
    start = Instant.from_minute(0)
    grid = Grid(Window(start, start.plus(minutes=22)), 5)
    assert grid.ticks == 4
    assert [point.minute for point in grid.starts(10)] == [0, 5, 10]
    assert start.plus(minutes=20) in grid
    assert start.plus(minutes=25) not in grid
    assert start.plus(minutes=3) not in grid
