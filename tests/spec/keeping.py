"""For whom a child's documents are, and who may keep which, stated apart from the library.

Works on the school file and on plain dictionaries, on top of the statement of access.
"""

from typing import Any

from spec.access import homes_of, may, may_write_for_school

Data = dict[str, Any]
Change = tuple[str, str, str]
"""In which role, the id of who, and what they did."""


def record_of(child: str, audience: str, author: str | None, home: str | None = None) -> Data:
    """What the statement of access has to know of a document."""
    return {
        "students": [child],
        "author": author,
        "audience": audience,
        "readers": [],
        "household": home,
        "until": None,
    }


def told_at_home(world: Data, child: str, author: str, audience: str) -> Data:
    """What somebody says as a guardian: of the first home of the child in which they are one."""
    for home in world["school"]["households"]:
        members = [one["student"] for one in home.get("members", [])]
        if author in home["guardians"] and child in members:
            return record_of(child, audience, author, home["id"])
    return record_of(child, "staff", author)


def stands_as(world: Data, who: str, role: str, child: str) -> bool:
    """Whether somebody is to a child what they say, of the family; the staff is asked apart."""
    if role == "student":
        return who == child
    return role == "guardian" and bool(homes_of(world, who, child))


def is_family(world: Data, who: str, role: str, child: str) -> bool:
    """Whether somebody is the child, or a guardian of theirs, and says so."""
    return role in ("student", "guardian") and stands_as(world, who, role, child)


def did_all(world: Data, viewer: str, child: str, changes: list[Change]) -> bool:
    """Whether all was done by one person, as what they are."""
    return all(who == viewer and stands_as(world, who, role, child) for role, who, _ in changes)


def may_begin(world: Data, viewer: str, record: Data, purpose: str, changes: list[Change]) -> bool:
    """A new goal or plan: one's own, or one of the family that the staff writes down."""
    (child,) = record["students"]
    role, who, _ = changes[0]
    if did_all(world, viewer, child, changes):
        return may(world, viewer, "write", record, purpose)
    if who != viewer and not is_family(world, who, role, child):
        return False
    return may_write_for_school(world, viewer, record, purpose)


def may_go_on(
    world: Data,
    viewer: str,
    record: Data,
    purpose: str,
    added: list[Change],
    *,
    is_for_others: bool,
) -> bool:
    """Changes of a goal or plan: one's own, what others may add, or anything by the staff."""
    own = did_all(world, viewer, record["students"][0], added)
    if own and may(world, viewer, "write", record, purpose):
        return True
    if own and is_for_others and may(world, viewer, "read", record, purpose):
        return True
    return may_write_for_school(world, viewer, record, purpose)


def may_assess(world: Data, viewer: str, record: Data, purpose: str, perspective: str) -> bool:
    """An assessment: by the family from where they stand, else by the staff."""
    (child,), who = record["students"], record["author"]
    stands = {
        "student": who == child,
        "family": bool(homes_of(world, who, child)),
    }
    if stands.get(perspective, False):
        return may(world, viewer, "write", record, purpose)
    return may_write_for_school(world, viewer, record, purpose)
