"""What a decision rule is."""

from typing import Protocol

from conferencekit.progress.finding import Finding
from conferencekit.progress.model import Course

__all__ = ["Rule"]


class Rule(Protocol):
    """Looks at a course and says what it advises. Write your own as a class with this method."""

    def judge(self, course: Course, /) -> Finding:
        """What the measurements advise.

        Pure: the same course gives the same finding. It looks at ``course.current``, unless it
        means to look beyond the last change of support, and cites the points it rests on.
        """
        ...
