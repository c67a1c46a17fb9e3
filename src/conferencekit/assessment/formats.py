"""The files of rubrics and assessments: between these and JSON-shaped data."""

import hashlib
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

import attrs
from cattrs import Converter

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.assessment import Assessment
from conferencekit.assessment.exact import (
    decimal_from_json,
    decimal_to_json,
    fraction_from_json,
    fraction_to_json,
)
from conferencekit.assessment.receipt import Receipt
from conferencekit.assessment.rubric import Rubric, RubricRef
from conferencekit.assessment.text import Text, text_from_json, text_to_json
from conferencekit.wire import (
    JsonValue,
    body_of,
    dump_json,
    make_converter,
    register_parsed,
    structure,
)

__all__ = [
    "assessment_from_json",
    "assessment_to_json",
    "receipt_from_json",
    "receipt_to_json",
    "rubric_digest",
    "rubric_from_json",
    "rubric_ref",
    "rubric_to_json",
]

RUBRIC_SCHEMA: Final = "conferencekit.rubric/1"
ASSESSMENT_SCHEMA: Final = "conferencekit.assessment/1"
RECEIPT_SCHEMA: Final = "conferencekit.receipt/1"


@cache
def assessment_converter() -> Converter:
    """Between the models of this room and JSON-shaped data."""
    converter = make_converter()
    register_parsed(converter, Decimal, decimal_from_json, decimal_to_json)
    register_parsed(converter, Fraction, fraction_from_json, fraction_to_json)
    register_parsed(converter, Text, text_from_json, text_to_json)
    return converter


@kinds_checked
def rubric_from_json(data: JsonValue, *, source: str = "rubric") -> Rubric:
    """Read a rubric from JSON-shaped data.

    Args:
        data: What a rubric file holds.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a rubric; with every fault and its path.
    """
    body = body_of(data, RUBRIC_SCHEMA, source=source)
    return structure(assessment_converter(), body, Rubric, source=source)


@kinds_checked
def rubric_to_json(rubric: Rubric) -> dict[str, Any]:
    """A rubric as JSON-shaped data; reading it back gives an equal rubric."""
    return {"schema": RUBRIC_SCHEMA, **assessment_converter().unstructure(rubric)}


@kinds_checked
def assessment_from_json(data: JsonValue, *, source: str = "assessment") -> Assessment:
    """Read an assessment from JSON-shaped data.

    Whether it fits its rubric is another question, see
    :func:`~conferencekit.assessment.lifecycle.assessment_faults`.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not an assessment; with every fault and its path.
    """
    body = body_of(data, ASSESSMENT_SCHEMA, source=source)
    return structure(assessment_converter(), body, Assessment, source=source)


@kinds_checked
def assessment_to_json(assessment: Assessment) -> dict[str, Any]:
    """An assessment as JSON-shaped data; reading it back gives an equal assessment."""
    return {"schema": ASSESSMENT_SCHEMA, **assessment_converter().unstructure(assessment)}


@kinds_checked
def receipt_from_json(data: JsonValue, *, source: str = "receipt") -> Receipt:
    """Read a receipt from JSON-shaped data.

    Whether its value follows from it is another question, see
    :func:`~conferencekit.assessment.receipt.is_sound`.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a receipt; with every fault and its path.
    """
    body = body_of(data, RECEIPT_SCHEMA, source=source)
    return structure(assessment_converter(), body, Receipt, source=source)


@kinds_checked
def receipt_to_json(receipt: Receipt) -> dict[str, Any]:
    """A receipt as JSON-shaped data; reading it back gives an equal receipt."""
    return {"schema": RECEIPT_SCHEMA, **assessment_converter().unstructure(receipt)}


@kinds_checked
def rubric_digest(rubric: Rubric) -> str:
    """What a rubric says, to the letter, as ``sha256:`` and 64 hexadecimal digits.

    It is the SHA-256 of the rubric's JSON with sorted keys and no white space, in UTF-8.
    """
    return _digest(_Itself(rubric))


@kinds_checked
def rubric_ref(rubric: Rubric) -> RubricRef:
    """How assessments name the rubric they were made by."""
    return RubricRef(rubric.id, rubric.version, rubric_digest(rubric))


@attrs.frozen(eq=False)
class _Itself:
    """A rubric as the key of a cache: the same object, not an equal one, for 1 equals True."""

    rubric: Rubric

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.rubric is other.rubric

    def __hash__(self) -> int:
        return id(self.rubric)


@lru_cache(maxsize=1024)
def _digest(itself: _Itself) -> str:
    text = dump_json(rubric_to_json(itself.rubric))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
