"""OneRoster folders are read as they are found: both versions, dirty ones, and broken ones."""

from datetime import date
from pathlib import Path

import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.exchange import (
    EXAMPLE_DAY,
    EXAMPLE_ZONE,
    RosterImport,
    example_school,
    read_oneroster,
)
from conferencekit.school import (
    Channel,
    GroupKind,
    Household,
    Membership,
    RestrictionKind,
    Right,
    StaffRole,
)

DAY = date(2026, 11, 24)

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
    plain = {"timezone": "Europe/Amsterdam", "on": DAY}
    return read_oneroster(path, **(plain | options))  # type: ignore[arg-type]


def read_example() -> RosterImport:
    """The example school."""
    return read_oneroster(example_school() / "roster", timezone=EXAMPLE_ZONE, on=EXAMPLE_DAY)


def notes_of(found: RosterImport) -> list[str]:
    """Its notes as text."""
    return [str(note) for note in found.notes]


def refusal(path: Path, **options: object) -> list[str]:
    """Why a folder is refused."""
    with pytest.raises(InvalidInputError) as caught:
        read(path, **options)
    return [str(fault) for fault in caught.value.faults]


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
    assert (home.kind, home.lead, home.students) == (GroupKind.HOMEROOM, "ada", ("noah",))
    assert (music.kind, music.lead, music.subject) == (GroupKind.SUBJECT, None, "Music, Art")


def test_what_is_left_out_or_assumed_is_said(tmp_path: Path) -> None:
    """Each with its place."""
    notes = [str(note) for note in read(folder(tmp_path, V11)).notes]
    assert [note.split(":")[0] for note in notes] == [
        "users.csv, line 8",
        "enrollments.csv, line 4",
        "users.csv, line 9",
        "users.csv, line 7, agentSourcedIds",
        "households.csv",
        "enrollments.csv, line 7",
        "classes.csv, line 4, classType",
    ]
    assert "'ada' is neither their guardian nor their child" in notes[3]


def test_only_what_is_in_force_on_a_day(tmp_path: Path) -> None:
    """Enrollments have a first and a last day."""
    path = folder(tmp_path, V11)
    assert read(path).school.groups[0].students == ("noah",)
    assert read(path, on=date(2026, 6, 30)).school.groups[0].students == ("sofia",)
    assert read(path, on=date(2026, 7, 1)).school.groups[0].students == ()


def test_the_day_has_to_be_said(tmp_path: Path) -> None:
    """Or roles and enrollments that ended years ago would count."""
    with pytest.raises(TypeError, match="'on'"):
        read_oneroster(folder(tmp_path, V11), timezone="UTC")  # type: ignore[call-arg]


def test_who_is_no_longer_something_is_left_out_with_a_note(tmp_path: Path) -> None:
    """A guardian whose role was revoked, and a user who is not enabled."""
    path = folder(tmp_path, {})
    for file in (example_school() / "roster").iterdir():
        (path / file.name).write_bytes(file.read_bytes())
    (path / "households.csv").unlink()
    (path / "restrictions.csv").unlink()
    roles, users = (path / "roles.csv").read_text(), (path / "users.csv").read_text()
    (path / "roles.csv").write_text(roles.replace(",parent,,,", ",parent,,2020-07-31,", 1))
    (path / "users.csv").write_text(users.replace("noah,,,true", "noah,,,false"))
    found = read(path)
    assert (len(found.school.students), len(found.school.guardians)) == (25, 24)
    notes = notes_of(found)
    assert any(
        note.startswith("users.csv, line ")
        and note.endswith(": is not enabled (enabledUser); left out")
        for note in notes
    )
    assert any(
        note.startswith("roles.csv, line ")
        and note.endswith(": is not in force on 2026-11-24; left out")
        for note in notes
    )


def test_many_rows_left_out_are_counted(tmp_path: Path) -> None:
    """One note says how many, where and why."""
    rows = "".join(f"x{k},,,home,willow,noah,student,,2018-08-01,2019-07-31\n" for k in range(9))
    path = folder(tmp_path, V11, enrollments=V11["enrollments.csv"] + rows)
    counted = (
        "enrollments.csv: 10 rows are not in force on 2026-11-24; left out (lines 4, 8, 9, ...)"
    )
    assert counted in notes_of(read(path))


def test_an_enrollment_in_an_unknown_class_is_noted(tmp_path: Path) -> None:
    """With its line."""
    rows = "x,,,nowhere,willow,noah,student,,,\n"
    path = folder(tmp_path, V11, enrollments=V11["enrollments.csv"] + rows)
    assert "enrollments.csv, line 8: unknown class 'nowhere'; left out" in notes_of(read(path))


def test_no_room_of_another_school(tmp_path: Path) -> None:
    """The room of a class elsewhere is not where a teacher meets parents here."""
    classes = V11["classes.csv"].replace(
        "far,,,Far,,,,homeroom,,other", "far,,,Far,,,,homeroom,Far room,other"
    )
    enrollments = V11["enrollments.csv"].replace("e1,", "e0,,,far,other,ada,teacher,true,,\ne1,")
    found = read(folder(tmp_path, V11, classes=classes, enrollments=enrollments))
    assert found.school.member_of_staff("ada").room == "Oak room"


def test_dates_may_carry_a_time(tmp_path: Path) -> None:
    """Some systems write one; its day counts."""
    text = V11["enrollments.csv"].replace("2026-06-30", "2026-06-30T00:00:00.000Z")
    path = folder(tmp_path, V11, enrollments=text)
    assert read(path, on=date(2026, 6, 30)).school.groups[0].students == ("sofia",)
    assert read(path).school.groups[0].students == ("noah",)


@pytest.mark.parametrize(
    "given",
    ["Anne\N{NO-BREAK SPACE}Marie", "می\N{ZERO WIDTH NON-JOINER}نا", "山田\N{IDEOGRAPHIC SPACE}花", "Ro\N{SOFT HYPHEN}sa"],
)  # fmt: skip
def test_names_may_hold_what_names_hold(tmp_path: Path, given: str) -> None:
    """Spaces of all kinds, joiners and soft hyphens."""
    path = folder(tmp_path, V11, users=V11["users.csv"].replace("Rosa", given))
    assert read(path).school.guardian("rosa").name.given == given


@pytest.mark.parametrize("column", ["Rosa", "rosa@x.example", "555-1"])
@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\t", "\x85"])
def test_no_control_characters(tmp_path: Path, column: str, character: str) -> None:
    """In any column that is used; the message does not tell the name or the address."""
    spoilt = f"{column[:2]}{character}{column[2:]}"
    path = folder(tmp_path, V11, users=V11["users.csv"].replace(column, spoilt, 1))
    (told,) = refusal(path)
    assert told.startswith("users.csv, line 4, ")
    assert f"holds U+{ord(character):04X}, a control character" in told
    assert column[2:] not in told


def test_the_example_school_is_version_1_2_with_companions() -> None:
    """Roles in a table of their own; households, rights, languages and orders beside."""
    found = read_example()
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
        ("users", "Ada,Moreno", '"Ada\nLovelace",Moreno', "users.csv, line 2, givenName: holds U+000A, a control character (is there a line end inside quotes?)"),
        ("users", "ada,,,true", "ada,,,yes", "users.csv, line 2, enabledUser: 'yes' is not true or false"),
        ("enrollments", "2026-08-01", "2018-08-01banana", "enrollments.csv, line 2, beginDate: '2018-08-01banana' is not a date"),
        ("enrollments", "2026-08-01", "2026-08-01T99", "enrollments.csv, line 2, beginDate: '2026-08-01T99' is not a date"),
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
        read(tmp_path, timezone="Utopia")
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
        ("households", "h,nobody,noah,none", "households.csv, line 3, guardian: unknown guardian 'nobody'"),
        ("households", "h,rosa,nobody,none", "households.csv, line 3, student: unknown student 'nobody'"),
        ("households", ",jon,noah,", "households.csv, line 3, household: is empty"),
        ("languages", "nobody,en", "languages.csv, line 3, person: unknown person 'nobody'"),
        ("support", "nobody,ada", "support.csv, line 4, student: unknown student 'nobody'"),
        ("support", "noah,nobody", "support.csv, line 4, staff: unknown member of staff 'nobody'"),
        ("restrictions", "jon,no-records,rosa,o,,", "restrictions.csv, line 3, person: unknown student 'rosa'"),
        ("restrictions", "nobody,no-contact,rosa,o,,", "restrictions.csv, line 3, guardian: unknown guardian 'nobody'"),
        ("restrictions", "jon,no-contact,rosa,,,", "restrictions.csv, line 3, document: is empty"),
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


def test_unknown_columns_of_companion_files(tmp_path: Path) -> None:
    """Their form is ours: a column by another name would be a restriction without its dates."""
    text = "guardian,kind,person,document,from,to\njon,no-records,noah,o,2026-01-01,\n"
    assert refusal(folder(tmp_path, V11, restrictions=text)) == [
        "restrictions.csv, line 1: has the unknown column 'from' (known are guardian, kind, person, document, since, until)",
        "restrictions.csv, line 1: has the unknown column 'to' (known are guardian, kind, person, document, since, until)",
    ]


def test_companions_of_those_not_of_the_school(tmp_path: Path) -> None:
    """Languages and support of people of other schools are left out with a note."""
    companions = {"languages": "person,languages\nelse,nl\n", "support": "student,staff\nelse,x\n"}
    notes = notes_of(read(folder(tmp_path, V11, **companions)))
    assert "languages.csv, line 2, person: 'else' is no person of the school; left out" in notes
    assert "support.csv, line 2, student: 'else' is no student of the school; left out" in notes


def test_student_and_aide(tmp_path: Path) -> None:
    """An id names one human being, who is a child or is not; other faults are told besides."""
    roles = "userSourcedId,role,orgSourcedId\n"
    roles += "noah,student,willow\nnoah,aide,willow\nada,teacher,willow\nrosa,parent,willow\n"
    companions = {"languages": "person,languages\nrosa,english!\n"}
    assert refusal(folder(tmp_path, V11, roles=roles, **companions)) == [
        "users.csv, line 6: 'noah' is both student and aide",
        "guardians[0].languages[0]: 'english!' is no language tag (such as es)",
    ]
