"""What a CASE package holds."""

from collections.abc import Mapping
from typing import Any

import attrs

from conferencekit.assessment import Rubric
from conferencekit.errors import Fault

__all__ = ["CaseItem", "CasePackage"]


@attrs.frozen
class CaseItem:
    """A standard or competency of a framework.

    Attributes:
        identifier: Unique.
        uri: By which criteria refer to it.
        statement: What it says.
        code: A short name for people; empty where it has none.
        parents: The identifiers of what it is a child of: items, or the document.
    """

    identifier: str
    uri: str
    statement: str
    code: str = ""
    parents: tuple[str, ...] = ()


@attrs.frozen(repr=False)
class CasePackage:
    """A CASE package.

    Attributes:
        data: All it says, as it was read.
        rubrics: Its rubrics. Change these, and write the package.
        items: Its standards and competencies.
        notes: What was assumed or could not be modelled, each with its place.
        as_read: The rubrics as they stand in the data.
    """

    data: Mapping[str, Any]
    rubrics: tuple[Rubric, ...]
    items: tuple[CaseItem, ...] = ()
    notes: tuple[Fault, ...] = ()
    as_read: tuple[Rubric, ...] = ()

    def __repr__(self) -> str:
        """Its size."""
        return f"<CasePackage: {len(self.rubrics)} rubrics, {len(self.items)} items>"
