"""What happens to an overlay when its base comes out in a new version."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment._patching import MERGED, Patch, Verb
from conferencekit.assessment.formats import rubric_ref, rubric_to_json
from conferencekit.assessment.overlay import Overlay, derive
from conferencekit.assessment.rubric import Rubric
from conferencekit.errors import Fault, InvalidInputError

__all__ = ["Conflict", "ConflictKind", "Upgrade", "upgrade"]

_Entry = Mapping[str, Any]


class ConflictKind(StrEnum):
    """In what an overlay and a new version of its base are at odds."""

    BOTH_CHANGED = "both-changed"
    """The base changed what the overlay changes, to something else."""
    BOTH_ADDED = "both-added"
    """The base has now something of the id that the overlay adds."""
    GONE = "gone"
    """The base no longer has what the overlay touches."""


@attrs.frozen
class Conflict:
    """One thing to decide.

    Attributes:
        kind: In what they are at odds.
        path: About what, by ids, such as ``criteria.fluency.weight``.
        before: What the old base said; None where it said nothing.
        theirs: What the new base says; None where it says nothing.
        ours: What the overlay makes of it; None where it removes it.
    """

    kind: ConflictKind
    path: str
    before: Any = attrs.field(default=None, hash=False)
    theirs: Any = attrs.field(default=None, hash=False)
    ours: Any = attrs.field(default=None, hash=False)

    def __str__(self) -> str:
        """On one line."""
        return f"{self.path}: {self.kind.value}"


@attrs.frozen
class Upgrade:
    """An overlay on a new version of its base.

    Attributes:
        overlay: The overlay, made for the new base.
        rubric: What comes of it, with the overlay's say where both changed something; None
            where nothing comes of it.
        conflicts: What somebody should decide.
        faults: Why nothing comes of it.
    """

    overlay: Overlay
    rubric: Rubric | None
    conflicts: tuple[Conflict, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to decide."""
        return not self.conflicts and not self.faults


@kinds_checked
def upgrade(overlay: Overlay, old: Rubric, new: Rubric, *, version: str) -> Upgrade:
    """Lay an overlay over a new version of its base. Neither is changed.

    Args:
        overlay: Made for the old base.
        old: The base as it was.
        new: The base as it is now.
        version: Of the rubric that is made.

    Raises:
        InvalidInputError: The overlay does not fit the old base.
    """
    derive(old, overlay)
    conflicts = tuple(_conflicts(overlay, rubric_to_json(old), rubric_to_json(new)))
    moved = attrs.evolve(overlay, base=rubric_ref(new), version=version)
    try:
        return Upgrade(moved, derive(new, moved), conflicts)
    except InvalidInputError as error:
        return Upgrade(moved, None, conflicts, error.faults)


def _conflicts(overlay: Overlay, old: _Entry, new: _Entry) -> Iterator[Conflict]:
    yield from _field_conflicts(overlay.fields, old, new, "")
    for name, patches in (("scales", overlay.scales), ("criteria", overlay.criteria)):
        yield from _entry_conflicts(patches, _by_id(old, name), _by_id(new, name), name)


def _by_id(entry: _Entry, name: str) -> dict[str, _Entry]:
    return {one["id"]: one for one in entry.get(name, ())}


def _entry_conflicts(
    patches: Mapping[str, Patch], old: Mapping[str, _Entry], new: Mapping[str, _Entry], path: str
) -> Iterator[Conflict]:
    for id_, patch in patches.items():
        place, before, theirs = f"{path}.{id_}", old.get(id_), new.get(id_)
        if patch.verb is Verb.ADD:
            if theirs is not None:
                yield Conflict(ConflictKind.BOTH_ADDED, place, None, theirs, patch.fields)
        elif theirs is None:
            yield Conflict(ConflictKind.GONE, place, before, None, patch.fields or None)
        elif patch.verb is Verb.CHANGE and before is not None:
            yield from _field_conflicts(patch.fields, before, theirs, place)
            levels = _by_id(before, "levels"), _by_id(theirs, "levels")
            yield from _entry_conflicts(patch.levels, *levels, f"{place}.levels")
        elif before != theirs:
            ours = patch.fields if patch.verb is Verb.REPLACE else None
            yield Conflict(ConflictKind.BOTH_CHANGED, place, before, theirs, ours)


def _field_conflicts(fields: _Entry, old: _Entry, new: _Entry, path: str) -> Iterator[Conflict]:
    """The fields that the base changed too, to something else."""
    for name, mine in fields.items():
        place = f"{path}.{name}" if path else name
        before, theirs = old.get(name), new.get(name)
        if name in MERGED and isinstance(mine, Mapping):
            yield from _field_conflicts(mine, before or {}, theirs or {}, place)
        elif theirs not in (before, mine):
            yield Conflict(ConflictKind.BOTH_CHANGED, place, before, theirs, mine)
