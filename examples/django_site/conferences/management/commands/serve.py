"""Make the tables, the families' users and the desk, and serve the site."""

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command

from conferences.desk import opened


class Command(BaseCommand):
    """`python manage.py serve`."""

    help = "Set the example up and serve it."

    def handle(self, *args: object, **options: object) -> None:
        """Set up, then serve."""
        del args, options
        call_command("migrate", verbosity=0)
        users = get_user_model().objects
        for family in opened().families:
            if not users.filter(username=family.id).exists():
                users.create_user(family.id, password=family.id)
        call_command("runserver", "--noreload")
