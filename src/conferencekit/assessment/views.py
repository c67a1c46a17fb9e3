"""What to talk about: strengths, what to work on, and where people see a child differently."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.aggregate import Aggregation
from conferencekit.assessment.assessment import Assessment, Perspective
from conferencekit.assessment.catalog import RubricCatalog
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.labels import home_of
from conferencekit.assessment.profile import Profile, profiles
from conferencekit.assessment.receipt import Receipt
from conferencekit.assessment.rubric import RubricRef
from conferencekit.errors import Faults
from conferencekit.school import School
from conferencekit.time import Instant

__all__ = [
    "Choice",
    "SideBySide",
    "Standout",
    "Standouts",
    "View",
    "Views",
    "side_by_side",
    "standouts",
]


@attrs.frozen
class Choice:
    """The rule by which strengths and areas to work on are chosen.

    A share is how far a value lies from the least of its scale to the most: 1/3 is *near* on a
    scale of four levels.

    Attributes:
        strong: From which share on a criterion is a strength.
        weak: Up to which it is an area to work on.
        fewest: How many scores it has to rest on.
        most: How many are chosen of each at the most.

    Raises:
        InvalidInputError: The shares are not in order from 0 to 1, or a number is below 1.
    """

    strong: Fraction = Fraction(3, 4)
    weak: Fraction = Fraction(1, 3)
    fewest: int = 2
    most: int = 3

    def __attrs_post_init__(self) -> None:
        """Check the shares and the numbers."""
        with Faults(source="choice") as faults:
            if not 0 <= self.weak < self.strong <= 1:
                faults.add("weak", f"{self.weak} and strong, {self.strong}, do not go up to 1")
            for name in ("fewest", "most"):
                if getattr(self, name) < 1:
                    faults.add(name, f"{getattr(self, name)} is not 1 or more")

    def __str__(self) -> str:
        """In words, to be shown beside what was chosen."""
        return (
            f"Of the criteria with {self.fewest} scores or more: up to {self.most} strengths, "
            f"at {self.strong} of the scale or above, and up to {self.most} areas to work on, "
            f"at {self.weak} or below; those farthest out first."
        )


@attrs.frozen
class Standout:
    """A criterion that was chosen.

    Attributes:
        result: Its result.
        share: How far it lies from the least of its scale to the most.
    """

    result: Receipt
    share: Fraction


@attrs.frozen
class Standouts:
    """Strengths and areas to work on.

    Attributes:
        strengths: The strongest first.
        to_work_on: The weakest first.
        rule: By which they were chosen.
    """

    strengths: tuple[Standout, ...]
    to_work_on: tuple[Standout, ...]
    rule: Choice


@kinds_checked
def standouts(profile: Profile, choice: Choice | None = None) -> Standouts:
    """The strengths of a student and the areas to work on, by a rule that is told.

    Args:
        profile: Of the student.
        choice: The rule. Of equal shares the criterion that comes first in its rubric is taken.

    Example:
        >>> from conferencekit.time import Instant
        >>> nothing = Profile("noah", Instant.parse("2026-11-24T16:00Z"), Perspective.TEACHER)
        >>> print(standouts(nothing).rule)
        Of the criteria with 2 scores or more: up to 3 strengths, at 3/4 of the scale or above, \
and up to 3 areas to work on, at 1/3 or below; those farthest out first.
    """
    rule = choice or Choice()
    seen = [
        Standout(one, share)
        for one in profile.criteria
        if one.observations >= rule.fewest and (share := share_of(one)) is not None
    ]
    strong = sorted((one for one in seen if one.share >= rule.strong), key=lambda one: -one.share)
    weak = sorted((one for one in seen if one.share <= rule.weak), key=lambda one: one.share)
    return Standouts(tuple(strong[: rule.most]), tuple(weak[: rule.most]), rule)


def share_of(result: Receipt) -> Fraction | None:
    """How far a criterion's value lies from the least of its scale to the most, from 0 to 1.

    None where there is no value, or the scale has but one.
    """
    if result.value is None or not result.inputs:
        return None
    least, most = result.inputs[0].least, result.inputs[0].most
    return (result.value - least) / (most - least) if most > least else None


@attrs.frozen
class View:
    """From where a student is seen.

    Attributes:
        perspective: Whose view it is.
        household: The id of the home it is told from; None for the teachers' and the student's,
            and where it is not known.
    """

    perspective: Perspective
    household: str | None = None

    def __str__(self) -> str:
        """The perspective, and from which home."""
        home = "" if self.household is None else f" ({self.household})"
        return f"{self.perspective.value}{home}"


@attrs.frozen
class Views:
    """One criterion as it is seen by several.

    Attributes:
        rubric: The rubric, to the letter.
        criterion: The criterion's id.
        results: By view; only those from which there is a value.
        gap: How far the farthest two are apart, as a part of the scale; None where fewer than
            two say anything.
        differ: Whether that is far enough to talk about.
    """

    rubric: RubricRef
    criterion: str
    results: Mapping[View, Receipt]
    gap: Fraction | None
    differ: bool

    def of(self, perspective: Perspective) -> tuple[Receipt, ...]:
        """The results from a perspective: of the family one for each home that says anything."""
        return tuple(one for view, one in self.results.items() if view.perspective == perspective)


@attrs.frozen
class SideBySide:
    """How teachers, the student and each home see the same child. They are never averaged.

    Attributes:
        student: The student's id.
        as_of: When.
        rows: A row for each criterion on which anybody says anything.
    """

    student: str
    as_of: Instant
    rows: tuple[Views, ...]

    @property
    def differing(self) -> tuple[Views, ...]:
        """The rows in which they differ, those farthest apart first."""
        rows = (row for row in self.rows if row.differ and row.gap is not None)
        return tuple(sorted(rows, key=lambda row: -(row.gap or 0)))


@kinds_checked
def side_by_side(
    student: str,
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    how: Aggregation | None = None,
    *,
    as_of: Instant,
    apart: Fraction = Fraction(1, 4),
    school: School | None = None,
    extensions: Extensions = BUILT_IN,
) -> SideBySide:
    """The views of a student side by side, criterion by criterion.

    What is said at one home is another view than what is said at another, where ``school`` tells
    them apart; without it, all the family says is one view, as where there is one home.

    Args:
        student: The student's id.
        assessments: Of any students, from any perspective.
        catalog: The rubrics they were made by.
        how: How scores become results, from each perspective alike.
        as_of: What was known at that instant.
        apart: From which part of the scale on views differ. A quarter is one level of five.
        school: Who belongs to which household.
        extensions: The kinds that are known.
    """
    told: dict[View, list[Assessment]] = {}
    for each in assessments:
        if each.student == student:
            home = None if school is None else home_of(each, school)
            told.setdefault(View(each.perspective, home), []).append(each)
    seen: dict[tuple[RubricRef, str], dict[View, Receipt]] = {}
    for view in sorted(told, key=_in_order):
        found = profiles(
            told[view],
            catalog,
            how,
            as_of=as_of,
            perspective=view.perspective,
            extensions=extensions,
        ).get(student)
        for one in found.criteria if found else ():
            if one.value is not None and one.rubric is not None:
                seen.setdefault((one.rubric, one.of), {})[view] = one
    rows = (_views(rubric, of, results, apart) for (rubric, of), results in seen.items())
    return SideBySide(student, as_of, tuple(rows))


def _in_order(view: View) -> tuple[int, str]:
    return tuple(Perspective).index(view.perspective), view.household or ""


def _views(
    rubric: RubricRef, criterion: str, results: Mapping[View, Receipt], apart: Fraction
) -> Views:
    shares = [share for one in results.values() if (share := share_of(one)) is not None]
    gap = max(shares) - min(shares) if len(shares) > 1 else None
    return Views(rubric, criterion, dict(results), gap, gap is not None and gap >= apart)
