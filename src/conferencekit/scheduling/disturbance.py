"""Whom a new plan disturbs: what is different for whom, from one plan to the next."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.errors import Faults
from conferencekit.scheduling._diary import participants
from conferencekit.scheduling._explain.words import Words, listed
from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.scoring import unknown_meetings
from conferencekit.time import Instant

__all__ = ["Disturbance", "Moved", "disturbance"]


@attrs.frozen
class Moved:
    """A meeting at another start than before.

    Attributes:
        meeting: Its id.
        before: Its start before.
        after: Its start now.
    """

    meeting: str
    before: Instant
    after: Instant


@attrs.frozen(field_transformer=as_declared)
class Disturbance:
    """What is different between two plans. Each list is in the order of the round.

    Attributes:
        moved: The meetings at another start.
        lost: The ids of those that had a start and have none.
        placed: The ids of those that had none, or are new, and have one.
        withdrawn: The ids of those that had a start and are no longer in the round.
        restaffed: The ids of those at the same start with other people chosen or attending.
        people: The ids of everyone who has to be told: who was or is in any of these meetings,
            and, where only the staff is other, who came and who went.
        text: The same for people, a line for each meeting, in local time.
    """

    moved: tuple[Moved, ...] = ()
    lost: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    restaffed: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    text: str = attrs.field(default="", eq=False, repr=False)

    def __bool__(self) -> bool:
        """Whether anything is different."""
        return bool(self.moved or self.lost or self.placed or self.withdrawn or self.restaffed)

    def __str__(self) -> str:
        """The text."""
        return self.text


@kinds_checked
def disturbance(before: tuple[Round, Plan], after: tuple[Round, Plan]) -> Disturbance:
    """What is different from one plan to another.

    Args:
        before: A round and its plan.
        after: The same round or a later state of it, and its plan.

    Raises:
        InvalidInputError: A plan names meetings that its round does not have.
    """
    with Faults(source="disturbance") as faults:
        for name, pair in (("before", before), ("after", after)):
            faults.extend(unknown_meetings(*pair), inside=f"{name}[1]")
    (old, _), (new, _) = before, after
    had, has = (_standing(plan) for _, plan in (before, after))
    both = [one.id for one in new.meetings if one.id in had and one.id in has]
    moved = tuple(
        Moved(id_, had[id_].start, has[id_].start)
        for id_ in both
        if had[id_].start != has[id_].start
    )
    restaffed = tuple(
        id_
        for id_ in both
        if had[id_].start == has[id_].start
        and set(_who(old, had, id_)) != set(_who(new, has, id_))
    )
    lost = tuple(one.id for one in new.meetings if one.id in had and one.id not in has)
    placed = tuple(one.id for one in new.meetings if one.id in has and one.id not in had)
    withdrawn = tuple(
        one.id for one in old.meetings if one.id in had and not new.has_meeting(one.id)
    )
    told = set(_everyone(old, had, (*(one.meeting for one in moved), *lost, *withdrawn)))
    told.update(_everyone(new, has, (*(one.meeting for one in moved), *placed)))
    for id_ in restaffed:
        told.update(set(_who(old, had, id_)) ^ set(_who(new, has, id_)))
    order = dict.fromkeys(one.id for one in (*new.people, *old.people))
    people = tuple(id_ for id_ in order if id_ in told)
    found = Disturbance(moved, lost, placed, withdrawn, restaffed, people)
    return attrs.evolve(found, text="\n".join(_lines(Words(new), found, has)) or "nothing changes")


def _lines(words: Words, found: Disturbance, has: Mapping[str, Placement]) -> Iterator[str]:
    for one in found.moved:
        yield f"{one.meeting} moves from {words.moment(one.before)} to {words.moment(one.after)}"
    for id_ in found.placed:
        yield f"{id_} is at {words.moment(has[id_].start)}"
    for id_ in found.lost:
        yield f"{id_} has no time any more"
    for id_ in found.withdrawn:
        yield f"{id_} is no longer held"
    for id_ in found.restaffed:
        yield f"{id_} stays, with {listed(_who(words.round, has, id_))}"
    if found.people:
        yield f"to be told: {listed(found.people)}"


def _standing(plan: Plan) -> Mapping[str, Placement]:
    return {one.meeting: one for one in plan.placements}


def _who(round_: Round, standing: Mapping[str, Placement], id_: str) -> Iterator[str]:
    return participants(round_.meeting(id_), standing[id_])


def _everyone(
    round_: Round, standing: Mapping[str, Placement], ids: Iterable[str]
) -> Iterator[str]:
    for id_ in ids:
        yield from _who(round_, standing, id_)
