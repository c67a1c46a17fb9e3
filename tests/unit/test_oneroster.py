"""OneRoster folders are read as they are found: both versions, dirty ones, and broken ones."""

from datetime import date
from pathlib import Path

import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.exchange import RosterImport, example_school, read_oneroster
from conferencekit.school import (
    Channel,
    GroupKind,
    Household,
    Membership,
    RestrictionKind,
    Right,
    StaffRole,
)

V11 = {
    "orgs.csv": """sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
district,,,The district,district,,
willow,,,Willow School,school,,district
""",
    "users.csv": """sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
ada,,,true,willow,teacher,ada,,Ada,Moreno,,,ada@x.example,,,,,
fay,,,true,willow,administrator,fay,,Fay,Osei,,,,,,,,
rosa,,,true,willow,parent,rosa,,Rosa,García,,,rosa@x.example,555-1,555-2,,,
jon,,,true,"district,willow",guardian,jon,,Jon,Reed,,,,,,noah,,
noah,,,true,willow,student,noah,,Noah,Reed,,,,,,,02,
sofia,,,true,willow,student,sofia,,Sofía,García,,,,,,"rosa, ada","KG,01",
gone,tobedeleted,,true,willow,student,gone,,Gone,Gone,,,,,,,,
aunt,,,true,willow,relative,aunt,,Aunt,A,,,,,,sofia,,
else,,,true,other,student,else,,Else,E,,,,,,,,
""",
    "classes.csv": """sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
home,,,Saplings,,,,homeroom,Oak room,willow,,,,
music,,,Music,,,,scheduled,,willow,,"Music,Art",,
club,,,Club,,,,elsewhat,,willow,,,,
far,,,Far,,,,homeroom,,other,,,,
""",
    "enrollments.csv": """sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,,,home,willow,ada,teacher,true,2026-08-01,2027-06-30
e2,,,home,willow,noah,student,,2026-08-01,2027-06-30
e3,,,home,willow,sofia,student,,2025-08-01,2026-06-30
e4,,,music,willow,fay,teacher,false,,
e5,,,music,willow,ada,teacher,false,,
e6,,,music,willow,rosa,student,,,
""",
}


def folder(path: Path, tables: dict[str, str], **changes: str) -> Path:
    """A folder of tables, some of them changed."""
    for name, text in (tables | {f"{name}.csv": text for name, text in changes.items()}).items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def read(path: Path, **options: object) -> RosterImport:
    """A folder read with the plainest options."""
    return read_oneroster(path, timezone="Europe/Amsterdam", **options)  # type: ignore[arg-type]


def test_version_1_1(tmp_path: Path) -> None:
    """Everyone in the school, linked as agents say, from either side."""
    found = read(folder(tmp_path, V11))
    school = found.school
    assert (school.id, school.title) == ("willow", "Willow School")
    assert [one.id for one in school.students] == ["noah", "sofia"]
    assert school.student("sofia").grades == ("KG", "01")
    assert [one.id for one in school.guardians] == ["rosa", "jon"]
    contacts = [(one.channel, one.address) for one in school.guardian("rosa").contacts]
    assert contacts == [
        (Channel.EMAIL, "rosa@x.example"),
        (Channel.SMS, "555-1"),
        (Channel.PHONE, "555-2"),
    ]
    assert school.member_of_staff("ada").room == "Oak room"
    assert school.member_of_staff("fay").roles == {StaffRole.ADMINISTRATOR}
    assert school.households == (
        Household("household:jon", ("jon",), (Membership("noah"),)),
        Household("household:rosa", ("rosa",), (Membership("sofia"),)),
    )
    home, music = school.groups
    assert (home.kind, home.lead, home.students) == (GroupKind.HOMEROOM, "ada", ("noah", "sofia"))
    assert (music.kind, music.lead, music.subject) == (GroupKind.SUBJECT, None, "Music, Art")


def test_what_is_left_out_or_assumed_is_said(tmp_path: Path) -> None:
    """Each with its place."""
    notes = [str(note) for note in read(folder(tmp_path, V11)).notes]
    assert [note.split(":")[0] for note in notes] == [
        "users.csv, line 9",
        "users.csv, line 7, agentSourcedIds",
        "households.csv",
        "enrollments.csv, line 7",
        "classes.csv, line 4, classType",
    ]
    assert "'ada' is neither their guardian nor their child" in notes[1]


def test_only_what_is_in_force_on_a_day(tmp_path: Path) -> None:
    """Enrollments have a first and a last day."""
    school = read(folder(tmp_path, V11), on=date(2026, 11, 24)).school
    assert school.groups[0].students == ("noah",)


def test_the_example_school_is_version_1_2_with_companions() -> None:
    """Roles in a table of their own; households, rights, languages and orders beside."""
    found = read_oneroster(example_school() / "roster", timezone="America/New_York")
    school = found.school
    assert found.notes == ()
    assert (len(school.students), len(school.guardians), len(school.households)) == (26, 25, 18)
    assert school.has("guardians", "ben")
    assert school.has("staff", "ben")
    assert school.member_of_staff("fatima").roles == {StaffRole.HEAD}
    father = school.household("reed-father")
    assert father.members[0].rights == {Right.RECORDS, Right.CONFERENCE}
    assert school.guardian("rosa").languages == ("es",)
    assert {one.kind for one in school.restrictions} == set(RestrictionKind)
    assert school.student("noah").specialists == ("elin",)
    assert school.interpreters[0].languages == ("es",)


def test_files_as_spreadsheets_leave_them(tmp_path: Path) -> None:
    """A byte order mark, other line ends, empty cells behind, blank lines, quoted line ends."""
    path = folder(tmp_path, V11)
    users = V11["users.csv"].replace("555-2", '"555-2\nask for Rosa"')
    lines = [f"{line},," for line in users.splitlines()]
    joined = "\r\n".join(lines).replace("555-2,,", "555-2").replace("2\r\nask", "2\nask")
    (path / "users.csv").write_bytes(b"\xef\xbb\xbf" + joined.encode() + b"\r\n\r\n,,,\r\n")
    school = read(path).school
    assert school.guardian("rosa").contacts[2].address == "555-2\nask for Rosa"
    assert len(school.students) == 2


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("users", "sourcedId,status", "id,status", "users.csv, line 1: lacks sourcedId (it has id"),
        ("users", ",role,", ",rolle,", "users.csv, line 1: lacks role"),
        ("users", "givenName,familyName", "givenName,givenName", "users.csv, line 1: lacks familyName"),
        ("orgs", "name,type", "name,name,type", "orgs.csv, line 1: has the column 'name' twice"),
        ("users", "ada,,,true", "noah,,,true", "users.csv, line 6, sourcedId: 'noah' is used twice"),
        ("users", "ada,,,true", ",,,true", "users.csv, line 2, sourcedId: is empty"),
        ("users", "Ada,Moreno", '"Ada\nLovelace",Moreno', "users.csv, line 2, givenName: 'Ada\\nLovelace' holds characters"),
        ("users", "rosa,,,true,", "rosa,,,", "users.csv, line 4: has 17 cells where the header has 18"),
        ("users", "jon,,,true", "jon,,,true,extra", "users.csv, line 5: has 19 cells where the header has 18"),
        ("users", "Jon,Reed", '"Jon,Reed', "users.csv, line 5: is not CSV: "),
        ("enrollments", "2027-06-30", "30/06/2027", "enrollments.csv, line 2, endDate: '30/06/2027' is not a date"),
        ("orgs", "school,,", "college,,", "orgs.csv: has 0 schools (name one by its sourcedId (org))"),
        ("orgs", "district,,\n", "school,,\n", "orgs.csv: has 2 schools"),
    ],
)  # fmt: skip
def test_broken_tables(tmp_path: Path, name: str, old: str, new: str, fault: str) -> None:
    """Each fault names its file and line."""
    path = folder(tmp_path, V11, **{name: V11[f"{name}.csv"].replace(old, new, 1)})
    with pytest.raises(InvalidInputError) as caught:
        read(path)
    assert any(str(one).startswith(fault) for one in caught.value.faults), str(caught.value)


def test_latin_1_bytes(tmp_path: Path) -> None:
    """What is not UTF-8 is refused with its line, not guessed at."""
    path = folder(tmp_path, V11)
    (path / "users.csv").write_bytes(V11["users.csv"].encode("latin-1"))
    with pytest.raises(InvalidInputError, match=r"users\.csv, line 4: byte 0xed is not UTF-8"):
        read(path)


def test_faults_of_several_files_are_told_together(tmp_path: Path) -> None:
    """A missing file among them."""
    path = folder(tmp_path, V11, orgs="sourcedId,name\n")
    (path / "classes.csv").unlink()
    with pytest.raises(InvalidInputError) as caught:
        read(path)
    places = [fault.path for fault in caught.value.faults]
    assert places == ["orgs.csv, line 1", "classes.csv"]
    assert str(tmp_path) in str(caught.value)


def test_no_folder_no_zone_no_such_school(tmp_path: Path) -> None:
    """What is asked for has to be there."""
    with pytest.raises(InvalidInputError, match="is no folder"):
        read(tmp_path / "nowhere")
    with pytest.raises(InvalidInputError, match="is not a known zone"):
        read_oneroster(tmp_path, timezone="Utopia")
    with pytest.raises(InvalidInputError, match="has no organisation 'x'"):
        read(folder(tmp_path, V11), org="x")


def test_a_delta_is_refused(tmp_path: Path) -> None:
    """It says what changed since a folder that is not here."""
    manifest = "propertyName,value\nmanifest.version,1.0\nfile.users,delta\nfile.orgs,bulk\n"
    with pytest.raises(InvalidInputError, match=r"line 3, value: file\.users is a delta"):
        read(folder(tmp_path, V11, manifest=manifest))


COMPANIONS = {
    "households": "household,guardian,student,rights\nh,rosa,sofia,records\n",
    "languages": "person,languages\nrosa,es;en\n",
    "interpreters": "interpreter,givenName,familyName,languages\nines,Inés,F,es\n",
    "support": "student,staff\nsofia,ada\nsofia,fay\n",
    "restrictions": "guardian,kind,person,document,since,until\njon,no-records,noah,o,2026-01-01,\n",
}


def test_companions(tmp_path: Path) -> None:
    """What OneRoster cannot say is said beside it."""
    school = read(folder(tmp_path, V11, **COMPANIONS)).school
    assert school.households[0].members == (Membership("sofia", frozenset({Right.RECORDS})),)
    assert school.student("sofia").specialists == ("ada", "fay")
    assert school.restrictions[0].since == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("name", "row", "fault"),
    [
        ("households", "h,jon,sofia,decisions", "households.csv, line 3, rights: differs from what was said"),
        ("households", "h,jon,noah,all", "households.csv, line 3, rights: 'all' is not one of records"),
        ("households", "h,nobody,noah,none", "households[0].guardians[1]: unknown guardian 'nobody'"),
        ("restrictions", "jon,forbidden,noah,o,,", "restrictions.csv, line 3, kind: 'forbidden' is not one of"),
        ("restrictions", "jon,no-contact,rosa,o,May,", "restrictions.csv, line 3, since: 'May' is not a date"),
        ("languages", "jon,english!", "guardians[1].languages[0]: 'english!' is no language tag"),
    ],
)  # fmt: skip
def test_broken_companions(tmp_path: Path, name: str, row: str, fault: str) -> None:
    """Each fault names its file and line, or the path in the school."""
    path = folder(tmp_path, V11, **{**COMPANIONS, name: f"{COMPANIONS[name]}{row}\n"})
    with pytest.raises(InvalidInputError) as caught:
        read(path)
    assert any(str(one).startswith(fault) for one in caught.value.faults), str(caught.value)
