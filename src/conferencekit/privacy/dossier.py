"""Everything on one student, for a person who has a right to it.

The duty behind it: 34 CFR 99.10 (inspection, within 45 days of asking), GDPR Articles 15
(access, within a month) and 20 (a machine-readable copy).
"""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from conferencekit._fields import as_declared
from conferencekit._plain import plain
from conferencekit.errors import BrokenContractError
from conferencekit.privacy.disclosing import disclose
from conferencekit.privacy.model import Action, Purpose, Verdict
from conferencekit.privacy.policy import Access
from conferencekit.privacy.protocols import Source
from conferencekit.time import Instant
from conferencekit.wire import JsonValue

__all__ = ["Dossier", "Section", "dossier_to_json", "dossier_to_text", "gather"]

SCHEMA = "conferencekit.dossier/1"


@attrs.frozen(field_transformer=as_declared)
class Section:
    """What one source has.

    Attributes:
        name: The source's.
        records: As :func:`~conferencekit.privacy.disclosing.disclose` gives them, in the
            source's order.
    """

    name: str
    records: tuple[Mapping[str, JsonValue], ...] = attrs.field(repr=False)


@attrs.frozen(field_transformer=as_declared)
class Dossier:
    """Everything on one student that somebody may have.

    Attributes:
        student: The student's id.
        viewer: The id of whom it is for.
        purpose: What for.
        at: As of when.
        sections: One for each source, in their order, empty ones too.
        verdicts: One for each record on the student, given or not; for the access log.
    """

    student: str
    viewer: str
    purpose: Purpose
    at: Instant
    sections: tuple[Section, ...]
    verdicts: tuple[Verdict, ...] = attrs.field(repr=False)

    @property
    def withheld(self) -> tuple[Verdict, ...]:
        """Why what was not given was not: for who answers the request, not for who made it.

        A person should go through them. A rule of the policy is no proof that the law lets the
        school keep a record back.
        """
        return tuple(verdict for verdict in self.verdicts if not verdict)


def gather(student: str, sources: Iterable[Source], access: Access) -> Dossier:
    """Everything that some sources have on one student and somebody may take away.

    Linear in the number of records.

    Args:
        student: The student's id.
        sources: Of all kinds of records the school keeps. What no source is given for is missing.
        access: Whom it is for; to answer a family, the guardian or student who asked, with the
            purpose ``inspection``.

    Raises:
        BrokenContractError: A source gives a record that is not about the student.
    """
    sections, verdicts = [], []
    for source in sources:
        given = []
        for held in source.records(student):
            label = held.record.label
            if student not in label.students:
                text = f"gives {held.key}, which is not about the student asked for"
                raise BrokenContractError(f"the source {source.name!r}", (text,))
            verdicts.append(access.export(label))
            shown = disclose(held.record, access, action=Action.EXPORT)
            if shown is not None:
                given.append(shown)
        sections.append(Section(source.name, tuple(given)))
    return Dossier(
        student, access.viewer, access.purpose, access.at, tuple(sections), tuple(verdicts)
    )


def dossier_to_json(dossier: Dossier) -> dict[str, JsonValue]:
    """A dossier as JSON-shaped data, for a machine; without what was withheld, and why.

    Args:
        dossier: From :func:`gather`.
    """
    return {
        "schema": SCHEMA,
        "student": dossier.student,
        "for": dossier.viewer,
        "purpose": str(dossier.purpose),
        "at": dossier.at.isoformat(),
        "sections": [
            {"name": section.name, "records": [dict(record) for record in section.records]}
            for section in dossier.sections
        ],
    }


def dossier_to_text(dossier: Dossier) -> str:
    """A dossier as plain text, for a person; without what was withheld, and why.

    What people wrote is data here too: every line of it is indented, and characters that turn
    the direction of reading, or are no characters one can see, are spelled out.

    Args:
        dossier: From :func:`gather`.
    """
    return "".join(f"{line}\n" for line in _lines(dossier))


def _lines(dossier: Dossier) -> Iterator[str]:
    yield f"Records on {plain(dossier.student)}"
    yield f"for {plain(dossier.viewer)}, {dossier.purpose}, as of {dossier.at.isoformat()}"
    for section in dossier.sections:
        yield ""
        yield f"{plain(section.name)} ({len(section.records)})"
        for record in section.records:
            yield ""
            yield f"  {_plain_value(record['kind'])} {_plain_value(record['id'])}"
            yield f"  by {_plain_value(record['author'])}, {_plain_value(record['at'])}"
            yield from _indented(record["says"], "    ")
            if record["withheld"]:
                yield f"    not shown: {_plain_value(record['withheld'])}"


def _indented(value: JsonValue, margin: str) -> Iterator[str]:
    pairs: Iterable[tuple[str, JsonValue]]
    if isinstance(value, Mapping):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = ((str(number), item) for number, item in enumerate(value, 1))
    else:
        yield from (f"{margin}{plain(line)}" for line in _told(value).split("\n"))
        return
    for name, item in pairs:
        if isinstance(item, (Mapping, list)) or "\n" in _told(item):
            yield f"{margin}{plain(name)}:"
            yield from _indented(item, f"{margin}  ")
        else:
            yield f"{margin}{plain(name)}: {plain(_told(item))}"


def _told(value: JsonValue) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plain_value(value: JsonValue) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain_value, value))
    return plain(_told(value))
