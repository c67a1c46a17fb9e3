"""Deriving rubrics: overlays, differences, upgrades of the base, and migrations."""

from decimal import Decimal
from typing import Any

import attrs
import pytest

from conferencekit.assessment import (
    Assessment,
    ChangeKind,
    ConflictKind,
    Criterion,
    Impact,
    Level,
    Migration,
    Outcome,
    Overlay,
    Patch,
    Rubric,
    Scale,
    Score,
    ScoreState,
    Verb,
    chain_migrations,
    compose,
    derive,
    diff,
    diff_rubrics,
    impact_of,
    is_reversible,
    migrate,
    migration_from_json,
    migration_to_json,
    overlay_from_json,
    overlay_to_json,
    plan_migration,
    preview_migration,
    reverse_migration,
    rubric_ref,
    upgrade,
)
from conferencekit.errors import InvalidInputError
from rubrics import FOUR, PERCENT, START, assessed, reading

BASE = reading()
OURS = Overlay("reading-oak", "1", base=rubric_ref(BASE))


def refused(make: Any, *args: Any, **given: Any) -> dict[str, str]:  # noqa: ANN401
    """The faults of something, by path."""
    with pytest.raises(InvalidInputError) as caught:
        make(*args, **given)
    return {fault.path: fault.message for fault in caught.value.faults}


def test_a_school_derives_its_rubric() -> None:
    """Adding, replacing, hiding, reweighting criteria and levels; the base stays as it is."""
    ours = (
        OURS.change_rubric({"title": "Reading at Oak"})
        .change_criterion("fluency", {"weight": Decimal("2.5"), "descriptors": {"near": "Slow"}})
        .add_criterion(Criterion("library", "Finds books", "four"))
        .replace_criterion(Criterion("words", "A list of words", "percent", weight=4))
        .hide_criterion("care")
        .remove_criterion("note")
        .remove_scale("words")
        .add_scale(Scale("yes", (Level("no"), Level("yes"))))
        .add_level(
            "four",
            Level("nearly", "Nearly", "2.5"),
            order=("beginning", "near", "nearly", "meets", "exceeds"),
        )
        .change_level("four", "near", {"label": "Not yet"})
        .put_first("library")
    )
    made = derive(BASE, ours)
    assert str(made.title) == "Reading at Oak"
    assert made.derived_from == rubric_ref(BASE)
    assert [item.id for item in made.criteria] == [
        "library", "decoding", "sounds", "fluency", "words", "joy", "care"
    ]  # fmt: skip
    assert made.criterion("fluency").weight == Decimal("2.5")
    assert str(made.criterion("fluency").descriptors["near"]) == "Slow"
    assert made.criterion("care").hidden
    assert [str(level.label) for level in made.scale("four").levels] == [
        "Beginning", "Not yet", "Nearly", "Meets", "Exceeds"
    ]  # fmt: skip
    assert reading() == BASE
    assert overlay_from_json(overlay_to_json(ours)) == ours
    back = ours.change_criterion("fluency", {"descriptors": {"near": None}, "weight": None})
    assert derive(BASE, back).criterion("fluency").descriptors == {}
    assert derive(BASE, back).criterion("fluency").weight is None
    again = derive(made, Overlay("reading-oak", "2").change_criterion("care", {"hidden": False}))
    assert not again.criterion("care").hidden


def test_every_fault_of_an_overlay_is_told() -> None:
    """What it touches and is not there, what it adds and is, and what comes of it."""
    wrong = (
        Overlay("x", "1", base=rubric_ref(reading("2")))
        .change_criterion("fluecny", {"weight": 2})
        .remove_level("four", "great")
        .add_criterion(Criterion("sounds"))
        .change_criterion("words", {"wieght": 2, "scale": "zzz"})
        .put_first("nowhere")
    )
    assert refused(derive, BASE, wrong) == {
        "base": "is reading@2, or says otherwise than reading@1",
        "scales.four.levels.great": "'great' is not there: nothing to remove",
        "criteria.fluecny": "'fluecny' is not there: nothing to change",
        "criteria.sounds": "'sounds' is there already: nothing to add",
        "criteria[3].wieght": "unknown key",
        "criteria[3].scale": "unknown scale 'zzz'",
    }
    assert refused(OURS.change_rubric, {"id": "x"}) == {"fields.id": "cannot be set"}
    assert refused(
        Overlay,
        "x",
        "1",
        scales={"four": Patch(Verb.CHANGE, {"levels": []})},
        criteria={
            "a": Patch(Verb.REMOVE, {"id": "b"}),
            "b": Patch(Verb.CHANGE, {"settings": 3}, order=("x",)),
        },
    ) == {
        "scales.four.fields.levels": "cannot be set",
        "criteria.a.fields.id": "cannot be set",
        "criteria.a": "is removed, so nothing of it can be set",
        "criteria.b.fields.settings": "is no object",
        "criteria.b.levels": "only scales have levels",
    }


def test_what_cannot_follow_is_refused() -> None:
    """Changing what was removed, adding what was changed; all of it at once."""
    first = OURS.remove_criterion("care").change_criterion("words", {"weight": 2})
    second = (
        Overlay("y", "1").change_criterion("care", {"weight": 2}).add_criterion(Criterion("words"))
    )
    assert refused(compose, first, second) == {
        "criteria.care": "cannot change what was removed before",
        "criteria.words": "cannot add what was changed before",
    }
    nothing = compose(
        OURS.add_criterion(Criterion("x", scale="four")), Overlay("y", "1").remove_criterion("x")
    )
    assert nothing.criteria == {}


CHANGES: list[tuple[dict[str, Any] | Overlay, set[ChangeKind], Impact]] = [
    (OURS.change_rubric({"title": "x"}), {ChangeKind.TEXT}, Impact.TEXT),
    (OURS.put_first("care"), {ChangeKind.ORDER}, Impact.TEXT),
    (OURS.change_criterion("care", {"standards": ["x"]}), {ChangeKind.REFERENCE}, Impact.TEXT),
    (OURS.change_level("four", "near", {"label": "x"}), {ChangeKind.TEXT}, Impact.TEXT),
    (OURS.add_scale(Scale("z", FOUR.levels)), {ChangeKind.SCALE_ADDED}, Impact.TEXT),
    (
        OURS.add_level("four", Level("low", points=0), order=("low",)),
        {ChangeKind.LEVEL_ADDED},
        Impact.LEVELS_ADDED,
    ),
    (
        OURS.add_level("four", Level("top", points=5)),
        {ChangeKind.LEVEL_ADDED_ABOVE},
        Impact.RECALCULATE,
    ),
    (OURS.change_level("four", "near", {"points": 1.5}), {ChangeKind.POINTS}, Impact.RECALCULATE),
    (OURS.change_criterion("words", {"weight": 7}), {ChangeKind.WEIGHT}, Impact.RECALCULATE),
    (OURS.change_criterion("words", {"counts": False}), {ChangeKind.COUNTING}, Impact.RECALCULATE),
    (
        OURS.change_criterion("care", {"parent": "decoding"}),
        {ChangeKind.MOVED},
        Impact.RECALCULATE,
    ),
    (OURS.hide_criterion("care"), {ChangeKind.HIDDEN}, Impact.RECALCULATE),
    (OURS.remove_criterion("care"), {ChangeKind.CRITERION_REMOVED}, Impact.RECALCULATE),
    (OURS.remove_level("four", "near"), {ChangeKind.LEVEL_REMOVED}, Impact.REVIEW_SOME),
    (OURS.change_scale("percent", {"most": 50}), {ChangeKind.SCALE}, Impact.REVIEW_SOME),
    (OURS.change_criterion("care", {"scale": "percent"}), {ChangeKind.SCALE}, Impact.REVIEW_SOME),
    (
        OURS.add_criterion(Criterion("x", scale="four")),
        {ChangeKind.CRITERION_ADDED},
        Impact.REVIEW_ALL,
    ),
    (
        OURS.remove_criterion("note").remove_scale("words"),
        {ChangeKind.CRITERION_REMOVED, ChangeKind.SCALE_REMOVED},
        Impact.RECALCULATE,
    ),
]


@pytest.mark.parametrize(
    ("overlay", "kinds", "impact"),
    CHANGES,
    ids=[f"{n}-{c[2].name}" for n, c in enumerate(CHANGES)],
)
def test_a_change_is_classified(overlay: Overlay, kinds: set[ChangeKind], impact: Impact) -> None:
    """By what it means for what was scored, as Moodle does, and further."""
    changes = diff_rubrics(BASE, derive(BASE, overlay))
    assert {one.kind for one in changes} == kinds
    assert impact_of(changes) is impact


def test_a_difference_says_where() -> None:
    """By ids, with both values."""
    made = derive(BASE, OURS.change_criterion("words", {"weight": 7, "kind": "direct"}))
    (change,) = diff_rubrics(BASE, made)
    assert str(change) == "criteria.words.weight: weight"
    assert (change.before, change.after) == (None, 7)
    shown = derive(BASE, OURS.hide_criterion("care"))
    (change,) = diff_rubrics(shown, BASE)
    assert str(change) == "criteria.care.hidden: shown True -> False"
    assert diff_rubrics(BASE, reading()) == ()
    assert impact_of(()) is Impact.NONE
    levels = reading(
        scales=(
            attrs.evolve(
                FOUR, levels=(*FOUR.levels[:1], Level("new", points=1.5), *FOUR.levels[1:])
            ),
            *BASE.scales[1:],
        )
    )
    (change,) = diff_rubrics(BASE, levels)
    assert change.path == "scales.four.levels.new"
    other_id = attrs.evolve(FOUR, id="vier")
    moved = reading(
        scales=(*BASE.scales, other_id),
        criteria=(*BASE.criteria[:6], attrs.evolve(BASE.criteria[6], scale="vier")),
    )
    assert impact_of(diff_rubrics(BASE, moved)) is Impact.TEXT


def test_a_new_base_is_taken_over_where_nobody_is_at_odds() -> None:
    """What the base changed and the overlay did not comes along."""
    ours = OURS.change_criterion("fluency", {"weight": 2, "descriptors": {"near": "Slow"}})
    newer = Overlay("reading", "2").change_criterion(
        "fluency", {"title": "Fluent reading", "descriptors": {"meets": "Even"}}
    )
    new = attrs.evolve(derive(BASE, newer), derived_from=None)
    found = upgrade(ours, BASE, new, version="2")
    assert found.is_clean
    assert found.rubric is not None
    item = found.rubric.criterion("fluency")
    assert (str(item.title), item.weight) == ("Fluent reading", Decimal(2))
    assert {id_: str(words) for id_, words in item.descriptors.items()} == {
        "near": "Slow",
        "meets": "Even",
    }
    assert found.overlay.base == rubric_ref(new)
    assert derive(new, found.overlay) == found.rubric


def test_conflicts_with_a_new_base_are_told() -> None:
    """Each with what was, what they say and what the overlay says; ours is taken meanwhile."""
    ours = (
        OURS.change_rubric({"title": "Oak"})
        .change_criterion("fluency", {"weight": 2, "title": "Same"})
        .change_criterion("words", {"descriptors": {}, "extras": {"a": 1}})
        .replace_criterion(Criterion("joy", "Joy", "continuum"))
        .add_criterion(Criterion("library", "Ours", "four"))
        .change_level("four", "near", {"points": 1.5})
    )
    newer = (
        Overlay("reading", "2")
        .change_rubric({"title": "Reading 2"})
        .change_criterion("fluency", {"weight": 3, "title": "Same"})
        .change_criterion("words", {"extras": {"a": 2, "b": 3}})
        .change_criterion("joy", {"title": "Delight"})
        .change_level("four", "near", {"points": 1.8})
        .change_level("four", "meets", {"points": 2.8})
    )
    new = derive(BASE, newer)
    found = upgrade(ours, BASE, new, version="2")
    assert {str(one) for one in found.conflicts} == {
        "title: both-changed",
        "scales.four.levels.near.points: both-changed",
        "criteria.fluency.weight: both-changed",
        "criteria.words.extras.a: both-changed",
        "criteria.joy: both-changed",
    }
    assert found.rubric is not None
    assert found.rubric.scale("four").level("meets").points == Decimal("2.8")
    (points,) = [one for one in found.conflicts if one.path.endswith("points")]
    assert (points.before, points.theirs, points.ours) == (2, 1.8, 1.5)
    less = derive(
        BASE,
        Overlay("reading", "3")
        .remove_criterion("fluency")
        .add_criterion(Criterion("library", "Theirs", "four")),
    )
    gone = upgrade(ours, BASE, less, version="3")
    assert gone.rubric is None
    assert {one.path for one in gone.faults} == {"criteria.fluency", "criteria.library"}
    assert {(one.path, one.kind) for one in gone.conflicts} == {
        ("criteria.fluency", ConflictKind.GONE),
        ("criteria.library", ConflictKind.BOTH_ADDED),
    }
    assert not gone.is_clean


NEWER = reading(
    "2",
    scales=(
        attrs.evolve(
            FOUR,
            levels=(
                Level("start", points=0),
                Level("near", points=1),
                Level("meets", points=3),
                Level("exceeds", points=4),
            ),
        ),
        *BASE.scales[1:2],
        attrs.evolve(PERCENT, most=Decimal(50)),
        BASE.scales[3],
    ),
    criteria=(
        *BASE.criteria[:2],
        attrs.evolve(BASE.criteria[2], id="flow"),
        *BASE.criteria[3:5],
    ),
)


def done(*scores: Score) -> Assessment:
    """An assessment by the older version."""
    return assessed(BASE, scores)


def test_each_score_has_an_outcome() -> None:
    """Carried, mapped, to be reviewed or dropped; nothing is guessed, the original stays."""
    plan = plan_migration(
        BASE,
        NEWER,
        criteria={"fluency": "flow", "care": None},
        levels={"fluency": {"beginning": "start"}},
    )
    original = done(
        Score("sounds", "near"),
        Score("fluency", "beginning"),
        Score("words", points=80),
        Score("joy", "building"),
        Score("care", "meets"),
        Score("note", words="!"),
    )
    found = migrate(original, plan, BASE, NEWER)
    assert {one.before.criterion: (one.outcome, one.note) for one in found.outcomes} == {
        "sounds": (Outcome.MAPPED, "counts 1, counted 2"),
        "fluency": (Outcome.MAPPED, "counts 0, counted 1"),
        "words": (Outcome.NEEDS_REVIEW, "the scale is another"),
        "joy": (Outcome.CARRIED, ""),
        "care": (Outcome.DROPPED, "no criterion is to take its place"),
        "note": (Outcome.NEEDS_REVIEW, "no criterion takes its place"),
    }
    assert not found.is_complete
    assert found.original is original
    assert [(one.criterion, one.level) for one in found.assessment] == [
        ("sounds", "near"),
        ("flow", "start"),
        ("joy", "building"),
    ]
    lost = migrate(done(Score("sounds", "beginning")), plan, BASE, NEWER).outcomes[0]
    assert lost.note == "no level takes the place of beginning"
    dropping = attrs.evolve(plan, levels={"sounds": {"near": None}})
    gone = migrate(done(Score("sounds", "near")), dropping, BASE, NEWER).outcomes[0]
    assert (gone.outcome, gone.note) == (Outcome.DROPPED, "no level is to replace near")
    state = migrate(done(Score("words", state=ScoreState.NOT_OBSERVED)), plan, BASE, NEWER)
    assert state.outcomes[0].outcome is Outcome.CARRIED
    assert migration_from_json(migration_to_json(plan)) == plan


def test_scores_that_would_meet_on_one_criterion_are_reviewed() -> None:
    """Merging is somebody's decision."""
    plan = plan_migration(BASE, NEWER, criteria={"fluency": "sounds"})
    both = migrate(done(Score("sounds", "near"), Score("fluency", "near")), plan, BASE, NEWER)
    assert {one.note for one in both.outcomes} == {"several scores would come to be on sounds"}
    alone = migrate(done(Score("fluency", "meets")), plan, BASE, NEWER)
    assert alone.assessment.scores[0].criterion == "sounds"
    assert list(refused(reverse_migration, plan)) == ["criteria.sounds"]


def test_what_was_said_before_a_migration_can_still_be_told() -> None:
    """Where it is told when it took place; a draft has nothing to tell."""
    plan = plan_migration(BASE, NEWER)
    original = done(Score("sounds", "near"))
    day = START.plus(days=3)
    over = migrate(original, plan, BASE, NEWER, at=day, by="ada").assessment
    before = over.known_at(START)
    assert before is not None
    assert (before.rubric, before.scores) == (original.rubric, original.scores)
    assert over.known_at(day) == over
    assert over.history[0].reason == "brought over to reading@2"
    assert list(refused(migrate, original, plan, BASE, NEWER, at=START.plus(days=-1))) == ["at"]


def test_every_field_is_looked_at_for_differences() -> None:
    """A field that is added later must not be forgotten."""
    apart = {
        Rubric: {"id", "version", "derived_from", "scales", "criteria", "_scales", "_criteria"},
        Criterion: {"id", "scale", "hidden"},
        Scale: {"id", "levels"},
        Level: {"id"},
    }
    tables = (diff._RUBRIC, diff._CRITERION, diff._SCALE, diff._LEVEL)
    for (kind, rest), table in zip(apart.items(), tables, strict=True):
        assert {field.name for field in attrs.fields(kind)} == rest | table.keys()
    assert set(diff._IMPACTS) == set(ChangeKind)


def test_a_dry_run_counts_and_changes_nothing() -> None:
    """Assessments by other versions are passed over, broken ones are told."""
    plan = plan_migration(BASE, NEWER)
    good, other = done(Score("sounds", "near"), Score("care", "near")), assessed(NEWER, [])
    broken = attrs.evolve(good, id="b", scores=(Score("sounds", "zzz"),))
    found = preview_migration([good, other, broken], plan, BASE, NEWER)
    assert found.counts == {
        Outcome.CARRIED: 0,
        Outcome.MAPPED: 1,
        Outcome.NEEDS_REVIEW: 1,
        Outcome.DROPPED: 0,
    }
    assert list(found.refused) == ["b"]
    ((assessment, outcome),) = found.to_review()
    assert (assessment, outcome.before.criterion) == (good, "care")


def test_a_migration_is_of_certain_versions() -> None:
    """Unknown ids and other versions are refused, all at once."""
    assert refused(
        plan_migration,
        BASE,
        NEWER,
        criteria={"zzz": "sounds", "sounds": "decoding"},
        levels={"q": {}},
    ) == {
        "criteria.zzz": f"{BASE!r} has no criterion 'zzz' that is scored",
        "criteria.sounds": f"{NEWER!r} has no criterion 'decoding' that is scored",
        "levels.q": f"{BASE!r} has no criterion 'q' that is scored",
    }
    assert refused(
        plan_migration, BASE, NEWER, levels={"sounds": {"zzz": "near", "near": "zzz"}}
    ) == {
        "levels.sounds.zzz": "unknown level 'zzz'",
        "levels.sounds.near": "unknown level 'zzz'",
    }
    plan = plan_migration(BASE, NEWER)
    assert set(refused(is_reversible, plan, NEWER, BASE)) == {"source", "target"}
    with pytest.raises(InvalidInputError, match="rubric"):
        migrate(assessed(NEWER, []), plan, BASE, NEWER)


def test_migrations_are_chained() -> None:
    """What the second says nothing of is to be reviewed; what the first drops stays dropped."""
    third = attrs.evolve(NEWER, version="3", criteria=NEWER.criteria[:3])
    one = plan_migration(
        BASE,
        NEWER,
        criteria={"fluency": "flow", "care": None},
        levels={"sounds": {"beginning": "start"}},
    )
    two = plan_migration(NEWER, third, levels={"sounds": {"near": "meets", "start": None}})
    both = chain_migrations(one, two)
    assert both.criteria == {"sounds": "sounds", "fluency": "flow", "care": None}
    assert both.levels["sounds"] == {
        "beginning": None,
        "near": "meets",
        "meets": "meets",
        "exceeds": "exceeds",
    }
    assert list(refused(chain_migrations, two, two)) == ["source"]


def test_which_migrations_can_be_reversed() -> None:
    """Those that are one-to-one, over all criteria and levels, and say points in one way."""
    renamed = reading("2", criteria=(*BASE.criteria[:6], attrs.evolve(BASE.criteria[6], id="c")))
    plan = plan_migration(BASE, renamed, criteria={"care": "c"})
    assert is_reversible(plan, BASE, renamed)
    assert not is_reversible(plan_migration(BASE, renamed), BASE, renamed)
    assert not is_reversible(
        attrs.evolve(plan, criteria={**plan.criteria, "care": "words"}), BASE, renamed
    )
    assert not is_reversible(
        plan_migration(BASE, NEWER, criteria={"fluency": "flow"}), BASE, NEWER
    )
    for levels, possible in (
        ((Level("a", points=1), Level("b", points=2)), True),
        ((Level("a", points=1), Level("b", points=1)), False),
        ((Level("a"), Level("b")), False),
        ((Level("a", points=1, lowest=0), Level("b", points=2, lowest=1)), False),
    ):
        old = reading(
            scales=(Scale("four", (Level("x", points=1), Level("y", points=5))),),
            criteria=BASE.criteria[:3],
        )
        new = attrs.evolve(old, version="2", scales=(Scale("four", levels),))
        names = {"x": "a", "y": "b"}
        way = plan_migration(old, new, levels={"sounds": names, "fluency": names})
        assert is_reversible(way, old, new) is possible
        some = plan_migration(old, new, levels={"sounds": {"x": "a"}, "fluency": names})
        assert not is_reversible(some, old, new)
    assert Migration(plan.source, plan.target).levels == {}


def test_scales_and_levels_are_replaced_and_changed() -> None:
    """Each in its place."""
    ours = (
        OURS.replace_scale(Scale("percent", kind="number", least=0, most=10))
        .change_scale("four", {"title": "Four"})
        .replace_level("four", Level("near", "Nearly", 2))
    )
    made = derive(BASE, ours)
    assert [scale.id for scale in made.scales] == [scale.id for scale in BASE.scales]
    assert made.scale("percent").most == 10
    assert str(made.scale("four").title) == "Four"
    assert str(made.scale("four").level("near").label) == "Nearly"
    reordered = attrs.evolve(BASE, scales=BASE.scales[::-1])
    (change,) = diff_rubrics(BASE, reordered)
    assert (change.path, change.kind) == ("scales", ChangeKind.ORDER)
    continuum = attrs.evolve(BASE.scales[1], levels=BASE.scales[1].levels[::-1])
    turned = reading(scales=(FOUR, continuum, *BASE.scales[2:]))
    (change,) = diff_rubrics(BASE, turned)
    assert (change.path, change.kind) == ("scales.continuum.levels", ChangeKind.POINTS)
