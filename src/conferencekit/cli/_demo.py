"""The main job on the example school: files in, a checked plan out, kept in a database."""

from pathlib import Path
from typing import Final

from conferencekit.cli import _print, _report
from conferencekit.cli._solving import solve_with_progress
from conferencekit.errors import InvalidInputError, StorageError
from conferencekit.exchange import (
    EXAMPLE_DAY,
    EXAMPLE_ZONE,
    RosterImport,
    example_school,
    read_oneroster,
    read_policy,
    read_wishes,
    write_plan,
    write_round,
)
from conferencekit.planning import RoundDraft, build_round
from conferencekit.planning.documents import (
    keep_plan,
    keep_round,
    keep_school,
    kept_plan,
    kept_round,
    kept_school,
)
from conferencekit.scheduling import Plan, Round
from conferencekit.school import School
from conferencekit.storage.sqlite import SqliteStore

__all__ = ["run"]

_FAMILY: Final = "garcia"


def run(directory: Path, *, seconds: float, seed: int, as_json: bool) -> int:
    """Run the demo; the exit code."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInputError.single(
            "", f"cannot be made: {error.strerror}", source=str(directory)
        ) from error
    place = example_school()
    imported, draft = _read(place)
    plan = solve_with_progress(draft.round, seconds=seconds, iterations=None, seed=seed)
    database = directory / "school.sqlite"
    school, round_, plan = _kept(database, imported.school, draft.round, plan)
    write_round(directory / "round.json", round_)
    write_plan(directory / "plan.json", plan, round_)
    verdict = _report.verdict(round_, plan)
    family = school.household(_FAMILY)
    people = [*_report.teachers(round_), family.guardians[0]]
    sheets = _report.sheets(round_, plan, people, names=_names(school))
    if as_json:
        _print.data(
            {
                "input": str(place),
                "directory": str(directory),
                "timetables": [sheet.as_data() for sheet in sheets],
                "remarks": [str(remark.text) for remark in draft.remarks],
                **verdict.as_data(),
                **_report.score_data(plan),
            }
        )
        return 0 if verdict.is_good else 1
    _print.line(f"Read {school.title} from {place}:")
    _print.table("", [(name, str(number)) for name, number in _report.school_data(school).items()])
    for remark in draft.remarks:
        _print.line(f"Remark: {remark.text}")
    _print.line(f"Made the round {round_.id!r}: {len(round_.meetings)} meetings\n")
    for sheet in sheets:
        _print.sheet(sheet)
    _print.score(plan)
    _print.verdict(verdict)
    _print.line(f"School, round and plan are kept in {database},")
    _print.line(f"round and plan also in {directory / 'round.json'} and {directory / 'plan.json'}")
    return 0 if verdict.is_good else 1


def _read(example: Path) -> tuple[RosterImport, RoundDraft]:
    imported = read_oneroster(example / "roster", timezone=EXAMPLE_ZONE, on=EXAMPLE_DAY)
    school = imported.school
    policy = read_policy(example / "policy.toml", school.timezone)
    wishes = read_wishes(example / "wishes", school.timezone)
    return imported, build_round(school, policy, wishes)


def _kept(path: Path, school: School, round_: Round, plan: Plan) -> tuple[School, Round, Plan]:
    """Keep all three in a database, and read them back from it."""
    with SqliteStore(path) as store:
        keep_school(school).run(store)
        keep_round(round_).run(store)
        keep_plan(plan, round_).run(store)
        found_school = kept_school(school.id).run(store)
        found_round = kept_round(round_.id).run(store)
        found_plan = None if found_round is None else kept_plan(found_round).run(store)
    if found_school is None or found_round is None or found_plan is None:
        raise StorageError(f"{path} does not hold what was put into it")
    return found_school, found_round, found_plan


def _names(school: School) -> dict[str, str]:
    names = {one.id: str(one.name) for one in school.interpreters}
    names |= {one.id: str(one.name) for one in school.guardians}
    names |= {one.id: str(one.name) for one in school.staff}
    return names | {one.id: str(one.name) for one in school.students}
