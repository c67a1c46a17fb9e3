"""The laws of overlays and migrations."""

from decimal import Decimal

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from conferencekit.assessment import (
    Assessment,
    Criterion,
    Level,
    Overlay,
    Rubric,
    Verb,
    chain_migrations,
    compose,
    derive,
    diff_rubrics,
    is_reversible,
    migrate,
    overlay_from_json,
    overlay_to_json,
    plan_migration,
    reverse_migration,
    rubric_digest,
)
from conferencekit.errors import InvalidInputError
from conferencekit.wire import dump_json, parse_json
from rubrics import assessments_by, reading, rubrics, texts

NAMES = ("sounds", "fluency", "care", "x", "y")
LEVELS = ("beginning", "near", "x")


@st.composite
def overlays(draw: st.DrawFn, base: Rubric | None = None) -> Overlay:
    """Overlays of a few steps over the same few names, that fit a base where one is given.

    Otherwise many of them fit none, and cannot follow each other.
    """
    made = Overlay("made", "1")
    for _ in range(draw(st.integers(0, 4))):
        step = draw(st.sampled_from((step_of_criterion, step_of_level, step_of_rubric)))
        try:
            longer = step(draw, made)
        except InvalidInputError:
            continue
        if base is None or derived(base, longer) is not None:
            made = longer
    return made


def step_of_criterion(draw: st.DrawFn, made: Overlay) -> Overlay:
    """One thing done to a criterion."""
    id_ = draw(st.sampled_from(NAMES))
    item = Criterion(id_, draw(texts()), "four", descriptors={"near": "x"})
    near = draw(st.sampled_from((None, "z")))
    fields = {
        "weight": draw(st.sampled_from((None, 1, 2))),
        "descriptors": {"meets": "y", "near": near},
    }
    what = draw(st.sampled_from(("add", "replace", "remove", "hide", "change", "order")))
    match what:
        case "add":
            return made.add_criterion(item)
        case "replace":
            return made.replace_criterion(item)
        case "remove":
            return made.remove_criterion(id_)
        case "hide":
            return made.hide_criterion(id_)
        case "change":
            return made.change_criterion(id_, fields)
        case _:
            return made.put_first(id_)


def step_of_level(draw: st.DrawFn, made: Overlay) -> Overlay:
    """One thing done to a level or to its scale."""
    id_ = draw(st.sampled_from(LEVELS))
    level = Level(id_, draw(texts()), draw(st.sampled_from((0, 1, 2))))
    what = draw(st.sampled_from(("add", "replace", "remove", "change", "scale")))
    match what:
        case "add":
            return made.add_level("four", level, order=(id_,))
        case "replace":
            return made.replace_level("four", level)
        case "remove":
            return made.remove_level("four", id_)
        case "change":
            return made.change_level("four", id_, {"label": "L"})
        case _:
            return made.change_scale("four", {"title": draw(texts())})


def step_of_rubric(draw: st.DrawFn, made: Overlay) -> Overlay:
    """One thing done to the rubric."""
    return made.change_rubric(
        {"title": draw(texts()), "extras": {"k": draw(st.sampled_from((None, 1, 2)))}}
    )


def composed(first: Overlay, second: Overlay) -> Overlay | None:
    """The two together; None where the second cannot follow."""
    try:
        return compose(first, second)
    except InvalidInputError:
        return None


def derived(base: Rubric, overlay: Overlay) -> Rubric | None:
    """What an overlay makes of a base; None where it does not fit."""
    try:
        return attrs.evolve(derive(base, overlay), derived_from=None)
    except InvalidInputError:
        return None


@given(overlays(), overlays(), overlays())
def test_composing_is_associative(one: Overlay, two: Overlay, three: Overlay) -> None:
    """Also in that it cannot be done."""
    left, right = composed(one, two), composed(two, three)
    first = None if left is None else composed(left, three)
    last = None if right is None else composed(one, right)
    if first is not None and last is not None:
        assert first == last
        assert list(first.criteria) == list(last.criteria) or set(first.criteria) == set(
            last.criteria
        )
    else:
        assert first is None or right is None
        assert last is None or left is None


@given(st.data())
def test_an_overlay_on_an_overlay_is_the_two_composed(data: st.DataObject) -> None:
    """But for the place of what the second adds and the first removed or had a place for."""
    base = reading()
    one = data.draw(overlays(base))
    middle = derived(base, one)
    assert middle is not None
    two = data.draw(overlays(middle))
    twice = derived(middle, two)
    assert twice is not None
    both = compose(one, two)
    at_once = derived(base, both)
    assert at_once is not None
    again = any(
        patch.verb is Verb.ADD and (id_ in one.criteria or id_ in one.order)
        for id_, patch in two.criteria.items()
    )
    if again:
        by_id = {item.id: item for item in twice.criteria}
        assert {item.id: item for item in at_once.criteria} == by_id
        assert at_once.scales == twice.scales
    else:
        assert at_once == twice


@given(overlays())
def test_overlays_are_read_back_as_they_were(overlay: Overlay) -> None:
    """Through text."""
    assert overlay_from_json(parse_json(dump_json(overlay_to_json(overlay)))) == overlay


@given(rubrics(), rubrics())
def test_there_is_no_difference_where_the_same_is_said(one: Rubric, other: Rubric) -> None:
    """And only there."""
    assert (diff_rubrics(one, other) == ()) == (rubric_digest(one) == rubric_digest(other))
    assert diff_rubrics(one, one) == ()


@given(overlays(reading()))
def test_a_difference_is_found_whatever_was_done(overlay: Overlay) -> None:
    """An overlay that makes something else makes a difference."""
    base = reading()
    made = derived(base, overlay)
    assert made is not None
    same = attrs.evolve(made, id=base.id, version=base.version) == base
    assert (diff_rubrics(base, made) == ()) == same


@st.composite
def renamings(draw: st.DrawFn) -> tuple[Rubric, Rubric, list[Assessment]]:
    """A rubric, the same with criteria and levels renamed and counted otherwise, assessments."""
    old = draw(rubrics())
    counted = [
        attrs.evolve(
            scale,
            levels=tuple(
                attrs.evolve(
                    level,
                    id=f"{level.id}-new",
                    points=None if level.points is None else level.points + Decimal(1),
                    lowest=None if level.lowest is None else level.lowest + Decimal(1),
                )
                for level in scale.levels
            ),
        )
        for scale in old.scales
    ]
    criteria = [
        attrs.evolve(
            item,
            id=f"{item.id}-new",
            parent=f"{item.parent}-new" if item.parent else None,
            descriptors={f"{id_}-new": words for id_, words in item.descriptors.items()},
        )
        for item in draw(st.permutations(old.criteria))
    ]
    new = attrs.evolve(old, version="2", scales=tuple(counted), criteria=tuple(criteria))
    return old, new, draw(assessments_by(old))


@given(renamings())
def test_a_migration_and_back_loses_nothing(case: tuple[Rubric, Rubric, list[Assessment]]) -> None:
    """Where the map is one-to-one; and every score goes over whole."""
    old, new, made = case
    names = {item.id: f"{item.id}-new" for item in old.criteria if not item.is_group}
    levels = {
        id_: {level.id: f"{level.id}-new" for level in old.scale_of(id_).levels} for id_ in names
    }
    plan = plan_migration(old, new, criteria=names, levels=levels)
    back = reverse_migration(plan)
    ranges = any(level.lowest is not None for scale in old.scales for level in scale.levels)
    assert is_reversible(plan, old, new) or ranges
    assume(is_reversible(plan, old, new))
    for one in made:
        over = migrate(one, plan, old, new)
        assert over.is_complete
        again = migrate(over.assessment, back, new, old)
        assert again.assessment == one
    assert chain_migrations(plan, back).criteria == {id_: id_ for id_ in names}


@given(renamings())
def test_a_migration_never_changes_the_original(
    case: tuple[Rubric, Rubric, list[Assessment]],
) -> None:
    """And tells an outcome for every score; what has none after it is missing."""
    old, new, made = case
    plan = plan_migration(old, new)
    for one in made:
        over = migrate(one, plan, old, new)
        assert over.original == one
        assert [outcome.before for outcome in over.outcomes] == list(one.scores)
        assert over.assessment.scores == ()
        assert over.assessment.rubric == plan.target
