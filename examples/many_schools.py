"""Plan the rounds of many schools at once: python examples/many_schools.py [--dask].

In processes of this machine; with --dask on a cluster of local workers, for which the package
distributed has to be installed. Where a worker is lost, its rounds are tried again.
"""

import argparse
import functools
import importlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import attrs

from conferencekit import Instant, Meeting, Person, Round, Session, Zone, check
from conferencekit.scheduling import Kind, solve_many

START = Instant.parse("2026-11-24T16:00+01:00")


def school(number: int) -> Round:
    """A microschool: two teachers, and as many families as its number, each to see both."""
    teachers = [Person(id_, Kind.TEACHER) for id_ in ("ada", "ben")]
    families = [Person(f"family-{n}", Kind.GUARDIAN) for n in range(number)]
    meetings = [
        Meeting(f"{teacher.id}-{family.id}", 10, (teacher.id, family.id))
        for teacher in teachers
        for family in families
    ]
    return Round(
        id=f"school-{number}",
        timezone=Zone("Europe/Amsterdam"),
        sessions=(Session("tue", START, START.plus(hours=3)),),
        people=(*teachers, *families),
        meetings=tuple(meetings),
    )


@contextmanager
def workers(*, dask: bool) -> Iterator[Executor | Callable[[], Executor]]:
    """An executor, or what makes one."""
    if not dask:
        yield functools.partial(ProcessPoolExecutor, 2)
        return
    distributed: Any = importlib.import_module("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()


def main() -> None:
    """Plan some schools and say how it went."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dask", action="store_true")
    options = parser.parse_args()
    rounds = {one.id: one for one in map(school, range(4, 12))}
    rounds["closed"] = attrs.evolve(school(3), id="closed", meetings=())
    with workers(dask=options.dask) as executor:
        found = solve_many(rounds.values(), executor=executor, seconds=1)
    for one in found:
        if one.plan is None:
            print(one.round, "failed:", one.error)
        else:
            print(one.plan, "valid" if not check(rounds[one.round], one.plan) else "broken")


if __name__ == "__main__":
    main()
