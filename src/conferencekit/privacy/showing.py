"""What somebody is shown of what was computed from a child's records, or why they are not.

A figure rests only on records that its reader may see, so that no figure tells what its records
may not. Therefore the policy is asked before anything is computed.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

import attrs

from conferencekit.privacy.model import Action, Label, Verdict
from conferencekit.privacy.policy import Access

__all__ = ["Shown", "show", "verdict_on_all"]

_T = TypeVar("_T")
_U = TypeVar("_U")


@attrs.frozen
class Shown(Generic[_T]):
    """What somebody is shown, or why they are not. True where they are.

    Attributes:
        view: What they are shown; None where they are not.
        verdict: The verdict that lets them see it, or refuses it to them. Its reason names nobody
            and may be shown to them. None where it is about no child at all, as is the view of a
            school without students.
        asked: Every verdict on the way, also on the records that were left out: for the access
            log, and not for whom it is shown to.
    """

    view: _T | None = attrs.field(repr=False)
    verdict: Verdict | None
    asked: tuple[Verdict, ...] = attrs.field(default=(), repr=False)

    def __bool__(self) -> bool:
        """Whether there is something to see."""
        return self.view is not None

    @property
    def reason(self) -> str:
        """Why it is shown or not: the rule that decided, in a sentence."""
        return "it is about no child" if self.verdict is None else self.verdict.reason

    def then(self, make: Callable[[_T], _U]) -> "Shown[_U]":
        """What is made of it, for the same person; what is not shown stays so.

        Args:
            make: Computes something of what may be seen, and of nothing else about a child. None
                is nothing to see.
        """
        made = None if self.view is None else make(self.view)
        return Shown(made, self.verdict, self.asked)


def show(
    records: Iterable[_T],
    label: Callable[[_T], Label | None],
    access: Access,
    *,
    of: Label,
    action: Action = Action.READ,
) -> Shown[tuple[_T, ...]]:
    """Those of some records that somebody may see, or why they may see none of the kind.

    Where there are records that they may see they are shown these. Where there are none, ``of``
    decides: whether nobody has written anything yet that is for them, or nothing of the kind is
    for them at all. That there are records they may not see is told in neither case.

    Args:
        records: Of one student.
        label: The label of each; a record with None is left out.
        access: Who looks, when and what for.
        of: The label of what is to be made of them.
        action: What they want to do with it.
    """
    general = access.ask(action, of)
    asked = [general]
    seen: list[_T] = []
    allowing = None
    for record in records:
        found = label(record)
        if found is None:
            continue
        verdict = access.ask(action, found)
        asked.append(verdict)
        if verdict:
            seen.append(record)
            allowing = allowing or verdict
    decisive = general or allowing or general
    return Shown(tuple(seen) if decisive else None, decisive, tuple(asked))


def verdict_on_all(asked: Sequence[Verdict]) -> Verdict | None:
    """The verdict on a view of a whole school, out of those on its students.

    The first that lets something be seen; else the first refusal, told of the school where it
    rests on no rule about that student. None where nobody was asked about.

    Args:
        asked: The verdicts, in the order in which they were asked for.
    """
    verdict = next((one for one in asked if one), asked[0] if asked else None)
    if verdict is None or verdict.rule != "default":
        return verdict
    reason = "it is for the staff who work with students of the school"
    return attrs.evolve(verdict, reason=reason)
