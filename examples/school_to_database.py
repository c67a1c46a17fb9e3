"""From a school's files to a plan in a SQLite file, and what the head should look at.

Run it with `python examples/school_to_database.py [DIRECTORY]`: a folder laid out as the example
school's, which is taken where none is named.
"""

import sys
import tempfile
from pathlib import Path

from conferencekit import (
    InvalidInputError,
    SqliteStore,
    build_round,
    read_oneroster,
    read_policy,
    read_wishes,
    solve,
)
from conferencekit.exchange import EXAMPLE_DAY, EXAMPLE_ZONE, example_school
from conferencekit.planning import keep_plan, keep_round, keep_school


def main(folder: Path, database: Path) -> int:
    """Plan a school's conferences; the exit code."""
    try:
        imported = read_oneroster(folder / "roster", timezone=EXAMPLE_ZONE, on=EXAMPLE_DAY)
        zone = imported.school.timezone
        policy = read_policy(folder / "policy.toml", zone)
        draft = build_round(imported.school, policy, read_wishes(folder / "wishes", zone))
    except InvalidInputError as error:
        print(error, file=sys.stderr)
        return 2
    plan = solve(draft.round, seconds=2, seed=1)
    with SqliteStore(database) as store:
        keep_school(imported.school).run(store)
        keep_round(draft.round).run(store)
        keep_plan(plan, draft.round).run(store)
    print(plan)
    for note in imported.notes:
        print("in the files:", note)
    for remark in draft.remarks:
        print("to look at:", remark.text)
    for meeting in plan.unplaced:
        print("no time for:", meeting)
    print("kept in", database)
    return 0


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else example_school()
    with tempfile.TemporaryDirectory() as place:
        sys.exit(main(given, Path(place) / "school.sqlite"))
