"""How the conferences of a round are booked, as far as somebody may know."""

from collections.abc import Iterable, Mapping

from conferencekit.booking import Booking, Desk, Standing
from conferencekit.privacy import Access, Audience, Label

__all__ = ["seen_bookings"]


def seen_bookings(
    stand: Standing, students: Mapping[str, Iterable[str]], access: Access
) -> dict[str, Booking]:
    """How each meeting stands, of those whose bookings somebody may see.

    ``standing`` and ``booking_of`` of booking tell the school's own code everything; this is for
    showing. A booking is for the student's family and the staff who work with the student. That
    of one household is not for another.

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
    one = desk.meeting(meeting)
    families = () if one is None else desk.families_of(one)
    school = access.policy.school
    homes = [family.id for family in families if school.has("households", family.id)]
    household = homes[0] if len(homes) == len(families) == 1 else None
    audience = Audience.FAMILY
    return Label("booking", meeting, students, None, access.at, audience, household=household)
