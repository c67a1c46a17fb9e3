"""How much each criterion of a rubric counts among those that are there."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction

from conferencekit.assessment.criterion import Criterion
from conferencekit.assessment.rubric import Rubric, Weighting

__all__ = ["shares"]


def shares(
    rubric: Rubric, among: Collection[str], ranges: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """What part of the whole each of some criteria is; together 1.

    What a group counts is divided among those of its criteria that are there, so a missing
    criterion leaves what the other groups count as it was.

    Args:
        rubric: The rubric.
        among: The ids of the criteria that are there; no groups.
        ranges: How many points each can make a difference of.
    """
    if rubric.weighting is Weighting.POINTS:
        return _normal({id_: ranges[id_] for id_ in among})
    children: dict[str | None, list[Criterion]] = {}
    seen: set[str] = set()
    for id_ in among:
        for item in rubric.lineage(id_):
            if item.id in seen:
                break
            seen.add(item.id)
            children.setdefault(item.parent, []).append(item)
    found: dict[str, Fraction] = {}
    level: list[tuple[str | None, Fraction]] = [(None, Fraction(1))]
    while level:
        parent, whole = level.pop()
        together = children.get(parent, [])
        if not together and parent is not None:
            found[parent] = whole
        weights = _normal({item.id: Fraction(item.weight or Decimal(1)) for item in together})
        level += [(id_, whole * share) for id_, share in weights.items()]
    return found


def _normal(weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    total = sum(weights.values(), Fraction(0))
    return {id_: weight / total for id_, weight in weights.items()} if total else {}
