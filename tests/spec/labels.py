"""For whom records are that carry no label of their own, stated once more apart from the library.

Works on words and on the school file, and gives the plain labels that ``access.may`` takes.
``kept_for`` says for whom a school keeps each kind of record.
"""

from collections.abc import Mapping
from typing import Any

from spec.access import Data

KeptFor = Mapping[str, str]


def a_label(student: str, author: str | None, audience: str, household: str | None = None) -> Data:
    """The label of a record about one student, for an audience, of one household or of none."""
    fixed: Data = {"readers": [], "until": None, "in_charge": [], "between": []}
    return {
        **fixed,
        "students": [student],
        "author": author,
        "audience": audience,
        "household": household,
    }


def of_the_staff(student: str) -> Data:
    """What the staff keeps of a student, and nobody in particular wrote."""
    return a_label(student, None, "staff")


def of_goal(student: str, author: str, kept_for: KeptFor) -> Data:
    """A goal, and how it goes: as goals are kept; it is by who proposed it."""
    return a_label(student, author, kept_for["goal"])


def of_measurements(student: str, kept_for: KeptFor) -> Data:
    """What was measured: as goals are kept, and by nobody."""
    return a_label(student, None, kept_for["goal"])


def of_action_plan(student: str, author: str, kept_for: KeptFor) -> Data:
    """An action plan: as such are kept; it is by who added the first step."""
    return a_label(student, author, kept_for["action_plan"])


def of_support(student: str, author: str, kept_for: KeptFor) -> Data:
    """A support plan: as such are kept; it is by who wrote its first version."""
    return a_label(student, author, kept_for["support"])


def of_rating(world: Data, student: str, rater: tuple[str, str], kept_for: KeptFor) -> Data:
    """A rating: as goals are kept, and one by a guardian as what families say.

    Args:
        world: As ``access.may`` takes it.
        student: Whose goal it is.
        rater: Their role and their id.
        kept_for: For whom the school keeps what.
    """
    role, id_ = rater
    if role == "guardian":
        return _of_family(world, student, id_, kept_for["family"])
    return a_label(student, id_, kept_for["goal"])


def of_assessment(world: Data, facts: Mapping[str, str], kept_for: KeptFor) -> Data:
    """An assessment: for whom those of its perspective are kept, once it is published.

    A draft is for the staff, and so is what was withdrawn. What a family says is for its own
    household, whether it is published or not.

    Args:
        world: As ``access.may`` takes it.
        facts: ``student``, ``assessor``, ``perspective`` and ``state``.
        kept_for: For whom the school keeps what.
    """
    audience = kept_for[facts["perspective"]] if facts["state"] == "published" else "staff"
    if facts["perspective"] == "family":
        return _of_family(world, facts["student"], facts["assessor"], audience)
    return a_label(facts["student"], facts["assessor"], audience)


def _of_family(world: Data, student: str, guardian: str, audience: str) -> Data:
    """What a guardian says: between the school and their home, the first they share with a child.

    What somebody says who shares none is for the staff.
    """
    for home in world["school"]["households"]:
        children = [member["student"] for member in home.get("members", [])]
        if guardian in home["guardians"] and student in children:
            return a_label(student, guardian, audience, home["id"])
    return a_label(student, guardian, "staff")


def of_booking(world: Data, students: list[str], families: list[tuple[str, list[str]]]) -> Data:
    """How a meeting is booked: for the family, for the one home that books it, or for the staff.

    Args:
        world: As ``access.may`` takes it.
        students: Whom the meeting is about.
        families: Id and people of each family whose meeting it is.
    """
    theirs = [
        home
        for student in students
        for home in world["school"]["households"]
        if student in [member["student"] for member in home.get("members", [])]
    ]
    booking: list[str] = []
    for family, people in families:
        named = [home["id"] for home in theirs if home["id"] == family]
        guarded = [home["id"] for home in theirs if set(people) & set(home["guardians"])]
        booking += [*named, *guarded][:1]
    booked_by_child = any(student in people for student in students for _, people in families)
    label = a_label("", None, "family" if booking or booked_by_child else "staff")
    one = booking[0] if len(set(booking)) == 1 else None
    return {**label, "students": students, "household": one}


def of_answers(world: Data, student: str, viewer: str, role: str) -> Data | None:
    """Somebody's answers to questions put to a role; nothing where they do not have that role.

    A student's are for the family, a guardian's for guardians and of their own home, those of the
    staff for the staff.
    """
    if role == "student":
        return a_label(student, viewer, "family") if viewer == student else None
    if role == "guardian":
        label = _of_family(world, student, viewer, "guardians")
        return label if label["household"] else None
    staff = [one for one in world["school"].get("staff", []) if one["id"] == viewer]
    roles = [role for one in staff for role in one.get("roles", ["teacher"])]
    return a_label(student, viewer, "staff") if role in roles else None


def is_of_another_home(world: Data, viewer: str, student: str, owner: Any) -> bool:  # noqa: ANN401
    """Whether a step is nothing for somebody's eyes though they may see the plan.

    What a guardian took on is not for the student, and not for guardians of the student who share
    no household of theirs with that guardian.

    Args:
        world: As ``access.may`` takes it.
        viewer: Who looks.
        student: Whose step it is.
        owner: Role and id of who took it on; None where nobody did.
    """
    if owner is None or owner[0] != "guardian" or owner[1] == viewer:
        return False
    homes = [
        home["guardians"]
        for home in world["school"]["households"]
        if student in [member["student"] for member in home.get("members", [])]
    ]
    related = viewer == student or any(viewer in guardians for guardians in homes)
    shared = any(viewer in guardians and owner[1] in guardians for guardians in homes)
    return related and not shared
