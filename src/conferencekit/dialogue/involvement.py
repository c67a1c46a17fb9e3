"""How home and school came together over time, and whom the school did not reach.

It counts what happened, and compares no family with another: how often somebody came says as much
about what the school offered, when, and in which language, as about them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.dialogue._households import Knowledge, households_told_by
from conferencekit.dialogue.model import ContactEntry, Message
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.privacy import Access, Label, Shown
from conferencekit.privacy.showing import verdict_on_all
from conferencekit.time import Instant, Window

__all__ = [
    "SPOKEN",
    "FamilyInvolvement",
    "Involvement",
    "InvolvementReport",
    "Stage",
    "involved_by_messages",
    "show_involvement",
]


class Stage(StrEnum):
    """How far something went with a family, in the order in which it goes."""

    OFFERED = "offered"
    """The school offered it."""
    BOOKED = "booked"
    """The family took a time, or answered the offer otherwise: asked for one, called it off."""
    CAME = "came"
    """Somebody of the family was there."""
    CONTRIBUTED = "contributed"
    """The family brought in something of its own: answers, questions, goals, a decision."""
    FOLLOWED_UP = "followed-up"
    """What was agreed was done, by home or school."""


SPOKEN: Final = frozenset({Stage.CAME, Stage.CONTRIBUTED})
"""The stages at which a family was spoken with."""


@attrs.frozen(field_transformer=as_checked)
class Involvement:
    """That an occasion went so far with a household.

    Attributes:
        household: The household's id.
        occasion: The id of what it was about, such as a round.
        stage: How far it went. Nothing is concluded from one stage about another: who walks in
            came and never booked.
        at: When.
        labels: Those of the records that tell it: it is known to who may see them all. What rests
            on no record is for the staff who may know about each of the household's students.

    Raises:
        InvalidInputError: An id is empty.
    """

    household: str
    occasion: str
    stage: Stage
    at: Instant
    labels: tuple[Label, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what belongs to nobody or nothing."""
        names = [name for name in ("household", "occasion") if not getattr(self, name)]
        if names:
            faults = (Fault(name, "is empty") for name in names)
            raise InvalidInputError(faults, source="involvement")


@attrs.frozen(field_transformer=as_checked)
class FamilyInvolvement:
    """What happened with one household.

    Attributes:
        household: The household's id.
        students: Its students, as far as the viewer may know.
        occasions: The stages of each occasion, by its id.
        spoken: How often somebody of it was spoken with besides, by the contact log.
        tried: How often the school tried in vain, by the contact log.
    """

    household: str
    students: tuple[str, ...]
    occasions: Mapping[str, frozenset[Stage]]
    spoken: int
    tried: int

    @property
    def was_reached(self) -> bool:
        """Whether the family answered in any way, on any channel."""
        beyond_offers = (stages - {Stage.OFFERED} for stages in self.occasions.values())
        return self.spoken > 0 or any(beyond_offers)


@attrs.frozen(field_transformer=as_checked)
class InvolvementReport:
    """How home and school came together in some time.

    Attributes:
        not_reached: Households that answered on no channel: what the school should look at first.
        overall: How many households got to each stage of each occasion, by the occasion's id.
        families: Every household, by id and in no other order.
    """

    not_reached: tuple[str, ...]
    overall: Mapping[str, Mapping[Stage, int]]
    families: tuple[FamilyInvolvement, ...]


@kinds_checked
def show_involvement(
    happened: Iterable[Involvement],
    contacts: Iterable[ContactEntry],
    access: Access,
    *,
    during: Window,
) -> Shown[InvolvementReport]:
    """How home and school came together in some time, for somebody.

    It has the households of whose students the viewer may see what the staff keeps, and counts no
    others: no count tells of a family that is not shown. It rests on occasions and contacts that
    the viewer may know of, so that none tells by its number what they may not see: who may know
    less finds more families that nobody seems to have reached. Linear in what it is given.

    Args:
        happened: What went how far with whom, in any order, repeats and all.
        contacts: The contact log, in any order.
        access: Who looks, when and what for.
        during: The time to look at.

    Returns:
        The report; nothing where they may know of no family.
    """
    knowledge = Knowledge(access)
    shown = sorted(knowledge.households("involvement"))
    verdicts = tuple(knowledge.verdicts.values())
    decisive = verdict_on_all(verdicts)
    if verdicts and not shown:
        return Shown(None, decisive, verdicts)
    report = _report(shown, happened, contacts, knowledge, during)
    return Shown(report, decisive, tuple(knowledge.verdicts.values()))


def _report(
    shown: Iterable[tuple[str, tuple[str, ...]]],
    happened: Iterable[Involvement],
    contacts: Iterable[ContactEntry],
    knowledge: Knowledge,
    during: Window,
) -> InvolvementReport:
    stages: dict[str, dict[str, set[Stage]]] = {}
    for one in happened:
        if one.at in during and knowledge.knows(one.household, one.labels):
            stages.setdefault(one.household, {}).setdefault(one.occasion, set()).add(one.stage)
    logged = [one for one in contacts if one.label.at in during and knowledge.may(one.label)]
    spoken = Counter(one.label.household for one in logged if one.reached)
    tried = Counter(one.label.household for one in logged if not one.reached)
    families = tuple(
        FamilyInvolvement(
            household,
            students,
            {name: frozenset(got) for name, got in stages.get(household, {}).items()},
            spoken[household],
            tried[household],
        )
        for household, students in shown
    )
    not_reached = tuple(one.household for one in families if not one.was_reached)
    return InvolvementReport(not_reached, _overall(families), families)


@kinds_checked
def involved_by_messages(messages: Iterable[Message], access: Access) -> Iterator[Involvement]:
    """What messages between home and school tell: that a guardian brought something in.

    The occasion is always ``messages``: no count tells which threads there are.

    Args:
        messages: Of anybody; those by guardians count.
        access: Who wants to know. Only what they may see is looked at.
    """
    for one in access.visible(messages):
        for home in households_told_by(one.label.author or "", one.label, access.policy.school):
            stage, labels = Stage.CONTRIBUTED, (one.label,)
            yield Involvement(home, "messages", stage, one.label.at, labels)


def _overall(families: Iterable[FamilyInvolvement]) -> dict[str, dict[Stage, int]]:
    counted = Counter(
        (occasion, stage)
        for family in families
        for occasion, stages in family.occasions.items()
        for stage in stages
    )
    occasions = sorted({occasion for occasion, _ in counted})
    return {
        occasion: {stage: counted[occasion, stage] for stage in Stage} for occasion in occasions
    }
