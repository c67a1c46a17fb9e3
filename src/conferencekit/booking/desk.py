"""The desk: a round, what a school decided about booking it, and who its families are.

A desk is built once and used for many commands; it is a value and holds nothing that changes.
Each command carries its digest, and is refused where the store keeps another desk.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import attrs

from conferencekit._fields import as_declared
from conferencekit.booking.policy import BookingPolicy, Family, families_of, family_faults
from conferencekit.errors import InvalidInputError
from conferencekit.scheduling.compile import Codec, Problem, compile_round
from conferencekit.scheduling.formats import round_from_json, round_to_json
from conferencekit.scheduling.round import Meeting, Round
from conferencekit.storage import Key, key
from conferencekit.time import Instant
from conferencekit.wire import JsonValue, dump_json, make_converter, structure

__all__ = ["Desk", "desk_from_json", "desk_to_json"]


@attrs.frozen(repr=False, eq=False, field_transformer=as_declared)
class Desk:
    """Where a round is booked.

    Attributes:
        round: The round. Each of its meetings can be booked once.
        policy: What the school decided.
        families: Who books; by default each guardian is a family.
        walk_ins: Meetings that are not of the round but were added on the day.

    Raises:
        InvalidInputError: A family names nobody of the round, or an id twice; or a walk-in does
            not fit the round: its people, minutes, ...; with every fault.
    """

    round: Round
    policy: BookingPolicy = BookingPolicy()  # noqa: RUF009  frozen
    families: tuple[Family, ...] = attrs.field(
        default=attrs.Factory(lambda self: families_of(self.round), takes_self=True)
    )
    walk_ins: tuple[Meeting, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check families and walk-ins."""
        faults = tuple(family_faults(self.families, self.round))
        if faults:
            raise InvalidInputError(faults, source=f"desk of {self.round.id!r}")
        if self.walk_ins:  # a round of them all finds what is wrong with them
            attrs.evolve(self.round, meetings=(*self.round.meetings, *self.walk_ins))

    def __repr__(self) -> str:
        """The round's id and how many families there are."""
        return f"<Desk of {self.round.id!r}: {len(self.families)} families>"

    def __eq__(self, other: object) -> bool:
        """Whether round, policy, families and walk-ins are the same."""
        if not isinstance(other, Desk):
            return NotImplemented
        return self.digest == other.digest and self.walk_ins == other.walk_ins

    def __hash__(self) -> int:
        """By the digest."""
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """Tells this round, policy and families from any other; walk-ins apart."""
        return hashlib.sha256(dump_json(desk_to_json(self)).encode()).hexdigest()[:32]

    # ------------------------------------------------------------------------------ looking up

    @cached_property
    def _meetings(self) -> Mapping[str, Meeting]:
        return {one.id: one for one in (*self.round.meetings, *self.walk_ins)}

    def meeting(self, id_: str) -> Meeting | None:
        """The meeting of an id; None where there is none."""
        return self._meetings.get(id_)

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Every meeting, walk-ins last."""
        return tuple(self._meetings.values())

    @cached_property
    def _family(self) -> Mapping[str, Family]:
        return {one.id: one for one in self.families}

    def family(self, id_: str) -> Family | None:
        """The family of an id; None where there is none."""
        return self._family.get(id_)

    @cached_property
    def _by_person(self) -> Mapping[str, tuple[Family, ...]]:
        found: dict[str, tuple[Family, ...]] = {}
        for family in self.families:
            for id_ in family.people:
                found[id_] = (*found.get(id_, ()), family)
        return found

    def families_of(self, meeting: Meeting) -> tuple[Family, ...]:
        """The families whose meeting it is: those of its required people and of its pools.

        Where nobody of any family is needed, those of its optional people.
        """
        needed = (*meeting.required, *self.members(meeting))
        for people in (needed, meeting.optional):
            found = {one.id: one for id_ in people for one in self._by_person.get(id_, ())}
            if found:
                return tuple(found.values())
        return ()

    @cached_property
    def _by_family(self) -> Mapping[str, tuple[Meeting, ...]]:
        found: dict[str, list[Meeting]] = {}
        for meeting in self.meetings:
            for family in self.families_of(meeting):
                found.setdefault(family.id, []).append(meeting)
        return {id_: tuple(meetings) for id_, meetings in found.items()}

    def meetings_of(self, family: str) -> tuple[Meeting, ...]:
        """The meetings that are a family's to book, by its id."""
        return self._by_family.get(family, ())

    def members(self, meeting: Meeting) -> tuple[str, ...]:
        """Everybody who could come from one of a meeting's pools."""
        pools = (self.round.pool(id_).members for id_ in meeting.from_pools)
        return tuple(dict.fromkeys(id_ for members in pools for id_ in members))

    def is_open_for(self, meeting: Meeting, at: Instant) -> bool:
        """Whether booking has opened to a family of a meeting, or it is no family's."""
        opens = self.opens_for(meeting)
        return not self.families_of(meeting) or any(one <= at for one in opens)

    def opens_for(self, meeting: Meeting) -> tuple[Instant, ...]:
        """When booking opens to a meeting's families; long ago where no release is given."""
        if not self.policy.releases:
            return tuple(Instant(0) for _ in self.families_of(meeting))
        found = map(self.policy.opens_for, self.families_of(meeting))
        return tuple(one for one in found if one is not None)

    def people_of(self, meeting: Meeting) -> tuple[str, ...]:
        """Everybody who is or could be in a meeting."""
        people = (*meeting.required, *self.members(meeting), *meeting.optional)
        return tuple(dict.fromkeys(people))

    @cached_property
    def _apart(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for one in self.round.keep_apart:
            for a, b in (one.people, one.people[::-1]):
                found[a] = (*found.get(a, ()), b)
        return found

    def apart_from(self, people: Iterable[str]) -> tuple[str, ...]:
        """Everybody who is to be kept away from one of some people."""
        return tuple(dict.fromkeys(b for a in people for b in self._apart.get(a, ())))

    @cached_property
    def _meetings_of(self) -> Mapping[str, tuple[Meeting, ...]]:
        found: dict[str, dict[str, Meeting]] = {}
        for meeting in self.meetings:
            for id_ in (*meeting.required, *self.members(meeting)):
                found.setdefault(id_, {})[meeting.id] = meeting
        return {id_: tuple(meetings.values()) for id_, meetings in found.items()}

    def circle(self, people: Iterable[str]) -> tuple[Meeting, ...]:
        """The meetings that cannot be without one of some people, or may draw on them."""
        found = {one.id: one for id_ in people for one in self._meetings_of.get(id_, ())}
        return tuple(found.values())

    def meetings_with(self, person: str) -> tuple[Meeting, ...]:
        """The meetings that somebody is or could be in, be it as an optional person."""
        return tuple(one for one in self.meetings if person in self.people_of(one))

    def with_walk_ins(self, meetings: Iterable[Meeting]) -> "Desk":
        """The same desk, with other meetings that were added on the day."""
        return attrs.evolve(self, walk_ins=tuple(meetings))

    # ------------------------------------------------------------------------------------ time

    @cached_property
    def _sessions(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        ordered = sorted(self.round.sessions, key=lambda session: session.start)
        return tuple(one.start.minute for one in ordered), tuple(one.id for one in ordered)

    def session_at(self, minute: int) -> str:
        """The id of the session in which, or after whose start, a minute lies."""
        starts, ids = self._sessions
        return ids[max(0, bisect_right(starts, minute) - 1)]

    def starts(self, meeting: Meeting) -> Iterable[Instant]:
        """Every start on a session's grid from which a meeting fits into the session."""
        ordered = sorted(self.round.sessions, key=lambda session: session.start)
        for session in ordered:
            yield from self.round.grid(session).starts(meeting.minutes)

    @cached_property
    def codec(self) -> Codec:
        """Between the round's words and the numbers of its problem."""
        return Codec(self.round)

    @cached_property
    def problem(self) -> Problem:
        """The round, compiled."""
        return compile_round(self.round, self.codec)

    # ------------------------------------------------------------------------------------ keys

    @cached_property
    def keys(self) -> "Keys":
        """What its documents are called."""
        return Keys(self.round.id)


class Keys:
    """What the documents of a desk are called.

    Args:
        round_: The id of the round.

    Attributes:
        desk: Which desk is kept; read by every command.
        setup: The desk itself.
        walk_ins: The meetings added on the day.
    """

    def __init__(self, round_: str) -> None:
        self._made: dict[tuple[str, str], Key] = {}
        self._booking = key("booking", round_) + "/"
        self.desk: Key = f"{self._booking}desk"
        self.setup: Key = f"{self._booking}setup"
        self.walk_ins: Key = f"{self._booking}walk-ins"

    def meeting(self, id_: str) -> Key:
        """How a meeting stands."""
        return self._key("meeting", id_)

    def is_meeting(self, place: Key) -> bool:
        """Whether a document says how a meeting stands."""
        return place.startswith(f"{self._booking}meeting/")

    def person(self, id_: str) -> Key:
        """A person's timeline."""
        return self._key("person", id_)

    def family(self, id_: str) -> Key:
        """A family's timeline."""
        return self._key("family", id_)

    def _key(self, kind: str, id_: str) -> Key:
        """Made once for each: escaping takes longer than most of a command."""
        made = self._made.get((kind, id_))
        if made is None:
            made = self._made[kind, id_] = f"{self._booking}{kind}/{key(id_)}"
        return made


@attrs.frozen(field_transformer=as_declared)
class _Setup:
    policy: BookingPolicy
    families: tuple[Family, ...]


def desk_to_json(desk: Desk) -> dict[str, Any]:
    """Round, policy and families as JSON-shaped data; reading it back gives an equal desk."""
    converter = make_converter(desk.round.timezone)
    setup = converter.unstructure(_Setup(desk.policy, desk.families))
    return {"round": round_to_json(desk.round), **setup}


def desk_from_json(data: Mapping[str, JsonValue], *, source: str = "desk") -> Desk:
    """Read a desk from JSON-shaped data.

    Raises:
        InvalidInputError: It is no desk; with every fault and its path.
    """
    rest = dict(data)
    round_ = round_from_json(rest.pop("round", None), source=source)
    rest.setdefault("policy", {})
    setup = structure(make_converter(round_.timezone), rest, _Setup, source=source)
    return Desk(round_, setup.policy, setup.families)
