"""Printing: tables for people, JSON for programs. What people wrote is never taken for markup."""

import sys
from collections.abc import Iterable
from typing import Any, Final

import attrs
from rich.console import Console
from rich.table import Table
from rich.text import Text

from conferencekit.cli._report import Sheet, Verdict
from conferencekit.scheduling import Plan
from conferencekit.wire import dump_json

__all__ = ["data", "error", "line", "plain", "score", "sheet", "table", "verdict"]

_MANY: Final = 50


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def plain(text: str) -> Text:
    """A text as it is, but for characters that would command the terminal."""
    return Text(
        "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
    )


def line(text: str) -> None:
    """A line on standard output."""
    _console().print(plain(text))


def error(text: str) -> None:
    """A message on standard error."""
    _console(stderr=True).print(plain(f"error: {text}"))


def data(value: Any) -> None:  # noqa: ANN401
    """JSON on standard output."""
    sys.stdout.write(dump_json(value, pretty=True) + "\n")


def table(title: str, rows: Iterable[tuple[str, ...]], *, header: tuple[str, ...] = ()) -> None:
    """A table."""
    made = Table(title=plain(title), title_justify="left", show_header=bool(header), box=None)
    rows = list(rows)
    width = max([len(header), *map(len, rows)])
    for column in header or ("",) * width:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*map(plain, row))
    console = _console()
    console.print(made)
    console.print()


def sheet(one: Sheet) -> None:
    """A timetable."""
    if one.lines:
        table(one.title, one.lines, header=("day", "time", "student", "with", "where"))
    else:
        line(f"{one.title}: no meetings\n")


def score(plan: Plan) -> None:
    """Score, terms and bound of a plan."""
    found = plan.score
    proof = "proven optimal" if plan.is_optimal else "proven bound"
    line(f"Score: unplaced {found.unplaced}, penalty {found.penalty}")
    line(f"  {proof}: unplaced {plan.bound.unplaced}, penalty {plan.bound.penalty}")
    terms = attrs.asdict(found.terms)
    line("  " + ", ".join(f"{name} {value}" for name, value in terms.items()))


def verdict(found: Verdict) -> None:
    """What a check has found."""
    for breach in found.breaches[:_MANY]:
        line(str(breach))
    if len(found.breaches) > _MANY:
        line(f"... and {len(found.breaches) - _MANY} more")
    if found.claimed != found.actual:
        line(f"score: claims {found.claimed.pair}, has {found.actual.pair}: {found.actual.terms}")
    if not found.bound_holds:
        line("bound: is above the score")
    word = "INVALID" if found.breaches else "valid"
    line(f"{word}: unplaced {found.actual.unplaced}, penalty {found.actual.penalty}")
