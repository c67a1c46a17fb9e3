"""Offers and bookings of whoever is logged in; a user's name is their family's id."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from conferencekit import Instant
from conferencekit.booking import Actor, BookingRefusal, book, offers, shown_time

from .desk import SCHOOL, now, opened
from .store import DjangoStore


def _refused(refusal: BookingRefusal) -> HttpResponseBase:
    found = [{"kind": one.kind, "text": one.text} for one in refusal.objections]
    return JsonResponse({"refused": found}, status=409)


@require_GET
@login_required
def offered(request: HttpRequest, meeting: str) -> HttpResponseBase:
    """The starts that can be booked."""
    by = Actor.family(request.user.get_username())
    found = offers(opened(), meeting, by=by, at=now()).run(DjangoStore())
    if isinstance(found, BookingRefusal):
        return _refused(found)
    rows = [
        {"start": one.start.isoformat(), "time": shown_time(one.start, 15, school=SCHOOL).text}
        for one in found
    ]
    return JsonResponse({"offers": rows})


@require_POST
@login_required
def booked(request: HttpRequest, meeting: str) -> HttpResponseBase:
    """Book a start; the form has an id, so that sending it twice books once."""
    operation = book(
        opened(),
        meeting,
        start=Instant.parse(request.POST["start"]),
        by=Actor.family(request.user.get_username()),
        at=now(),
        request=request.POST.get("form"),
    )
    answer = operation.run(DjangoStore())
    if isinstance(answer, BookingRefusal):
        return _refused(answer)
    return JsonResponse({"state": answer.state, "version": answer.version})
