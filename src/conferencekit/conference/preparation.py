"""The preparation of a conference, and its agenda with minutes that fit the time there is."""

from collections.abc import Iterator, Sequence

import attrs

from conferencekit._checks import whole
from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.conference._limits import too_long
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.privacy import Access, Audience, Label, only_for

__all__ = ["Agenda", "AgendaItem", "Preparation", "Topic", "agenda"]


@attrs.frozen(field_transformer=as_checked)
class Topic:
    """Something to talk about.

    Attributes:
        title: What.
        by: The id of who wants to.
        minutes: How long it should get.
        least: How long it needs to be worth beginning; None for all of its minutes.
        goal: The id of the goal it is about; None where it is about none.

    Raises:
        InvalidInputError: It is empty or too long, or the minutes do not fit.
    """

    title: str = attrs.field(repr=False)
    by: str
    minutes: int = 5
    least: int | None = None
    goal: str | None = None

    def __attrs_post_init__(self) -> None:
        """Check it by itself."""
        faults = [Fault(name, "is empty") for name in ("title", "by") if not getattr(self, name)]
        faults += filter(None, [too_long(self.title, "title")])
        faults += whole(self.minutes, 1, "minutes")
        faults += whole(self.needs, 1, "least")
        if not faults and self.needs > self.minutes:
            faults.append(Fault("least", f"{self.least} is above the minutes, {self.minutes}"))
        if faults:
            raise InvalidInputError(faults, source="topic")

    @property
    def needs(self) -> int:
        """The minutes it needs at least."""
        return self.minutes if self.least is None else self.least


@attrs.frozen(field_transformer=as_checked)
class Preparation:
    """What is prepared for one conference.

    What is on the agenda is for everybody at the table: what the staff wants to keep in mind
    without saying it belongs in its notes.

    Attributes:
        label: What the policy of access has to know: of the kind ``preparation``, about one
            student.
        minutes: How long the conference is.
        topics: What each wants to talk about; of one person the most important first.
        opening: Minutes for a welcome.
        closing: Minutes for who does what by when.
        conference: The id of the conference about the student; None while there is none.
        staff_notes: For the staff; an inspection may still see it.

    Raises:
        InvalidInputError: The label does not fit, or there is no time left for topics.
    """

    label: Label
    minutes: int
    topics: tuple[Topic, ...] = ()
    opening: int = 2
    closing: int = 3
    conference: str | None = None
    staff_notes: str = attrs.field(default="", repr=False, metadata=only_for(Audience.STAFF))

    def __attrs_post_init__(self) -> None:
        """Check label and minutes."""
        faults = tuple(_faults(self))
        if faults:
            raise InvalidInputError(faults, source=f"preparation {self.label.id!r}")

    @property
    def student(self) -> str:
        """The id of the student it is about."""
        return self.label.students[0]


def _faults(preparation: Preparation) -> Iterator[Fault]:
    kind = preparation.label.kind
    if kind != "preparation":
        yield Fault("label.kind", f"{shorten(kind)} is not 'preparation'")
    if len(preparation.label.students) != 1:
        yield Fault("label.students", "a preparation is about one student")
    yield from filter(None, [too_long(preparation.staff_notes, "staff_notes")])
    wrong = [
        *whole(preparation.minutes, 1, "minutes"),
        *whole(preparation.opening, 0, "opening"),
        *whole(preparation.closing, 0, "closing"),
    ]
    yield from wrong
    if not wrong and preparation.minutes <= preparation.opening + preparation.closing:
        yield Fault("minutes", f"{preparation.minutes} leave none for topics")


@attrs.frozen(field_transformer=as_checked)
class AgendaItem:
    """A topic with its time.

    Attributes:
        topic: What is talked about.
        start: How many minutes after the conference began.
        minutes: How long.
    """

    topic: Topic
    start: int
    minutes: int


@attrs.frozen(field_transformer=as_checked)
class Agenda:
    """What is talked about when, in a conference of so many minutes.

    Attributes:
        items: One after the other, from the end of the opening on.
        left_over: What found no time, in the order in which it was taken up: for another
            conference, a letter or a call.
        closing: How many minutes after its beginning the closing starts. Minutes that no topic
            asked for are the closing's.
    """

    items: tuple[AgendaItem, ...]
    left_over: tuple[Topic, ...]
    closing: int


@kinds_checked
def agenda(preparation: Preparation, access: Access) -> Agenda | None:
    """The agenda of a conference; its minutes never exceed those there are.

    Topics are taken up in turn: everybody's first, then everybody's second, and so on, in the
    order in which people come up in the preparation. So nobody's first topic is left over for
    somebody else's second that is not shorter. A topic gets a place where the minutes it needs
    are left; what remains then goes to the topics in the same order, up to what was asked for.

    Args:
        preparation: What is wanted.
        access: Who looks.

    Returns:
        The agenda; None where they may not see the preparation.
    """
    if not access.read(preparation.label):
        return None
    left = preparation.minutes - preparation.opening - preparation.closing
    taken: list[Topic] = []
    over: list[Topic] = []
    for topic in _in_turn(preparation.topics):
        if topic.needs <= left:
            taken.append(topic)
            left -= topic.needs
        else:
            over.append(topic)
    items = []
    start = preparation.opening
    for topic in taken:
        more = min(left, topic.minutes - topic.needs)
        left -= more
        items.append(AgendaItem(topic, start, topic.needs + more))
        start += topic.needs + more
    return Agenda(tuple(items), tuple(over), start)


def _in_turn(topics: Sequence[Topic]) -> list[Topic]:
    seen: dict[str, int] = {}
    people: dict[str, int] = {}
    ranked = []
    for topic in topics:
        rank = seen[topic.by] = seen.get(topic.by, -1) + 1
        place = people.setdefault(topic.by, len(people))
        ranked.append((rank, place, topic))
    return [topic for _, _, topic in sorted(ranked, key=lambda one: one[:2])]
