"""Migrations put together, and the way back."""

from collections.abc import Mapping

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.migration import Migration, check_versions
from conferencekit.assessment.rubric import Rubric
from conferencekit.assessment.scale import Level, Scale, comparable
from conferencekit.errors import Faults, InvalidInputError, shorten

__all__ = ["chain_migrations", "is_reversible", "reverse_migration"]


@kinds_checked
def is_reversible(migration: Migration, old: Rubric, new: Rubric) -> bool:
    """Whether it is one-to-one: every assessment goes over whole, and comes back as it was.

    Raises:
        InvalidInputError: The migration is of other versions.
    """
    check_versions(migration, old, new)
    scored = {item.id for item in old.criteria if not item.is_group}
    if scored != migration.criteria.keys() or not _is_one_to_one(migration.criteria):
        return False
    return all(
        _is_scale_reversible(
            old.scale_of(id_), new.scale_of(target), migration.levels.get(id_, {})
        )
        for id_, target in migration.criteria.items()
        if target is not None
    )


def _is_one_to_one(mapping: Mapping[str, str | None]) -> bool:
    targets = list(mapping.values())
    return None not in targets and len(set(targets)) == len(targets)


def _is_scale_reversible(old: Scale, new: Scale, levels: Mapping[str, str | None]) -> bool:
    if comparable(old, new) and all(one == other for one, other in levels.items()):
        return True
    if old.kind != "levels" or new.kind != "levels" or not _is_one_to_one(levels):
        return False
    if {level.id for level in old.levels} != levels.keys():
        return False
    pairs = [(level, new.level(str(levels[level.id]))) for level in old.levels]
    return all(_is_level_reversible(one, other, old, new) for one, other in pairs)


def _is_level_reversible(one: Level, other: Level, old: Scale, new: Scale) -> bool:
    if one.lowest is not None or other.lowest is not None:
        return False  # an end that ranges share could go to another level
    if one.points is None or other.points is None:
        return one.points is other.points
    return all(
        sum(level.points == points for level in scale.levels) == 1
        for points, scale in ((one.points, old), (other.points, new))
    )


@kinds_checked
def reverse_migration(migration: Migration) -> Migration:
    """The way back. It brings back all that went over where the migration is reversible.

    Raises:
        InvalidInputError: Two criteria or levels go to the same one.
    """
    with Faults(source="migration") as faults:
        criteria = _reversed(migration.criteria, "criteria", faults)
        levels = {
            target: _reversed(migration.levels[id_], f"levels.{id_}", faults)
            for id_, target in migration.criteria.items()
            if target is not None and id_ in migration.levels
        }
    return Migration(migration.target, migration.source, criteria, levels)


def _reversed(
    mapping: Mapping[str, str | None], path: str, faults: Faults
) -> dict[str, str | None]:
    made: dict[str, str | None] = {}
    for one, other in mapping.items():
        if other is None:
            continue
        if other in made:
            faults.add(f"{path}.{one}", f"goes to {shorten(other)}, as {made[other]!r} does")
        made[other] = one
    return made


@kinds_checked
def chain_migrations(first: Migration, second: Migration) -> Migration:
    """From the first one's source to the second one's target, in one step.

    Raises:
        InvalidInputError: The second does not start where the first ends.
    """
    if first.target != second.source:
        text = f"is {second.source}, the first goes to {first.target}"
        raise InvalidInputError.single("source", text, source="migration")
    levels: dict[str, Mapping[str, str | None]] = {}
    for id_, by_level in first.levels.items():
        middle = first.criteria.get(id_)
        if middle is not None:
            levels[id_] = _chained(by_level, second.levels.get(middle, {}))
    return Migration(
        first.source, second.target, _chained(first.criteria, second.criteria), levels
    )


def _chained(
    first: Mapping[str, str | None], second: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Where both steps lead; what the second says nothing of is left out, to be reviewed."""
    return {
        one: None if middle is None else second[middle]
        for one, middle in first.items()
        if middle is None or middle in second
    }
