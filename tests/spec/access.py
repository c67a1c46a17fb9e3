"""Who may do what with which record, stated once more and apart from the library.

Works on the school file and on plain dictionaries, knows none of the library's classes and
functions, and goes from the person to the record where the library goes from rule to rule.
"""

from typing import Any

Data = dict[str, Any]


def may(world: Data, viewer: str, action: str, record: Data, purpose: str) -> bool:
    """Whether somebody may do something with a record.

    Args:
        world: ``school`` (a school file, in UTC), ``consents``, ``now`` and ``today``.
        viewer: Their id.
        action: read, write or export.
        record: The label.
        purpose: education, conference, inspection or administration.
    """
    children = record["students"]
    wrote = record["author"] == viewer
    if any(forbidden_by_order(world, viewer, child) for child in children):
        return False
    if record["until"] is not None and world["now"] >= record["until"] and not wrote:
        return False
    homes = [homes_of(world, viewer, child) for child in children]
    theirs = homes_it_is_for(world, record)
    looks_back = wrote and action == "read"
    other_home = theirs and theirs.isdisjoint(all_homes(world, viewer))
    if other_home and any(homes) and not looks_back:
        return False
    ask = (world, viewer, action, record, purpose, wrote)
    return as_child(*ask) or as_parent(*ask) or as_staff(*ask) or as_outsider(*ask)


def as_child(
    world: Data, viewer: str, action: str, record: Data, purpose: str, wrote: bool
) -> bool:
    """A student, with what is about them alone."""
    if record["students"] != [viewer]:
        return False
    if wrote and action != "export":
        return True
    if action == "write" or purpose == "administration":
        return False
    if record["audience"] == "confidential":
        return viewer in record["readers"] and action == "read" and purpose != "inspection"
    grown = of_age(world, viewer)
    if record["audience"] == "staff":
        return grown and purpose == "inspection"
    return record["audience"] == "family" or (record["audience"] == "guardians" and grown)


def as_parent(
    world: Data, viewer: str, action: str, record: Data, purpose: str, wrote: bool
) -> bool:
    """A guardian of every child the record is about, with all the rights it takes."""
    for child in record["students"]:
        rights = rights_of(world, viewer, child)
        if "records" not in rights:
            return False
        if purpose == "conference" and "conference" not in rights:
            return False
        if of_age(world, child) and not agreed(world, viewer, child, purpose):
            return False
    if wrote and action != "export":
        return True
    if action == "write" or purpose == "administration":
        return False
    if record["audience"] == "confidential":
        return viewer in record["readers"] and action == "read" and purpose != "inspection"
    if record["audience"] == "staff":
        return purpose == "inspection"
    return record["audience"] in ("family", "guardians")


def as_staff(
    world: Data, viewer: str, action: str, record: Data, purpose: str, wrote: bool
) -> bool:
    """Somebody who works at the school today."""
    person = next((one for one in world["school"].get("staff", []) if one["id"] == viewer), None)
    if person is None:
        return False
    if (
        person.get("since", "0000") > world["today"]
        or person.get("until", "9999") < world["today"]
    ):
        return False
    for child in record["students"]:
        if homes_of(world, viewer, child) and "records" not in rights_of(world, viewer, child):
            return False
    if wrote and action != "export":
        return True
    if record["audience"] == "confidential":
        named = viewer in record["readers"]
        return named and action == "read" and purpose in ("education", "conference")
    if record["audience"] == "private" or purpose == "inspection":
        return False
    roles = person.get("roles", ["teacher"])
    if purpose == "administration":
        return "head" in roles or "administrator" in roles
    mine = all(works_with(world, viewer, child) for child in record["students"])
    if action == "export":
        return mine and purpose == "conference" and record["audience"] != "staff"
    holds = viewer in record.get("in_charge", ())  # the conference; or made the promise
    return mine or holds or not {"head", "counselor"}.isdisjoint(roles)


def may_write_for_school(world: Data, viewer: str, record: Data, purpose: str) -> bool:
    """Whether somebody may write what the staff alone writes.

    A member of staff; with a record about themselves or their own child, one who could write it
    had a colleague begun it.
    """
    if not may(world, viewer, "write", record, purpose):
        return False
    wrote = record["author"] == viewer
    children = record["students"]
    if viewer in children or any(homes_of(world, viewer, child) for child in children):
        record, wrote = {**record, "audience": "staff", "in_charge": []}, False
    return as_staff(world, viewer, "write", record, purpose, wrote)


def as_outsider(
    world: Data, viewer: str, action: str, record: Data, purpose: str, wrote: bool
) -> bool:
    """Anybody at all, with a consent for every child."""
    del wrote
    if record["audience"] != "family" or homes_it_is_for(world, record) or action == "write":
        return False
    return all(agreed(world, viewer, child, purpose) for child in record["students"])


def homes_it_is_for(world: Data, record: Data) -> set[str]:
    """The households that a record is for, where it is not for all of a child's."""
    if record["household"] is not None:
        return {record["household"]}
    return {
        home["id"]
        for home in world["school"]["households"]
        if any(one in home["guardians"] for one in record.get("between", ()))
        and any(member["student"] in record["students"] for member in home.get("members", []))
    }


def forbidden_by_order(world: Data, viewer: str, child: str) -> bool:
    """Whether an order in force keeps somebody from being told about a child."""
    for order in world["school"].get("restrictions", []):
        on = order.get("since", "0000") <= world["today"] <= order.get("until", "9999")
        who = order["guardian"] == viewer and order["person"] == child
        if on and who and order["kind"] == "no-records":
            return True
    return False


def all_homes(world: Data, viewer: str) -> list[str]:
    """The ids of the households somebody is a guardian in."""
    return [home["id"] for home in world["school"]["households"] if viewer in home["guardians"]]


def homes_of(world: Data, viewer: str, child: str) -> list[Data]:
    """A child's memberships of households somebody is a guardian in."""
    return [
        member
        for home in world["school"]["households"]
        if viewer in home["guardians"]
        for member in home.get("members", [])
        if member["student"] == child
    ]


def rights_of(world: Data, viewer: str, child: str) -> set[str]:
    """What a guardian may do; nothing where the right to records is missing or taken away."""
    everything = ["records", "conference", "decisions"]
    rights: set[str] = set()
    for member in homes_of(world, viewer, child):
        rights |= set(member.get("rights", everything))
    if "records" not in rights or forbidden_by_order(world, viewer, child):
        return set()
    return rights


def of_age(world: Data, child: str) -> bool:
    """Whether a student's rights are their own today."""
    (person,) = [one for one in world["school"]["students"] if one["id"] == child]
    return bool(person.get("of_age", "9999") <= world["today"])


def works_with(world: Data, viewer: str, child: str) -> bool:
    """Whether somebody teaches a child or is named in their support plan."""
    (person,) = [one for one in world["school"]["students"] if one["id"] == child]
    if viewer in person.get("specialists", []):
        return True
    return any(
        child in group.get("students", []) and viewer in group.get("teachers", [])
        for group in world["school"]["groups"]
    )


def agreed(world: Data, viewer: str, child: str, purpose: str) -> bool:
    """Whether a consent given by who may give it lets somebody be told about a child."""
    for consent in world["consents"]:
        on = consent["since"] <= world["today"] <= (consent["until"] or "9999")
        fits = consent["student"] == child and consent["party"] == viewer
        if not on or not fits or purpose not in consent["purposes"]:
            continue
        if of_age(world, child):
            if consent["given_by"] == child:
                return True
        elif "decisions" in rights_of(world, consent["given_by"], child):
            return True
    return False
