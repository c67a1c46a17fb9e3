"""Strategies by the kind of need they answer: a small library, which a school makes its own."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from conferencekit._checks import repeated_ids
from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.support._strategies import STRATEGIES
from conferencekit.support.model import Tier
from conferencekit.wire import JsonValue, body_of, make_converter, structure

__all__ = [
    "Strategy",
    "StrategyLibrary",
    "builtin_strategies",
    "strategies_from_json",
    "strategies_to_json",
]

STRATEGIES_SCHEMA: Final = "conferencekit.strategies/1"


@attrs.frozen(field_transformer=as_checked)
class Strategy:
    """A way to help that has a name.

    Attributes:
        id: Unique in its library.
        title: What it is called.
        needs: The kinds of need it answers, such as ``decoding``.
        tiers: At which tiers it is used.
        steps: What one does, step by step.
        look_for: What one would see if it helped.
        source: Where it comes from.

    Raises:
        InvalidInputError: It answers no need.
    """

    id: str
    title: str
    needs: frozenset[str]
    tiers: frozenset[Tier] = frozenset(Tier)
    steps: tuple[str, ...] = ()
    look_for: str = ""
    source: str = ""

    def __attrs_post_init__(self) -> None:
        """Check that it can be found."""
        if not self.needs:
            text = "at least one is needed"
            raise InvalidInputError.single("needs", text, source=f"strategy {self.id!r}")


@attrs.frozen(repr=False, field_transformer=as_checked)
class StrategyLibrary:
    """Strategies, found by id or by need.

    Attributes:
        strategies: In the order in which they are offered.

    Raises:
        InvalidInputError: An id is empty or used twice.
    """

    strategies: tuple[Strategy, ...] = ()
    _index: Mapping[str, Strategy] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check the ids, then index them."""
        faults = tuple(repeated_ids(self.strategies, "strategies"))
        if faults:
            raise InvalidInputError(faults, source="strategies")
        object.__setattr__(self, "_index", {one.id: one for one in self.strategies})

    def __repr__(self) -> str:
        """How many there are."""
        return f"<StrategyLibrary: {len(self.strategies)} strategies>"

    def __getitem__(self, id_: str) -> Strategy:
        """The strategy of an id; KeyError where there is none."""
        return self._index[id_]

    def __contains__(self, id_: object) -> bool:
        """Whether there is a strategy of an id."""
        return id_ in self._index

    def kinds(self) -> tuple[str, ...]:
        """Every kind of need that something is there for, sorted."""
        return tuple(sorted({need for one in self.strategies for need in one.needs}))

    def answering(self, needs: Iterable[str], *, tier: Tier | None = None) -> tuple[Strategy, ...]:
        """The strategies for some kinds of need, those that answer most of them first.

        Args:
            needs: The kinds.
            tier: At which tier they are to be used; None for any.
        """
        wanted = frozenset(needs)
        found = [
            one
            for one in self.strategies
            if one.needs & wanted and (tier is None or tier in one.tiers)
        ]
        return tuple(sorted(found, key=lambda one: -len(one.needs & wanted)))

    def extended(self, others: "StrategyLibrary") -> "StrategyLibrary":
        """This library with others added; of two of one id that of the others counts."""
        kept = tuple(one for one in self.strategies if one.id not in others)
        return StrategyLibrary((*kept, *others.strategies))


def builtin_strategies() -> StrategyLibrary:
    """The strategies that come with the library: a beginning, to be extended by a school."""
    return strategies_from_json({"schema": STRATEGIES_SCHEMA, "strategies": STRATEGIES})


@kinds_checked
def strategies_from_json(data: JsonValue, *, source: str = "strategies") -> StrategyLibrary:
    """Read strategies, ``conferencekit.strategies/1``, from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: They are no strategies; with every fault and its path.
    """
    body = body_of(data, STRATEGIES_SCHEMA, source=source)
    return structure(make_converter(), body, StrategyLibrary, source=source)


@kinds_checked
def strategies_to_json(library: StrategyLibrary) -> dict[str, Any]:
    """Strategies as JSON-shaped data; reading them back gives equal ones."""
    return {"schema": STRATEGIES_SCHEMA, **make_converter().unstructure(library)}
