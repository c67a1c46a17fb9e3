"""How the conferences of a round are booked, as far as somebody may know."""

from collections.abc import Iterable, Mapping, Sequence

from conferencekit._kinds import kinds_checked
from conferencekit.booking import Booking, Desk, Family, Standing
from conferencekit.privacy import Access, Audience, Label
from conferencekit.school import Household

__all__ = ["seen_bookings"]


@kinds_checked
def seen_bookings(
    stand: Standing, students: Mapping[str, Iterable[str]], access: Access
) -> dict[str, Booking]:
    """How each meeting stands, of those whose bookings somebody may see.

    ``standing`` and ``booking_of`` of booking tell the school's own code everything; this is for
    showing. A booking is for the student's family and the staff who work with the student. That
    of one household, or of a guardian of it, is not for another; one that neither the student nor
    anybody of their households books is for the staff.

    Args:
        stand: From :func:`~conferencekit.booking.keeping.standing`.
        students: The ids of the students each meeting is about, by the meeting's, such as
            ``RoundDraft.students``. A meeting about nobody is shown to nobody.
        access: Who looks.

    Returns:
        By the meeting's id, in the order of the desk.
    """
    found = {}
    for id_, booking in stand.bookings.items():
        about = tuple(students.get(id_, ()))
        if about and access.read(_label(stand.desk, id_, about, access)):
            found[id_] = booking
    return found


def _label(desk: Desk, meeting: str, students: tuple[str, ...], access: Access) -> Label:
    """Of a booking: for the family, or for the one household of it that books."""
    one, school = desk.meeting(meeting), access.policy.school
    families = () if one is None else desk.families_of(one)
    theirs = [home for student in students for home in school.households_of(student)]
    homes = {home for family in families if (home := _home(family, theirs)) is not None}
    themselves = any(id_ in students for family in families for id_ in family.people)
    audience = Audience.FAMILY if homes or themselves else Audience.STAFF
    household = homes.pop() if len(homes) == 1 else None
    return Label("booking", meeting, students, None, access.at, audience, household=household)


def _home(family: Family, homes: Sequence[Household]) -> str | None:
    """Which of some households a family of a desk is, or is a guardian of; None where of none."""
    by_id = (home.id for home in homes if home.id == family.id)
    by_people = (home.id for home in homes if any(id_ in home.guardians for id_ in family.people))
    return next(by_id, None) or next(by_people, None)
