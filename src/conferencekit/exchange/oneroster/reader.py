"""From a OneRoster folder to a school."""

from collections.abc import Iterator
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Final

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.errors import Fault, Faults, InvalidInputError, shorten
from conferencekit.exchange._csv import Row
from conferencekit.exchange.oneroster._companions import Companions, read_companions
from conferencekit.exchange.oneroster._tables import Roster, read_roster
from conferencekit.school import (
    Channel,
    Contact,
    Group,
    GroupKind,
    Guardian,
    Household,
    Membership,
    Name,
    School,
    Staff,
    StaffRole,
    Student,
)
from conferencekit.time import Zone

__all__ = ["RosterImport", "read_oneroster"]

_GUARDIANS: Final = frozenset({"parent", "guardian"})
_STAFF: Final = {
    "teacher": StaffRole.TEACHER,
    "aide": StaffRole.AIDE,
    "counselor": StaffRole.COUNSELOR,
    "principal": StaffRole.HEAD,
    "administrator": StaffRole.ADMINISTRATOR,
    "siteAdministrator": StaffRole.ADMINISTRATOR,
}
_ALSO_ADULT: Final = "is the id of an adult too"
_KINDS: Final = {"homeroom": GroupKind.HOMEROOM, "scheduled": GroupKind.SUBJECT}


@attrs.frozen(field_transformer=as_declared)
class RosterImport:
    """A school read from a roster.

    Attributes:
        school: The school.
        notes: What was left out or assumed, each with its place.
    """

    school: School
    notes: tuple[Fault, ...]


@kinds_checked
def read_oneroster(
    directory: str | PathLike[str],
    *,
    timezone: str | Zone,
    on: date,
    languages: tuple[str, ...] = ("en",),
    org: str | None = None,
) -> RosterImport:
    """Read a school from a folder of OneRoster CSV files, version 1.1 or 1.2, and companions.

    Args:
        directory: Where the files are.
        timezone: The school's time zone, of which OneRoster says nothing.
        on: A day; roles and enrollments that are not in force on it are left out with a note.
        languages: The languages the school teaches in, likewise.
        org: The ``sourcedId`` of the school; None where the folder has but one.

    Raises:
        InvalidInputError: The folder cannot be used; with every fault, its file and line.
    """
    folder = Path(directory)
    zone = timezone if isinstance(timezone, Zone) else Zone(timezone)
    with Faults(source=str(folder)) as faults:
        if not folder.is_dir():
            raise InvalidInputError.single("", "is no folder", source=str(folder))
        roster = read_roster(folder, on, faults)
        companions = read_companions(folder, faults)
        chosen = _choose_org(roster, org, faults)
    reader = _Reader(roster, companions, chosen)
    with Faults(source=str(folder)) as faults:
        faults.extend(reader.faults())
        told = bool(len(faults))
        try:
            school = reader.school(zone, languages)
        except InvalidInputError as error:
            faults.extend(fault for fault in error.faults if not (told and _is_told(fault)))
    return RosterImport(school, tuple(reader.notes))


def _is_told(fault: Fault) -> bool:
    """Whether a fault of the school was told with its file and line already."""
    return fault.message.startswith("unknown ") or fault.message.endswith(_ALSO_ADULT)


def _choose_org(roster: Roster, wanted: str | None, faults: Faults) -> str:
    schools = [id_ for id_, row in roster.orgs.items() if row["type"].lower() == "school"]
    if wanted is not None:
        if wanted not in roster.orgs:
            faults.add("orgs.csv", f"has no organisation {shorten(wanted)}")
        return wanted
    if len(schools) == 1:
        return schools[0]
    if not len(faults):
        faults.add("orgs.csv", f"has {len(schools)} schools", "name one by its sourcedId (org)")
    return ""


class _Reader:
    """Makes the parts of a school, and notes what it leaves out or assumes."""

    def __init__(self, roster: Roster, companions: Companions, org: str) -> None:
        self.notes: list[Fault] = list(roster.notes)
        self._roster = roster
        self._companions = companions
        self._org = org
        self._roles = self._known_roles()
        self._agents = self._known_agents()

    def faults(self) -> Iterator[Fault]:
        """What cannot be, each with its file and line; and notes on what is not of the school."""
        for id_, kinds in self._roles.items():
            adult = ", ".join(sorted(kinds - {"student"}))
            if "student" in kinds and adult:
                place = self._roster.users[id_].place
                yield Fault(place, f"{shorten(id_)} is both student and {adult}")
        of_school = {
            "student": self._ids(frozenset({"student"})),
            "guardian": self._ids(_GUARDIANS),
            "member of staff": self._ids(frozenset(_STAFF)),
            "person": set(self._roles),
        }
        for reference in self._companions.references:
            what, id_ = reference.what, reference.id
            left_out = reference.about not in (None, *of_school["student"])
            if left_out or id_ in of_school[what]:
                continue
            if reference.left_out and id_ in self._roster.everyone:
                self._note(reference.place, f"{shorten(id_)} is no {what} of the school; left out")
            else:
                yield Fault(reference.place, f"unknown {what} {shorten(id_)}")

    def _ids(self, kinds: frozenset[str]) -> set[str]:
        return {id_ for id_, _ in self._users(kinds)}

    def school(self, zone: Zone, languages: tuple[str, ...]) -> School:
        """The school; its own checks may find faults."""
        guardians = tuple(self._guardians())
        return School(
            id=self._org,
            title=self._roster.orgs[self._org]["name"],
            timezone=zone,
            languages=languages,
            students=tuple(self._students()),
            guardians=guardians,
            households=self._households(),
            staff=tuple(self._staff()),
            interpreters=self._companions.interpreters,
            groups=tuple(self._groups()),
            restrictions=self._companions.restrictions,
        )

    def _note(self, place: str, message: str, hint: str = "") -> None:
        self.notes.append(Fault(place, message, hint))

    # ------------------------------------------------------------------------- who is what

    def _known_roles(self) -> dict[str, set[str]]:
        """What each user of the school is."""
        roles: dict[str, set[str]] = {}
        for role in self._roster.roles:
            user, name = role.user, role.name
            if role.org not in ("", self._org):
                continue
            if user not in self._roster.everyone:
                self._note(role.row.place, f"unknown user {shorten(user)}; left out")
            elif user not in self._roster.users:
                continue  # a note has been made of them
            elif name == "student" or name in _GUARDIANS or name in _STAFF:
                roles.setdefault(user, set()).add(name)
            else:
                self._note(role.row.place, f"{user} is {shorten(name)}; left out")
        return roles

    def _users(self, kinds: frozenset[str]) -> Iterator[tuple[str, Row]]:
        for id_, row in self._roster.users.items():
            if kinds & self._roles.get(id_, set()):
                yield id_, row

    def _known_agents(self) -> dict[str, list[str]]:
        """The guardians of each student. Links are told on the student, the guardian, or both."""
        links: dict[str, list[str]] = {}
        for id_, row in self._roster.users.items():
            for other in row.listed("agentSourcedIds"):
                pair = self._link(id_, other, row)
                if pair is not None and pair[1] not in links.setdefault(pair[0], []):
                    links[pair[0]].append(pair[1])
        return links

    def _link(self, one: str, other: str, row: Row) -> tuple[str, str] | None:
        """Student and guardian, where two users are that."""
        roles = self._roles
        if one not in roles:
            return None
        for student, guardian in ((one, other), (other, one)):
            if "student" in roles.get(student, ()) and _GUARDIANS & roles.get(guardian, set()):
                return student, guardian
        what = "unknown" if other not in roles else "neither their guardian nor their child"
        self._note(row.at("agentSourcedIds"), f"{shorten(other)} is {what}; left out")
        return None

    # --------------------------------------------------------------------------- the parts

    def _students(self) -> Iterator[Student]:
        for id_, row in self._users(frozenset({"student"})):
            yield Student(
                id=id_,
                name=_name(row),
                grades=tuple(row.listed("grades")),
                languages=self._companions.languages.get(id_, ()),
                specialists=self._companions.specialists.get(id_, ()),
            )

    def _guardians(self) -> Iterator[Guardian]:
        for id_, row in self._users(_GUARDIANS):
            yield Guardian(
                id=id_,
                name=_name(row),
                languages=self._companions.languages.get(id_, ()),
                contacts=tuple(_contacts(row)),
            )

    def _staff(self) -> Iterator[Staff]:
        rooms = self._rooms()
        for id_, row in self._users(frozenset(_STAFF)):
            yield Staff(
                id=id_,
                name=_name(row),
                roles=frozenset(_STAFF[role] for role in self._roles[id_] if role in _STAFF),
                languages=self._companions.languages.get(id_, ()),
                room=rooms.get(id_),
            )

    def _rooms(self) -> dict[str, str]:
        """The room of the first class each member of staff teaches that has one."""
        rooms: dict[str, str] = {}
        for row in self._roster.enrollments:
            group = self._roster.classes.get(row["classSourcedId"])
            if row["role"] != "teacher" or group is None or not self._is_here(group):
                continue
            if group["location"]:
                rooms.setdefault(row["userSourcedId"], group["location"])
        return rooms

    def _is_here(self, group: Row) -> bool:
        """Whether a class is one of the school."""
        return group["schoolSourcedId"] in ("", self._org)

    def _households(self) -> tuple[Household, ...]:
        if self._companions.households is not None:
            return self._companions.households
        students: dict[str, list[str]] = {}
        for student, guardians in self._agents.items():
            for guardian in guardians:
                students.setdefault(guardian, []).append(student)
        together: dict[tuple[str, ...], list[str]] = {}
        for guardian, children in students.items():
            together.setdefault(tuple(children), []).append(guardian)
        if together:
            self._note(
                "households.csv",
                "absent: guardians of the same students are taken to be one household",
                "OneRoster says nothing of households and rights",
            )
        return tuple(
            Household(
                id=f"household:{guardians[0]}",
                guardians=tuple(guardians),
                members=tuple(Membership(student) for student in children),
            )
            for children, guardians in together.items()
        )

    def _groups(self) -> Iterator[Group]:
        enrolled: dict[str, list[Row]] = {}
        for row in self._roster.enrollments:
            group = row["classSourcedId"]
            enrolled.setdefault(group, []).append(row)
            if group not in self._roster.classes:
                self._note(row.place, f"unknown class {shorten(group)}; left out")
        for id_, row in self._roster.classes.items():
            if not self._is_here(row):
                continue
            kind = _KINDS.get(row["classType"].lower())
            if kind is None:
                what = shorten(row["classType"])
                self._note(row.at("classType"), f"{what} is not homeroom or scheduled; left out")
                continue
            yield self._group(id_, row, kind, enrolled.get(id_, []))

    def _group(self, id_: str, row: Row, kind: GroupKind, enrolled: list[Row]) -> Group:
        students, teachers, primary = [], [], []
        for line in enrolled:
            user, role = line["userSourcedId"], line["role"]
            roles = self._roles.get(user, set())
            if role == "student" and "student" in roles:
                students.append(user)
            elif role == "teacher" and roles.intersection(_STAFF):
                teachers.append(user)
                primary += [user] if line["primary"].lower() == "true" else []
            elif user in self._roster.users or user not in self._roster.everyone:
                self._note(line.place, f"{shorten(user)} is no {role} of the school; left out")
        leads = primary or teachers
        return Group(
            id=id_,
            title=row["title"],
            kind=kind,
            students=tuple(dict.fromkeys(students)),
            teachers=tuple(dict.fromkeys(teachers)),
            lead=leads[0] if len(set(leads)) == 1 else None,
            subject=", ".join(row.listed("subjects")) or None,
        )


def _name(row: Row) -> Name:
    return Name(row["givenName"], row["familyName"], row["preferredGivenName"] or None)


def _contacts(row: Row) -> Iterator[Contact]:
    for column, channel in (
        ("email", Channel.EMAIL),
        ("sms", Channel.SMS),
        ("phone", Channel.PHONE),
    ):
        if row[column]:
            yield Contact(channel, row[column])
