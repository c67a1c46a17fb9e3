"""The shortest script that is of use: two teachers, five families, one evening.

Run it with `python examples/plan_an_evening.py`.
"""

from itertools import product

from conferencekit import Meeting, Person, Round, Session, Zone, solve, timetable
from conferencekit.scheduling import Kind

zone = Zone("Europe/Amsterdam")
teachers = ("ada", "ben")
families = ("garcia", "jones", "kaya", "li", "moreau")

evening = Round(
    id="evening",
    timezone=zone,
    sessions=(Session("tue", zone.parse("2026-11-24T18:00"), zone.parse("2026-11-24T20:00")),),
    people=(
        *(Person(id_, Kind.TEACHER) for id_ in teachers),
        *(Person(id_, Kind.GUARDIAN) for id_ in families),
    ),
    meetings=tuple(
        Meeting(f"{teacher}-{family}", 15, (teacher, family))
        for teacher, family in product(teachers, families)
    ),
)
plan = solve(evening, seconds=1)
print(plan.score)
for teacher in teachers:
    print(teacher)
    for appointment in timetable(evening, plan, teacher):
        print(" ", zone.format(appointment.window.start, "HH:mm"), *appointment.others)
