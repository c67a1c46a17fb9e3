"""A whole plan, into which one more meeting is put; a few others make way for it.

A chain: the meeting goes where one other stands, that one elsewhere, where perhaps a third stands.
Optional people are put aside while that is tried, and come back where they still can.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from conferencekit.scheduling._bits import bits, joined_cells, room_for
from conferencekit.scheduling._explain.fit import Effort, Spot
from conferencekit.scheduling._explain.ground import Entry, Ground, Limits
from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Round

__all__ = ["Board", "Moved"]

Moved = dict[str, Placement]
"""The placements that are new, by the ids of their meetings."""


class Board:
    """Where everything stands, and what each meeting and person would allow.

    Args:
        ground: The round.
        plan: A valid plan of it.

    Attributes:
        ground: As given.
        hours: For each person the cells in which they can.
        runs: For each person who has one, the longest run and the pause that ends it.
        length: For each meeting how many cells it takes.
        lies: For each meeting the cells in which its windows let it lie.
        pins: For each meeting the starts its pin leaves.
        place: For each meeting where it is held; -1 for nowhere.
        required: For each meeting its people.
        pools: For each meeting its pools: their ids and members.
    """

    def __init__(self, ground: Ground, plan: Plan) -> None:
        round_, codec = ground.round, ground.codec
        self.ground = ground
        self.plan = plan
        self.hours = [codec.cells(person.available) for person in round_.people]
        tick = round_.tick_minutes
        self.runs = {
            index: (person.max_run_minutes // tick, ground.ticks(person.break_minutes))
            for index, person in enumerate(round_.people)
            if person.max_run_minutes is not None and person.break_minutes is not None
        }
        self.length = [ground.length(number) for number in range(len(round_.meetings))]
        self.lies = [codec.cells(meeting.within) for meeting in round_.meetings]
        self.pins = [self._pin(number) for number in range(len(round_.meetings))]
        self.place = list(ground.place)
        self.required = [
            tuple(codec.person[id_] for id_ in meeting.required) for meeting in round_.meetings
        ]
        self.pools = [
            tuple(
                (pool, tuple(codec.person[id_] for id_ in round_.pool(pool).members))
                for pool in meeting.from_pools
            )
            for meeting in round_.meetings
        ]
        self._limits = Limits(ground, self.runs, _walks(ground), _apart(ground))
        self._busy = [0] * len(round_.people)
        self._days: list[list[Entry]] = [[] for _ in round_.people]
        self._spots: dict[int, Spot] = {}
        self._touched: set[int] = set()
        self._later: dict[tuple[str, int], Board] = {}
        for placement in plan.placements:
            number = codec.task[placement.meeting]
            self._put(number, self._spot(number, placement))
        self._before = dict(self._spots)
        self._touched.clear()

    def _pin(self, number: int) -> int:
        pinned = self.ground.round.meetings[number].pinned
        if pinned is None:
            return self.ground.cells
        cell = self.ground.codec.cell(pinned)
        return 0 if cell is None else 1 << cell

    def _spot(self, number: int, placement: Placement) -> Spot:
        codec = self.ground.codec
        cell = codec.cell(placement.start)
        assert cell is not None  # noqa: S101  the plan is valid
        pools = self.ground.round.meetings[number].from_pools
        return cell, tuple(codec.person[placement.pools[pool]] for pool in pools)

    def with_later_end(
        self, session: str, minutes: int, change: Callable[[Round], Round]
    ) -> "Board":
        """The board of the same plan when a session ends later; made once for each.

        Args:
            session: The id of the session.
            minutes: How much later.
            change: Makes the round of which that is so.
        """
        key = session, minutes
        if key not in self._later:
            self._later[key] = Board(Ground(change(self.ground.round)), self.plan)
        return self._later[key]

    # ------------------------------------------------------------------------------- inserting

    def insert(self, number: int, *, most_moved: int, effort: Effort) -> Moved | None:
        """Where a meeting can go, and what makes way for it; the board stays as it is.

        Args:
            number: An unplaced meeting.
            most_moved: How many others may move.
            effort: How many times something may be taken out to see whether that helps.
        """
        moved = None
        held = frozenset({number})
        if any(self._insert(number, most, held, effort) for most in range(most_moved + 1)):
            moved = self._written(self._changed())
        self._restore()
        return moved

    def _changed(self) -> list[int]:
        return [
            one for one in sorted(self._touched) if self._before.get(one) != self._spots.get(one)
        ]

    def _restore(self) -> None:
        changed = self._changed()
        for one in changed:
            if one in self._spots:
                self._take_out(one)
        for one in changed:
            if one in self._before:
                self._put(one, self._before[one])
        self._touched.clear()

    def _insert(self, number: int, most: int, held: frozenset[int], effort: Effort) -> bool:
        for spot in self.open_spots(number):
            self._put(number, spot)
            if self._is_sound():
                return True
            self._take_out(number)
        if not most:
            return False
        for other in sorted(self._neighbors(number) - held):
            if not effort.step():
                return False
            if self._changes_places(number, other, most, held, effort):
                return True
        return False

    def _changes_places(
        self, number: int, other: int, most: int, held: frozenset[int], effort: Effort
    ) -> bool:
        """Put a meeting where another one made that impossible, and that one elsewhere."""
        before = self._take_out(other)
        for spot in self.open_spots(number):
            self._put(number, spot)
            if self._insert(other, most - 1, held | {other}, effort):
                return True
            self._take_out(number)
        self._put(other, before)
        return False

    def _neighbors(self, number: int) -> set[int]:
        """The meetings of a meeting's people, and of those who could be chosen for it."""
        people = {*self.required[number], *(m for _, pool in self.pools[number] for m in pool)}
        people |= {other for one in people for other, _ in self._limits.apart.get(one, ())}
        return {entry.number for person in people for entry in self._days[person]}

    def open_spots(self, number: int) -> Iterator[Spot]:
        """The spots of a meeting that nothing else takes and no rule forbids."""
        length = self.length[number]
        cells = self.lies[number]
        for person in self.required[number]:
            cells &= self.hours[person] & ~self._busy[person]
        for start in bits(room_for(cells, length) & self.pins[number]):
            entry = Entry(start, start + length, self.place[number], number)
            if all(self._allows(person, entry) for person in self.required[number]):
                for members in self._choices(number, entry, ()):
                    yield start, members

    def _choices(
        self, number: int, entry: Entry, chosen: tuple[int, ...]
    ) -> Iterator[tuple[int, ...]]:
        pools = self.pools[number]
        if len(chosen) == len(pools):
            yield chosen
            return
        taken = joined_cells(entry.start, entry.end)
        for member in pools[len(chosen)][1]:
            is_free = not taken & ~(self.hours[member] & ~self._busy[member])
            is_new = member not in chosen and member not in self.required[number]
            if is_free and is_new and self._allows(member, entry):
                yield from self._choices(number, entry, (*chosen, member))

    def _allows(self, person: int, entry: Entry) -> bool:
        """Whether runs and keeping apart allow somebody one meeting more. Walks are seen later."""
        day = sorted((*self._days[person], entry))
        return self._limits.keeps_run(person, day) and self._keeps_apart(person, entry)

    def _keeps_apart(self, person: int, entry: Entry) -> bool:
        return all(
            theirs.number == entry.number or self._limits.far_enough(entry, theirs, minutes)
            for other, minutes in self._limits.apart.get(person, ())
            for theirs in self._days[other]
        )

    def _is_sound(self) -> bool:
        """Whether everybody whose day has changed can walk, and people apart are apart."""
        people = self._with_new_days(self._changed())
        return all(
            self._limits.walks_in_time(person, sorted(self._days[person]))
            and all(self._keeps_apart(person, entry) for entry in self._days[person])
            for person in people
        )

    # ---------------------------------------------------------------------------------- moving

    def _with_new_days(self, changed: Iterable[int]) -> set[int]:
        """Everybody whose meetings are not what they were."""
        return {
            person
            for number in changed
            for spot in (self._spots[number], self._before.get(number))
            if spot is not None
            for person in self._people(number, spot[1])
        }

    def _people(self, number: int, members: Collection[int]) -> set[int]:
        return {*self.required[number], *members}

    def _put(self, number: int, spot: Spot) -> None:
        start, members = spot
        end = start + self.length[number]
        self._spots[number] = spot
        self._touched.add(number)
        for person in self._people(number, members):
            self._busy[person] |= joined_cells(start, end)
            self._days[person].append(Entry(start, end, self.place[number], number))

    def _take_out(self, number: int) -> Spot:
        spot = start, members = self._spots.pop(number)
        self._touched.add(number)
        end = start + self.length[number]
        for person in self._people(number, members):
            self._busy[person] &= ~joined_cells(start, end)
            self._days[person].remove(Entry(start, end, self.place[number], number))
        return spot

    # --------------------------------------------------------------------------------- writing

    def _written(self, changed: Collection[int]) -> Moved:
        """What has changed, in the round's words, optional people along with it."""
        touched = self._with_new_days(changed)
        touched |= {other for one in touched for other, _ in self._limits.apart.get(one, ())}
        codec = self.ground.codec
        guests: dict[int, list[Entry]] = defaultdict(list)
        moved = {
            codec.round.meetings[number].id: self._placement(number, ()) for number in changed
        }
        asked: list[tuple[int, list[int], set[int]]] = []
        for placement in self.plan.placements:
            number = codec.task[placement.meeting]
            people = [codec.person[id_] for id_ in placement.attending]
            stay = set() if number in changed else set(people) - touched
            for person in stay:
                guests[person].append(self._entry(number))
            if number in changed or len(stay) < len(people):
                asked.append((number, people, stay))
        for number, people, stay in asked:
            attending = [
                person
                for person in people
                if person in stay or self._can_attend(number, person, guests)
            ]
            moved[codec.round.meetings[number].id] = self._placement(number, attending)
        return moved

    def _placement(self, number: int, attending: Iterable[int]) -> Placement:
        start, members = self._spots[number]
        people = self.ground.round.people
        return Placement(
            meeting=self.ground.round.meetings[number].id,
            start=self.ground.codec.instant(start),
            pools={
                pool: people[member].id
                for (pool, _), member in zip(self.pools[number], members, strict=True)
            },
            attending=tuple(people[index].id for index in attending),
        )

    def _entry(self, number: int) -> Entry:
        """A meeting in somebody's day."""
        start = self._spots[number][0]
        return Entry(start, start + self.length[number], self.place[number], number)

    def _can_attend(self, number: int, person: int, guests: dict[int, list[Entry]]) -> bool:
        """Whether somebody can attend a meeting, besides what they attend already."""
        members, entry = self._spots[number][1], self._entry(number)
        taken = joined_cells(entry.start, entry.end)
        others = [*self._days[person], *guests[person]]
        day = sorted((*others, entry))
        can = (
            not taken & ~self.hours[person]
            and person not in members
            and all(one.end <= entry.start or entry.end <= one.start for one in others)
            and self._limits.keeps_run(person, day)
            and self._limits.walks_in_time(person, day)
            and self._keeps_apart(person, entry)
            and all(
                self._limits.far_enough(entry, theirs, minutes)
                for other, minutes in self._limits.apart.get(person, ())
                for theirs in guests[other]
                if theirs.number != number
            )
        )
        if can:
            guests[person].append(entry)
        return can


def _walks(ground: Ground) -> Mapping[tuple[int, int], int]:
    round_ = ground.round
    used = sorted({place for place in ground.place if place >= 0})
    walks = {}
    for one in used:
        for other in used:
            here, there = round_.places[one].id, round_.places[other].id
            cells = ground.ticks(round_.travel_between(here, there))
            if cells:
                walks[one, other] = cells
    return walks


def _apart(ground: Ground) -> Mapping[int, list[tuple[int, int]]]:
    person = ground.codec.person
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for apart in ground.round.keep_apart:
        one, other = (person[id_] for id_ in apart.people)
        found[one].append((other, apart.minutes))
        found[other].append((one, apart.minutes))
    return dict(found)
