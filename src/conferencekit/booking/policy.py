"""What a school decides about booking: who books from when, until when, and how much."""

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from conferencekit._checks import repeated_ids, whole
from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.scheduling.round import Kind, Round
from conferencekit.school import Right, School
from conferencekit.time import Instant

__all__ = ["BookingPolicy", "Family", "Release", "families_of"]

_SIBLINGS: Final = "siblings"
"""The group of families with several children at the school."""


@attrs.frozen(field_transformer=as_declared)
class Family:
    """People who book together, such as the guardians of a household.

    Attributes:
        id: Unique among the families.
        people: The ids of those of the round's people who belong to it.
        groups: Groups that a release can name, such as ``siblings``.
    """

    id: str
    people: tuple[str, ...]
    groups: frozenset[str] = frozenset()


@attrs.frozen(field_transformer=as_declared)
class Release:
    """From when families may book.

    Attributes:
        opens: From this instant on.
        groups: Families of one of these groups; where none is named, all families.
    """

    opens: Instant
    groups: frozenset[str] = frozenset()

    def is_for(self, family: Family) -> bool:
        """Whether a family is meant."""
        return not self.groups or not self.groups.isdisjoint(family.groups)


@attrs.frozen(field_transformer=as_declared)
class BookingPolicy:
    """What a school decides about booking. It limits families; staff and office book any time.

    Attributes:
        releases: From when which families may book; a family may from the first that is for it.
            None at all: at any time.
        closes: From when on families may change nothing any more; None for never.
        cutoff_minutes: How many minutes before a start a family may no longer take it, nor leave
            it.
        hold_minutes: How long a family may hold a start before it confirms.
        offer_minutes: How long a start that came free is kept for a family that waited for it;
            None for no waitlist.
        swap_minutes: How long a proposal to change places waits for an answer.
        most_per_family: How many meetings a family may have, whoever books them; None for as
            many as the round has.
        reminders: How many minutes before its start people are reminded of a meeting.

    Raises:
        InvalidInputError: A number is out of its range; with every fault and its path.
    """

    releases: tuple[Release, ...] = ()
    closes: Instant | None = None
    cutoff_minutes: int = 0
    hold_minutes: int = 10
    offer_minutes: int | None = None
    swap_minutes: int = 24 * 60
    most_per_family: int | None = None
    reminders: tuple[int, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        faults = tuple(_policy_faults(self))
        if faults:
            raise InvalidInputError(faults, source="booking policy")

    def opens_for(self, family: Family) -> Instant | None:
        """From when on a family may book; None where it never may."""
        return min((one.opens for one in self.releases if one.is_for(family)), default=None)

    def last_for_family(self, start: Instant) -> Instant:
        """From when on no family may take or leave a start any more: the cut-off, or the close."""
        cutoff = start.plus(minutes=-self.cutoff_minutes)
        return cutoff if self.closes is None else min(cutoff, self.closes)


def _policy_faults(policy: BookingPolicy) -> Iterator[Fault]:
    yield from whole(policy.cutoff_minutes, 0, "cutoff_minutes")
    yield from whole(policy.hold_minutes, 1, "hold_minutes")
    yield from whole(policy.swap_minutes, 1, "swap_minutes")
    for name in ("offer_minutes", "most_per_family"):
        if getattr(policy, name) is not None:
            yield from whole(getattr(policy, name), 1, name)
    for index, minutes in enumerate(policy.reminders):
        yield from whole(minutes, 1, f"reminders[{index}]")


@kinds_checked
def families_of(round_: Round, school: School | None = None) -> tuple[Family, ...]:
    """The families of a round.

    With a school, its households: guardians who may come to conferences, in the group
    ``siblings`` where they have several children who are students. A guardian of several
    households belongs to the family of each. Who teaches in the round belongs to none: their
    meetings as a teacher are no affair of their family, and their own they book as staff. Without
    a school, each guardian is a family.

    Args:
        round_: The round.
        school: The school it was made from.
    """
    if school is None:
        guardians = (one.id for one in round_.people if one.kind is Kind.GUARDIAN)
        return tuple(Family(id_, (id_,)) for id_ in guardians)
    return tuple(_households(round_, school))


def _households(round_: Round, school: School) -> Iterator[Family]:
    for household in school.households:
        people = tuple(
            id_
            for id_ in household.guardians
            if round_.has_person(id_) and round_.person(id_).kind is not Kind.TEACHER
        )
        children = [one for one in household.members if Right.CONFERENCE in one.rights]
        if people and children:
            groups = frozenset({_SIBLINGS} if len(children) > 1 else ())
            yield Family(household.id, people, groups)


def family_faults(families: Iterable[Family], round_: Round) -> Iterator[Fault]:
    """What makes families unfit for a round, each fault with its path."""
    families = tuple(families)
    yield from repeated_ids(families, "families")
    for index, family in enumerate(families):
        for k, id_ in enumerate(family.people):
            if not round_.has_person(id_):
                yield Fault(f"families[{index}].people[{k}]", f"unknown person {id_!r}")
