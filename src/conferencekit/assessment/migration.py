"""How what was scored by one version of a rubric is brought over to another."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.assessment import Assessment
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.formats import assessment_converter, rubric_ref
from conferencekit.assessment.lifecycle import assessment_faults, revision_of, score_faults
from conferencekit.assessment.rubric import Rubric, RubricRef
from conferencekit.assessment.scale import Level, comparable
from conferencekit.assessment.score import Score
from conferencekit.errors import Fault, Faults, InvalidInputError, shorten
from conferencekit.time import Instant
from conferencekit.wire import JsonValue, body_of, structure

__all__ = [
    "Migrated",
    "Migration",
    "MigrationPreview",
    "Outcome",
    "ScoreOutcome",
    "migrate",
    "migration_from_json",
    "migration_to_json",
    "plan_migration",
    "preview_migration",
]

MIGRATION_SCHEMA: Final = "conferencekit.migration/1"


class Outcome(StrEnum):
    """What becomes of a score."""

    CARRIED = "carried"
    """It stays as it is, and means what it did."""
    MAPPED = "mapped"
    """It is on another criterion or level, or its level counts otherwise."""
    NEEDS_REVIEW = "needs-review"
    """Nothing says what takes its place; it is missing until somebody decides. Nothing is
    guessed."""
    DROPPED = "dropped"
    """The migration says that nothing takes its place."""


@attrs.frozen
class Migration:
    """What takes the place of what, from one version of a rubric to another.

    Attributes:
        source: From which version.
        target: To which version.
        criteria: The criterion that takes the place of another, by ids; None where none does,
            and that is meant.
        levels: The level that takes the place of another, by the id of the criterion it comes
            from and by its own.
    """

    source: RubricRef
    target: RubricRef
    criteria: Mapping[str, str | None] = attrs.field(factory=dict, hash=False)
    levels: Mapping[str, Mapping[str, str | None]] = attrs.field(factory=dict, hash=False)


@kinds_checked
def plan_migration(
    old: Rubric,
    new: Rubric,
    *,
    criteria: Mapping[str, str | None] | None = None,
    levels: Mapping[str, Mapping[str, str | None]] | None = None,
) -> Migration:
    """A migration in which what has the same id takes the place, unless something else is said.

    Args:
        old: The rubric that was scored by.
        new: The rubric to go over to.
        criteria: Which criterion takes the place of another; None for none.
        levels: By criterion of the old rubric, which level takes the place of another.

    Raises:
        InvalidInputError: An id is unknown; with every fault and its path.
    """
    named = dict(criteria or {})
    with Faults(source=f"migration of {old.id!r}") as faults:
        for id_, target in named.items():
            _expect_criterion(old, id_, f"criteria.{id_}", faults)
            if target is not None:
                _expect_criterion(new, target, f"criteria.{id_}", faults)
        for id_ in levels or {}:
            _expect_criterion(old, id_, f"levels.{id_}", faults)
    for item in old.criteria:
        if not item.is_group and item.id not in named and _is_scored(new, item.id):
            named[item.id] = item.id
    with Faults(source=f"migration of {old.id!r}") as faults:
        by_criterion = {
            id_: _levels(old, new, id_, target, (levels or {}).get(id_, {}), faults)
            for id_, target in named.items()
            if target is not None and old.scale_of(id_).levels
        }
    return Migration(rubric_ref(old), rubric_ref(new), named, by_criterion)


def _is_scored(rubric: Rubric, id_: str) -> bool:
    return rubric.has_criterion(id_) and not rubric.criterion(id_).is_group


def _expect_criterion(rubric: Rubric, id_: str, path: str, faults: Faults) -> None:
    if not _is_scored(rubric, id_):
        faults.add(path, f"{rubric!r} has no criterion {shorten(id_)} that is scored")


def _levels(  # noqa: PLR0917
    old: Rubric,
    new: Rubric,
    id_: str,
    target: str,
    named: Mapping[str, str | None],
    faults: Faults,
) -> dict[str, str | None]:
    before = [level.id for level in old.scale_of(id_).levels]
    after = {level.id for level in new.scale_of(target).levels}
    for level, other in named.items():
        if level not in before or (other is not None and other not in after):
            unknown = other if level in before else level
            faults.add(f"levels.{id_}.{level}", f"unknown level {shorten(unknown)}")
    same: dict[str, str | None] = {level: level for level in before if level in after}
    return {**same, **named}


@attrs.frozen
class ScoreOutcome:
    """What becomes of one score.

    Attributes:
        before: The score.
        outcome: What becomes of it.
        after: What takes its place; None where nothing does.
        note: Why.
    """

    before: Score
    outcome: Outcome
    after: Score | None
    note: str = ""


@attrs.frozen
class Migrated:
    """An assessment that was brought over.

    Attributes:
        original: As it was; it stays valid, by its own version.
        assessment: By the new version. What needs review or was dropped is missing in it.
        outcomes: What became of each score.
    """

    original: Assessment
    assessment: Assessment
    outcomes: tuple[ScoreOutcome, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every score was carried or mapped."""
        return all(one.after is not None for one in self.outcomes)


@kinds_checked
def migrate(
    assessment: Assessment,
    migration: Migration,
    old: Rubric,
    new: Rubric,
    *,
    at: Instant | None = None,
    by: str = "",
    extensions: Extensions = BUILT_IN,
) -> Migrated:
    """Bring an assessment over to another version. The original is not changed.

    Where ``at`` is given, what a published assessment said goes into its history, so that the
    one that was brought over can be kept in the place of the original: what was known before
    can still be told. Without it the history stays as it was, and the original is to be kept.

    Args:
        assessment: By the old version.
        migration: What takes the place of what.
        old: The rubric it is from.
        new: The rubric it goes to.
        at: Now.
        by: The id of who brings it over.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: The assessment does not fit the old rubric, the migration is of
            other versions, or time goes backwards.
    """
    check_versions(migration, old, new)
    faults = tuple(assessment_faults(assessment, old, extensions))
    if faults:
        raise InvalidInputError(faults, source=f"assessment {assessment.id!r}")
    found = (migration.criteria.get(score.criterion) for score in assessment.scores)
    targets = Counter(target for target in found if target is not None)
    outcomes = tuple(
        _outcome(score, migration, (old, new), targets, extensions) for score in assessment.scores
    )
    scores = tuple(one.after for one in outcomes if one.after is not None)
    history = assessment.history
    if at is not None and assessment.published_at is not None:
        reason = f"brought over to {migration.target}"
        history = (*history, revision_of(assessment, at, by, reason))
    moved = attrs.evolve(assessment, rubric=migration.target, scores=scores, history=history)
    return Migrated(assessment, moved, outcomes)


def check_versions(migration: Migration, old: Rubric, new: Rubric) -> None:
    with Faults(source="migration") as faults:
        for name, ref, rubric in (
            ("source", migration.source, old),
            ("target", migration.target, new),
        ):
            if ref != rubric_ref(rubric):
                faults.add(name, f"is {ref}, or says otherwise than {rubric!r}")


def _outcome(
    score: Score,
    migration: Migration,
    rubrics: tuple[Rubric, Rubric],
    targets: Mapping[str, int],
    extensions: Extensions,
) -> ScoreOutcome:
    if score.criterion not in migration.criteria:
        return _review(score, "no criterion takes its place")
    target = migration.criteria[score.criterion]
    if target is None:
        return ScoreOutcome(score, Outcome.DROPPED, None, "no criterion is to take its place")
    if targets[target] > 1:
        return _review(score, f"several scores would come to be on {target}")
    moved = attrs.evolve(score, criterion=target)
    if not score.is_scored:
        return _done(score, moved)
    levels = migration.levels.get(score.criterion, {})
    return _rescaled(score, moved, levels, rubrics, extensions)


def _rescaled(
    score: Score,
    moved: Score,
    levels: Mapping[str, str | None],
    rubrics: tuple[Rubric, Rubric],
    extensions: Extensions,
) -> ScoreOutcome:
    """What becomes of a score on the criterion that takes the place of its own."""
    before, after = rubrics[0].scale_of(score.criterion), rubrics[1].scale_of(moved.criterion)
    if comparable(before, after) and all(one == other for one, other in levels.items()):
        return _done(score, moved)
    if before.kind != "levels" or after.kind != "levels":
        return _review(score, "the scale is another")
    level = extensions.scale_kind("levels").read(before, score).level or ""
    if level not in levels:
        return _review(score, f"no level takes the place of {level}")
    goal = levels[level]
    if goal is None:
        return ScoreOutcome(score, Outcome.DROPPED, None, f"no level is to replace {level}")
    moved = _on_level(moved, before.level(level), after.level(goal))
    faults = tuple(score_faults(moved, rubrics[1], extensions))
    if faults:
        return _review(score, "; ".join(map(str, faults)))
    return _done(score, moved, _counting(before.level(level), after.level(goal)))


def _review(score: Score, note: str) -> ScoreOutcome:
    return ScoreOutcome(score, Outcome.NEEDS_REVIEW, None, note)


def _done(before: Score, after: Score, note: str = "") -> ScoreOutcome:
    outcome = Outcome.CARRIED if before == after and not note else Outcome.MAPPED
    return ScoreOutcome(before, outcome, after, note)


def _counting(before: Level, after: Level) -> str:
    if before.points == after.points:
        return ""
    return f"counts {_shown(after)}, counted {_shown(before)}"


def _shown(level: Level) -> str:
    return "nothing" if level.points is None else f"{level.points:f}"


def _on_level(score: Score, before: Level, after: Level) -> Score:
    """The score on the level that takes the place of its own, said in the same way.

    Points within a range are kept; whether they are within the new one is checked next.
    """
    level = None if score.level is None else after.id
    points = score.points
    if points is not None and before.lowest is None and after.lowest is None:
        points = after.points
    if points is None:
        level = after.id
    return attrs.evolve(score, level=level, points=points)


@attrs.frozen
class MigrationPreview:
    """What a migration would do; nothing was changed.

    Attributes:
        migrated: What would become of each assessment.
        refused: Those that cannot be brought over at all, by their ids, and why.
    """

    migrated: tuple[Migrated, ...]
    refused: Mapping[str, tuple[Fault, ...]]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many scores each outcome would have."""
        found = Counter(one.outcome for made in self.migrated for one in made.outcomes)
        return {outcome: found[outcome] for outcome in Outcome}

    def to_review(self) -> Iterator[tuple[Assessment, ScoreOutcome]]:
        """Every score that somebody would have to look at, with its assessment."""
        for made in self.migrated:
            for one in made.outcomes:
                if one.outcome is Outcome.NEEDS_REVIEW:
                    yield made.original, one


@kinds_checked
def preview_migration(
    assessments: Iterable[Assessment],
    migration: Migration,
    old: Rubric,
    new: Rubric,
    *,
    extensions: Extensions = BUILT_IN,
) -> MigrationPreview:
    """A dry run: what would become of every score.

    Args:
        assessments: Those by other versions are passed over.
        migration: What takes the place of what.
        old: The rubric they are from.
        new: The rubric they would go to.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: The migration is of other versions.
    """
    check_versions(migration, old, new)
    made: list[Migrated] = []
    refused: dict[str, tuple[Fault, ...]] = {}
    for one in assessments:
        if one.rubric != migration.source:
            continue
        try:
            made.append(migrate(one, migration, old, new, extensions=extensions))
        except InvalidInputError as error:
            refused[one.id] = error.faults
    return MigrationPreview(tuple(made), refused)


@kinds_checked
def migration_from_json(data: JsonValue, *, source: str = "migration") -> Migration:
    """Read a migration from JSON-shaped data.

    Args:
        data: What a migration file holds.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a migration; with every fault and its path.
    """
    body = body_of(data, MIGRATION_SCHEMA, source=source)
    return structure(assessment_converter(), body, Migration, source=source)


@kinds_checked
def migration_to_json(migration: Migration) -> dict[str, Any]:
    """A migration as JSON-shaped data; reading it back gives an equal migration."""
    return {"schema": MIGRATION_SCHEMA, **assessment_converter().unstructure(migration)}
