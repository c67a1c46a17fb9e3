"""The commands.

Exit codes: 0 good; 1 the plan breaks a rule, or claims a score it does not have; 2 unusable
input. With ``--json`` a command prints one JSON object for programs on standard output, also
where it fails.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from conferencekit.cli import _demo, _print, _report
from conferencekit.cli._solving import run_with_progress, solve_with_progress
from conferencekit.engines import engine as find_engine
from conferencekit.errors import ConferenceKitError, Faults, InvalidInputError, shorten
from conferencekit.exchange import (
    check_writable,
    read_oneroster,
    read_plan,
    read_round,
    write_plan,
    write_school,
)
from conferencekit.scheduling import explain as find_reasons
from conferencekit.scheduling import plan_to_json
from conferencekit.time import Instant, Zone

__all__ = ["run"]

SEARCH: Final = "search"
_UNUSABLE: Final = 2
# Click's, or that of Typer's own copy of Click, by the version of Typer.
_MISUSED: Final[Any] = typer.BadParameter.mro()[2]

app = typer.Typer(
    name="conferencekit",
    help="Parent-teacher conferences: from a school's files to a checked, scored timetable.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
import_app = typer.Typer(
    help="Read what other systems export.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(import_app, name="import")

RoundFile = Annotated[Path, typer.Argument(metavar="ROUND", help="A round file.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file of that round.")]
Seconds = Annotated[float, typer.Option(min=0, help="For how long to search.")]
Seed = Annotated[int, typer.Option(help="Chooses among equally good ways to search.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def run(arguments: Sequence[str]) -> int:
    """Run a command line; its exit code."""
    as_json = "--json" in arguments
    try:
        return app(args=list(arguments), standalone_mode=False) or 0
    except ConferenceKitError as error:
        _tell(error, as_json=as_json)
    except _MISUSED as error:
        if as_json:
            _print.data({"error": error.format_message(), "faults": []})
        else:
            error.show()
    except SystemExit:  # whoever read the output has stopped reading
        pass
    return _UNUSABLE


def _tell(error: ConferenceKitError, *, as_json: bool) -> None:
    if as_json:
        faults = error.faults if isinstance(error, InvalidInputError) else ()
        _print.data(
            {
                "error": str(error).splitlines()[0],
                "faults": [
                    {"path": fault.path, "message": fault.message, "hint": fault.hint}
                    for fault in faults
                ],
            }
        )
    else:
        _print.error(str(error))


@app.callback(invoke_without_command=True)
def _main(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        _print.line(version("conferencekit"))
        raise typer.Exit


@app.command()
def demo(
    directory: Annotated[Path, typer.Option(help="Where to put the files.")] = Path(
        "conferencekit-demo"
    ),
    seconds: Seconds = 5.0,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Run the main job on the example school, and keep the results."""
    raise typer.Exit(_demo.run(directory, seconds=seconds, seed=seed, as_json=as_json))


@app.command()
def solve(
    round_file: RoundFile,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PLAN", help="Where to write the plan."),
    ] = None,
    seconds: Seconds = 10.0,
    iterations: Annotated[
        int | None,
        typer.Option(
            min=0, help="Take so many steps instead, however long; the same plan on any machine."
        ),
    ] = None,
    seed: Seed = 1,
    workers: Annotated[
        int, typer.Option(min=1, help="In how many processes to search, sharing the best plan.")
    ] = 1,
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="What searches: search, cpsat, or another's.")
    ] = SEARCH,
    as_json: AsJson = False,
) -> None:
    """Find a plan for a round. Interrupted (Ctrl-C), it writes the best plan so far.

    Without an output file the plan goes to standard output.
    """
    round_ = read_round(round_file)
    if output is not None:
        _check_output(output, round_file)
    if engine == SEARCH:
        plan = solve_with_progress(
            round_,
            seconds=None if iterations is not None else seconds,
            iterations=iterations,
            seed=seed,
            workers=workers,
        )
    else:
        _refuse_limits_of_search(engine, iterations, workers)
        plan = run_with_progress(find_engine(engine), round_, seconds=seconds, seed=seed)
    if output is None:
        _print.data(plan_to_json(plan, round_))
        return
    write_plan(output, plan, round_)
    if as_json:
        _print.data({"plan": str(output), **_report.score_data(plan)})
    else:
        _print.score(plan)
        _print.line(f"The plan is in {output}")


def _refuse_limits_of_search(engine: str, iterations: int | None, workers: int) -> None:
    """Refuse, for an engine of another kind, what only our own search can be told."""
    faults = Faults()
    if iterations is not None:
        faults.add("--iterations", f"is not for the engine {shorten(engine)}", "give --seconds")
    if workers > 1:
        faults.add("--workers", f"is not for the engine {shorten(engine)}", "leave it out")
    faults.raise_if_any()


def _check_output(output: Path, given: Path) -> None:
    check_writable(output)
    if output.exists() and output.samefile(given):
        raise InvalidInputError.single(
            "--output", "is the round itself", "give the plan a file of its own"
        )


@app.command()
def check(round_file: RoundFile, plan_file: PlanFile, as_json: AsJson = False) -> None:
    """Hold a plan to the rules, and its claimed score to the definition."""
    round_ = read_round(round_file)
    plan = read_plan(plan_file, round_)
    verdict = _report.verdict(round_, plan)
    if as_json:
        _print.data(verdict.as_data())
    else:
        _print.verdict(verdict)
    raise typer.Exit(0 if verdict.is_good else 1)


@app.command()
def show(
    round_file: RoundFile,
    plan_file: PlanFile,
    person: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Whose timetable; all teachers' else.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print timetables of a plan."""
    round_ = read_round(round_file)
    plan = read_plan(plan_file, round_)
    sheets = _report.sheets(round_, plan, person or _report.teachers(round_))
    if as_json:
        _print.data({"timetables": [sheet.as_data() for sheet in sheets]})
        return
    for sheet in sheets:
        _print.sheet(sheet)
    if plan.unplaced:
        _print.line(f"Unplaced: {', '.join(plan.unplaced)}")


@app.command()
def explain(
    round_file: RoundFile,
    plan_file: PlanFile,
    meeting: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Which one; all that are unplaced else.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say why meetings are unplaced, and what would help."""
    round_ = read_round(round_file)
    plan = read_plan(plan_file, round_)
    reasons = find_reasons(round_, plan, meetings=meeting or None)
    if as_json:
        _print.data({"reasons": [_report.reason_data(reason) for reason in reasons]})
        return
    for reason in reasons:
        _print.line(str(reason))
    if not plan.unplaced:
        _print.line("No meeting is unplaced")


@import_app.command()
def oneroster(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder of OneRoster 1.1 or 1.2 CSV files.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="SCHOOL", help="Where to write the school file."),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="The school's time zone, an IANA name; UTC if none.")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="The day whose roster is read; today if none is given."
        ),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A language the school teaches in; en if none.")
    ] = None,
    org: Annotated[
        str | None, typer.Option(help="The school's sourcedId, where there are several.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a school from OneRoster files and say what was found, left out and assumed."""
    zone = Zone(timezone or "UTC")
    today = zone.day(Instant.of(datetime.now(UTC)))
    found = read_oneroster(
        directory,
        timezone=zone,
        on=today if on is None else on.date(),
        languages=tuple(language or ("en",)),
        org=org,
    )
    if output is not None:
        write_school(output, found.school)
    summary = _report.school_data(found.school)
    notes = [str(note) for note in found.notes]
    if timezone is None:
        notes.append("the school is taken to be in UTC; give its zone with --timezone")
    if as_json:
        _print.data({**summary, "notes": notes, "file": None if output is None else str(output)})
        return
    _print.table("Read", [(name, str(number)) for name, number in summary.items()])
    for note in notes:
        _print.line(f"Note: {note}")
    if output is not None:
        _print.line(f"The school is in {output}")
