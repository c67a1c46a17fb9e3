"""The whole model of a round, and from what CP-SAT decided back to a plan."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from ortools.sat.python import cp_model

from conferencekit.engines._answers import Decision, plan_of
from conferencekit.engines._cpsat.cost import Cost
from conferencekit.engines._cpsat.parts import Parts, Var
from conferencekit.engines._cpsat.rules import add_rules
from conferencekit.engines._cpsat.tighten import tighten
from conferencekit.engines._rooms import share_out
from conferencekit.scheduling import Bound, Plan, Round
from conferencekit.scheduling.compile import Codec, compile_round

__all__ = ["Model"]


class Model:
    """A round as a model of CP-SAT's: its plans are the valid plans of the round, to the letter.

    Args:
        round_: The round.

    Attributes:
        parts: Its variables. ``parts.model`` is what CP-SAT solves.
        cost: What its plans score, once it is built.
    """

    def __init__(self, round_: Round) -> None:
        self._codec = Codec(round_)
        self.parts = Parts(self._codec, compile_round(round_, self._codec))
        self.cost = Cost(self.parts)

    def build(self) -> Iterator[None]:
        """Add everything, one person at a time, so that it can be broken off in between."""
        yield from self.parts.build()
        yield from add_rules(self.parts)
        yield from self.cost.build()

    def tighten(self) -> Iterator[None]:
        """Add what follows from what was built, to be found out sooner; a little at a time too."""
        yield from tighten(self.parts, self.cost)

    @property
    def size(self) -> int:
        """How many variables it has."""
        return len(self.parts.model.proto.variables)

    def copy(self) -> cp_model.CpModel:
        """A copy to which limits and an aim can be added."""
        return self.parts.model.clone()

    def plan(self, holds: Callable[[Var], bool], bound: Bound) -> Plan:
        """The plan of a solution, with its score.

        Args:
            holds: Tells whether a literal is true in it.
            bound: What is proven.
        """
        return plan_of(self._codec, self._decisions(holds), bound)

    def hint(self, model: cp_model.CpModel, plan: Plan) -> None:
        """Let CP-SAT begin with a valid plan.

        Args:
            model: A copy of the model.
            plan: The plan.
        """
        for literal, is_so in self.hints(plan):
            model.add_hint(literal, is_so)

    def hints(self, plan: Plan) -> Iterable[tuple[Var, bool]]:
        """The literals of where and with whom meetings are, and whether they hold in a plan."""
        return dict(self._hints(plan)).values()

    def _decisions(self, holds: Callable[[Var], bool]) -> dict[int, Decision]:
        parts = self.parts
        starts = {
            task: start
            for task, at in enumerate(parts.starts)
            for start, literal in at.items()
            if holds(literal)
        }
        rooms = self._rooms(starts)
        return {
            task: Decision(
                start,
                [
                    rooms[pool][task]
                    if pool in rooms
                    else _who(parts.members[task, index], start, holds)[0]
                    for index, pool in enumerate(self._codec.round.meetings[task].from_pools)
                ],
                _who(parts.guests[task], start, holds),
            )
            for task, start in starts.items()
        }

    def _rooms(self, starts: Mapping[int, int]) -> dict[str, dict[int, int]]:
        """For each pool that is counted, who of it is in which meeting."""
        tasks, meetings = self.parts.problem.tasks, self._codec.round.meetings
        return {
            pool: share_out(
                members,
                [
                    (start, start + tasks[task].length, task)
                    for task, start in starts.items()
                    if pool in meetings[task].from_pools
                ],
            )
            for pool, members in self.parts.counted.items()
        }

    def _hints(self, plan: Plan) -> Iterator[tuple[int, tuple[Var, bool]]]:
        """By the number of its variable, each literal and whether it holds in a plan."""
        codec, parts = self._codec, self.parts
        placed = {codec.task[one.meeting]: one for one in plan.placements}
        for task, literals in enumerate(parts.starts):
            one = placed.get(task)
            begin = None if one is None else codec.cell(one.start)
            yield _hint(parts.placed[task], is_so=one is not None)
            for start, literal in literals.items():
                yield _hint(literal, is_so=start == begin)
            for index, pool in enumerate(codec.round.meetings[task].from_pools):
                chosen = None if one is None else codec.person[one.pools[pool]]
                for person, at in parts.members.get((task, index), {}).items():
                    for start, literal in at.items():
                        yield _hint(literal, is_so=person == chosen and start == begin)
            attending = () if one is None else tuple(codec.person[id_] for id_ in one.attending)
            for person, at in parts.guests[task].items():
                for start, literal in at.items():
                    yield _hint(literal, is_so=person in attending and start == begin)


def _hint(literal: Var, *, is_so: bool) -> tuple[int, tuple[Var, bool]]:
    return literal.index, (literal, is_so)


def _who(
    people: Mapping[int, Mapping[int, Var]], start: int, holds: Callable[[Var], bool]
) -> list[int]:
    """Those whose literal holds at a start."""
    return [person for person, at in people.items() if start in at and holds(at[start])]
