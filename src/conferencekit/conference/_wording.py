"""How the lines of a brief are worded for a reader."""

from collections.abc import Mapping
from datetime import date

import attrs

from conferencekit.assessment import Text
from conferencekit.conference.pages import one_line
from conferencekit.conference.questionnaire import Questionnaire
from conferencekit.school import School

__all__ = ["Wording"]


@attrs.frozen
class Wording:
    """How lines are worded for a reader."""

    phrases: Mapping[str, Text]
    languages: tuple[str, ...]
    school: School
    questionnaires: Mapping[tuple[str, str], Questionnaire]

    def say(self, phrase: str, **parts: str) -> str:
        """A phrase with its parts put in; what people wrote is never read as a template."""
        told = {name: one_line(part) for name, part in parts.items()}
        return self.phrases[phrase].say(*self.languages).format_map(told)

    def text(self, text: Text) -> str:
        """A text in the reader's language."""
        return text.say(*self.languages)

    def topic(self, topic: str) -> str:
        """What a topic of a circumstance is called; as it was written where no phrase names it."""
        phrase = f"topic-{topic}"
        return self.say(phrase) if phrase in self.phrases else topic

    def name(self, person: str) -> str:
        """What somebody is called; their id where the school does not know them."""
        school = self.school
        if school.has("students", person):
            return str(school.student(person).name)
        if school.has("guardians", person):
            return str(school.guardian(person).name)
        return str(school.member_of_staff(person).name) if school.has("staff", person) else person

    def by_day(self, said: str, day: date | None, today: date) -> str:
        """With the day by which it is to be done."""
        if day is None:
            return said
        return self.say("overdue" if day < today else "due", said=said, day=day.isoformat())
