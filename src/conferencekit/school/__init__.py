"""Who: students, guardians, households, staff, groups, and what the law says about them."""

from conferencekit.school.formats import school_from_json, school_to_json
from conferencekit.school.model import (
    Channel,
    Contact,
    Group,
    GroupKind,
    Guardian,
    Household,
    Interpreter,
    Membership,
    Name,
    Restriction,
    RestrictionKind,
    Right,
    Staff,
    StaffRole,
    Student,
)
from conferencekit.school.rights import (
    Entitlement,
    contact_forbidden,
    entitled_guardians,
    entitlement,
)
from conferencekit.school.school import School

__all__ = [
    "Channel",
    "Contact",
    "Entitlement",
    "Group",
    "GroupKind",
    "Guardian",
    "Household",
    "Interpreter",
    "Membership",
    "Name",
    "Restriction",
    "RestrictionKind",
    "Right",
    "School",
    "Staff",
    "StaffRole",
    "Student",
    "contact_forbidden",
    "entitled_guardians",
    "entitlement",
    "school_from_json",
    "school_to_json",
]
