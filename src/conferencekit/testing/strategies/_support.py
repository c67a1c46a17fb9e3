"""Strategies for support: plans and their histories, what was given, and strategies to help."""

from hypothesis import strategies as st

from conferencekit.support import (
    Deliveries,
    Delivery,
    Dosage,
    Intervention,
    Need,
    Resource,
    Review,
    ReviewOutcome,
    Strategy,
    StrategyLibrary,
    SupportHistory,
    SupportPlan,
    SupportVersion,
    Tier,
    TierChange,
)
from conferencekit.testing.strategies._basics import instants
from conferencekit.testing.strategies._words import days, growing, ids, maybe_words, words

__all__ = ["deliveries", "strategy_libraries", "support_histories", "support_plans"]

_SOME_IDS = st.lists(ids(), max_size=2, unique=True).map(tuple)
_SOME_WORDS = st.lists(words(), max_size=2).map(tuple)


@st.composite
def _dosages(draw: st.DrawFn) -> tuple[Dosage, ...]:
    numbers = st.integers(1, 40)
    return tuple(
        Dosage(since, draw(numbers), draw(numbers), draw(numbers), draw(numbers))
        for since in draw(growing())
    )


@st.composite
def _interventions(draw: st.DrawFn, id_: str, needs: tuple[str, ...]) -> Intervention:
    dosages = draw(_dosages())
    known = st.lists(st.sampled_from(needs), max_size=2, unique=True) if needs else st.just([])
    return Intervention(
        id=id_,
        title=draw(words()),
        tier=draw(st.sampled_from(Tier)),
        dosages=dosages,
        goals=draw(_SOME_IDS),
        needs=tuple(draw(known)),
        strategy=draw(st.none() | ids()),
        provider=draw(st.none() | ids()),
        backup=draw(st.none() | ids()),
        until=draw(st.none() | days(dosages[-1].since)),
        entry=draw(maybe_words()),
        exit=draw(maybe_words()),
    )


@st.composite
def _reviews(draw: st.DrawFn) -> Review:
    held = draw(st.none() | instants())
    outcome = None if held is None else draw(st.sampled_from(ReviewOutcome))
    return Review(draw(days()), held, draw(_SOME_IDS), outcome, draw(maybe_words()))


@st.composite
def support_plans(draw: st.DrawFn, student: str = "noah") -> SupportPlan:
    """Support plans with everything that a plan can have.

    Args:
        draw: Given by Hypothesis.
        student: Whose.
    """
    needs = draw(st.lists(ids(), max_size=3, unique=True))
    interventions = draw(st.lists(ids(), max_size=2, unique=True))
    since = draw(st.just([]) | growing(most=2))
    return SupportPlan(
        student=student,
        strengths=draw(_SOME_WORDS),
        needs=tuple(Need(id_, draw(words()), draw(maybe_words())) for id_ in needs),
        strategies=draw(_SOME_IDS),
        resources=tuple(draw(st.lists(st.builds(Resource, words(), maybe_words()), max_size=2))),
        interventions=tuple(draw(_interventions(id_, tuple(needs))) for id_ in interventions),
        tiers=tuple(
            TierChange(day, draw(st.sampled_from(Tier)), draw(ids()), draw(words()))
            for day in since
        ),
        reviews=tuple(draw(st.lists(_reviews(), max_size=2))),
    )


@st.composite
def support_histories(draw: st.DrawFn) -> SupportHistory:
    """All versions of a student's plan."""
    student = draw(ids())
    at = sorted(draw(st.lists(instants(), min_size=1, max_size=3)))
    return SupportHistory(
        student,
        tuple(
            SupportVersion(one, draw(ids()), draw(words()), draw(support_plans(student)))
            for one in at
        ),
    )


def deliveries() -> st.SearchStrategy[Deliveries]:
    """What was given of an intervention, some of it twice."""
    one = st.builds(
        Delivery,
        at=instants(),
        minutes=st.integers(0, 90),
        by=st.just("") | ids(),
        fidelity=st.none() | st.floats(0, 1),
        note=maybe_words(),
    )
    return st.builds(Deliveries, ids(), ids(), st.lists(one, max_size=3).map(tuple))


@st.composite
def strategy_libraries(draw: st.DrawFn) -> StrategyLibrary:
    """Strategies for any kinds of need."""
    return StrategyLibrary(
        tuple(
            Strategy(
                id=id_,
                title=draw(words()),
                needs=draw(st.frozensets(words(), min_size=1, max_size=2)),
                tiers=draw(st.frozensets(st.sampled_from(Tier))),
                steps=draw(_SOME_WORDS),
                look_for=draw(maybe_words()),
                source=draw(maybe_words()),
            )
            for id_ in draw(st.lists(ids(), max_size=3, unique=True))
        )
    )
