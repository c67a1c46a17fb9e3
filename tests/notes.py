"""A kind of record that tests of privacy share, and what they keep it with."""

from collections.abc import Iterable, Mapping

import attrs

from conferencekit.privacy import Audience, Confidential, Held, Label, only_for
from conferencekit.time import Instant

NOW = Instant.parse("2026-11-24T15:00Z")


@attrs.frozen
class Reply:
    """A record within a record."""

    label: Label
    text: str = attrs.field(repr=False)


@attrs.frozen
class Note:
    """A record with all that a record can have."""

    label: Label
    text: str = attrs.field(default="", repr=False)
    cause: str = attrs.field(default="", repr=False, metadata=only_for(Audience.STAFF))
    told: Confidential | None = None
    replies: tuple[Reply, ...] = ()
    marks: Mapping[str, int] = attrs.field(factory=dict)
    seen: frozenset[str] = frozenset()
    when: Instant | None = None


def label(id_: str = "n", audience: Audience = Audience.FAMILY, **changes: object) -> Label:
    """A label of a note by ada about noah, with changes."""
    plain = Label("note", id_, ("noah",), "ada", NOW, audience)
    return attrs.evolve(plain, **changes)  # type: ignore[arg-type]


@attrs.frozen
class Notes:
    """A source of notes."""

    notes: tuple[Note, ...]
    name: str = "notes"

    def records(self, student: str, /) -> Iterable[Held]:
        """Those about a student."""
        for note in self.notes:
            if student in note.label.students:
                yield Held(note, f"note/{note.label.id}")
