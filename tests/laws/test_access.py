"""The policy of access, held to an independent statement of the rules."""

from collections.abc import Iterable, Iterator
from itertools import product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.privacy import (
    AccessPolicy,
    Action,
    Audience,
    Capacity,
    Denial,
    Grant,
    Held,
    Label,
    Purpose,
    disclose,
    dossier_to_json,
    dossier_to_text,
    gather,
)
from conferencekit.privacy.rules import DENIALS, GRANTS
from conferencekit.wire import dump_json
from spec.access import homes_of, may, may_write_for_school
from support import cases
from worlds import NOW, PEOPLE, World, plain_label, world_of

Question = tuple[str, Action, Label, Purpose]


def questions(made: World) -> Iterator[Question]:
    """Every record of a world, asked for by everybody, in every way."""
    yield from product(PEOPLE, Action, made.labels, Purpose)


def differences(made: World, policy: AccessPolicy) -> Iterator[tuple[Question, bool]]:
    """What a policy decides otherwise than the statement says, and what it decides."""
    plain = made.plain()
    labels = {label: plain_label(label) for label in made.labels}
    for viewer, action, label, purpose in questions(made):
        decided = policy.decide(viewer, action, label, at=NOW, purpose=purpose).allowed
        if decided != may(plain, viewer, action, labels[label], purpose):
            yield (viewer, action, label, purpose), decided


seeds = st.integers(0, 10**9)


@given(seeds)
def test_nobody_sees_more_and_nobody_sees_less(seed: int) -> None:
    """Everybody asks for everything, and is answered as the statement says."""
    made = world_of(seed)
    assert list(differences(made, made.policy)) == []


@given(seeds)
def test_who_is_refused_by_no_rule_is_told_what_they_are_not(seed: int) -> None:
    """Strangers, the family and the staff each in words of their own, which name nobody."""
    made = world_of(seed)
    plain = made.plain()
    staff = {one["id"] for one in plain["school"].get("staff", [])}
    for viewer, action, label, purpose in questions(made):
        verdict = made.policy.decide(viewer, action, label, at=NOW, purpose=purpose)
        if verdict.rule != "default":
            continue
        family = viewer in label.students or any(
            homes_of(plain, viewer, child) for child in label.students
        )
        if viewer in staff:
            expected = {
                "no rule gives this to you as a member of staff, or not for this purpose",
                "you neither teach nor support the student",
            }
        elif family:
            expected = {
                "the student's family does not write this"
                if action is Action.WRITE
                else "this is not for the student's family, or not for this purpose"
            }
        else:
            expected = {"you neither work at the school nor belong to the student's family"}
        assert verdict.reason in expected


def check_the_staffs(made: World) -> tuple[int, int]:
    """Who writes for the school; how many do, and how many may write and yet not for it."""
    plain, does, others = made.plain(), 0, 0
    for viewer, label, purpose in product(PEOPLE, made.labels, Purpose):
        access = made.policy.viewing(viewer, at=NOW, purpose=purpose)
        verdict = access.write_for_school(label)
        assert bool(verdict) is may_write_for_school(plain, viewer, plain_label(label), purpose)
        does += bool(verdict)
        others += bool(access.write(label)) and not verdict
        assert verdict or verdict.rule == "staff-alone" or verdict == access.write(label)
    return does, others


@given(seeds)
def test_what_the_staff_alone_writes(seed: int) -> None:
    """Nobody else writes it, though they began it; and all of the staff who may."""
    check_the_staffs(world_of(seed))


def test_the_worlds_have_people_who_may_write_and_not_for_the_school() -> None:
    """Else the law above would hold of nothing."""
    counts = [check_the_staffs(world_of(seed)) for seed in range(20)]
    assert min(map(sum, zip(*counts, strict=True))) > 0


@pytest.mark.slow
def test_many_schools() -> None:
    """The same, with up to 4,000 schools."""
    for seed in range(cases(4000)):
        made = world_of(seed)
        assert list(differences(made, made.policy)) == [], seed


def with_rules(policy: AccessPolicy, rules: Iterable[Grant | Denial]) -> AccessPolicy:
    """A policy with other rules."""
    kept = tuple(rules)
    return attrs.evolve(
        policy,
        grants=tuple(one for one in kept if isinstance(one, Grant)),
        denials=tuple(one for one in kept if isinstance(one, Denial)),
    )


RULES: tuple[Grant | Denial, ...] = (*GRANTS, *DENIALS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_dropped_rule_is_noticed(rule: Grant | Denial) -> None:
    """Without a grant somebody sees less, and never more; without a denial the other way."""
    for seed in range(1500):
        made = world_of(seed)
        policy = with_rules(made.policy, (one for one in RULES if one is not rule))
        found = [decided for _, decided in differences(made, policy)]
        if found:
            assert set(found) == {isinstance(rule, Denial)}
            return
    pytest.fail(f"no school shows that {rule.id} is missing")


def weakened() -> Iterator[tuple[str, Grant | Denial, Grant | Denial]]:
    """Each rule, with one more of what it allows, or one less of what it takes away."""
    every: dict[str, Iterable[str]] = {
        "actions": Action,
        "purposes": Purpose,
        "audiences": Audience,
        "capacities": Capacity,
    }
    for grant in GRANTS:
        yield f"{grant.id}-always", grant, attrs.evolve(grant, condition=lambda _: True)
        for name in ("actions", "purposes", "audiences"):
            for one in every[name]:
                wider = attrs.evolve(grant, **{name: getattr(grant, name) | {one}})
                yield f"{grant.id}+{one}", grant, wider
    for denial in DENIALS:
        for one in denial.capacities:
            fewer = attrs.evolve(denial, capacities=denial.capacities - {one})
            yield f"{denial.id}-{one}", denial, fewer


NO_DIFFERENCE = {
    "own-records-always",  # there is no condition to drop
    "guardian-records-always",
    "guardian-inspection-always",
    "guardian-inspection+family",  # granted by guardian-records already
    "guardian-inspection+guardians",
    "own-inspection+family",  # granted by own-records already
    "own-inspection+guardians",  # granted by own-records-of-age already
    "own-records-of-age+family",
    "team-handout+read",  # granted by team already
    "team-handout+write",
    "named-reader+family",  # only what is confidential names readers
    "named-reader+guardians",
    "named-reader+staff",
    "named-reader+private",
    "order-guardian",  # an order takes the right to records away as well
    "order-student",  # no student is a guardian
    "other-household-student",
    "other-household-outsider",  # no consent is for what one household told
}
"""Changes that no case can tell from the rule as it is."""

WEAKENED = [
    pytest.param(old, new, id=name)
    for name, old, new in sorted(weakened(), key=lambda three: three[0])
    if new != old and name not in NO_DIFFERENCE
]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), WEAKENED)
def test_a_weakened_rule_is_noticed(old: Grant | Denial, new: Grant | Denial) -> None:
    """Whatever it lets through."""
    for seed in range(1500):
        made = world_of(seed)
        policy = with_rules(made.policy, (new if one is old else one for one in RULES))
        if any(differences(made, policy)):
            return
    pytest.fail("no school shows it")


@given(seeds)
def test_who_will_read_is_told_before_saving(seed: int) -> None:
    """Exactly those who may, each with the purpose and the rule."""
    made = world_of(seed, records=2)
    for label in made.labels:
        told = made.policy.readers(label, at=NOW)
        assert all(told)
        expected = [
            (viewer, purpose)
            for viewer in sorted(PEOPLE)
            for purpose in Purpose
            if made.policy.decide(viewer, Action.READ, label, at=NOW, purpose=purpose)
        ]
        assert [(one.viewer, one.purpose) for one in told] == expected


@attrs.frozen
class Planted:
    """A record with a text that can be found again wherever it gets to."""

    label: Label
    text: str


@attrs.frozen
class Plants:
    """A source of planted texts."""

    labels: tuple[Label, ...]
    name: str = "plants"

    def records(self, student: str, /) -> Iterator[Held]:
        """Those about a student."""
        for one in self.labels:
            if student in one.students:
                yield Held(Planted(one, f"<{one.id}>"), f"plant/{one.id}")


@given(seeds)
def test_no_way_out_lets_more_through_and_none_less(seed: int) -> None:
    """What is shown, and dossiers as text and as JSON, have just what the statement grants."""
    made = world_of(seed, records=4)
    plain = made.plain()
    for viewer, purpose in product(PEOPLE, Purpose):
        access = made.policy.viewing(viewer, at=NOW, purpose=purpose)
        for label in made.labels:
            shown = disclose(Planted(label, "secret"), access) is not None
            assert shown == may(plain, viewer, "read", plain_label(label), purpose)
        dossier = gather("a", [Plants(made.labels)], access)
        pages = (dossier_to_text(dossier), dump_json(dossier_to_json(dossier)))
        for label in made.labels:
            granted = "a" in label.students and may(
                plain, viewer, "export", plain_label(label), purpose
            )
            assert [f"<{label.id}>" in page for page in pages] == [granted, granted]
