"""The site asked as families would; run with `python manage.py test`."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client, TransactionTestCase

from conferencekit.booking import Actor, Booking, book

from .desk import now, opened
from .models import Event
from .store import DjangoStore


class BookingTest(TransactionTestCase):
    """Two families and one slot."""

    def as_family(self, family: str) -> Client:
        """A browser in which a family is logged in."""
        user, _ = get_user_model().objects.get_or_create(username=family)
        client = Client()
        client.force_login(user)
        return client

    def test_one_family_books_and_the_other_is_told_why(self) -> None:
        """The form sent twice books once."""
        reed, cas = self.as_family("reed"), self.as_family("cas")
        start = reed.get("/meetings/ada:reed/offers").json()["offers"][0]["start"]
        for _ in range(2):
            answer = reed.post("/meetings/ada:reed/booking", {"start": start, "form": "f1"})
            self.assertEqual(answer.json(), {"state": "booked", "version": 1})
        answer = cas.post("/meetings/ada:cas/booking", {"start": start})
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(answer.json()["refused"][0]["text"], "ada is in another meeting then")
        self.assertEqual(Event.objects.filter(kind="booking.booked").count(), 1)

    def test_a_booking_is_part_of_the_hosts_transaction(self) -> None:
        """What the host rolls back was never booked, and nobody was told."""
        desk, store = opened(), DjangoStore()
        start = desk.round.sessions[0].start
        operation = book(desk, "ada:reed", start=start, by=Actor.office(), at=now())
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            self.assertIsInstance(operation.run(store), Booking)
            raise ZeroDivisionError
        self.assertEqual(Event.objects.filter(kind="booking.booked").count(), 0)
        self.assertIsInstance(operation.run(store), Booking)
