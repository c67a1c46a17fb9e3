"""The JSON Schemas of the library's own documents on a child."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Final

from conferencekit._kinds import kinds_checked
from conferencekit.assessment import Assessment, Migration, Overlay, Receipt, Text
from conferencekit.assessment.formats import ASSESSMENT_SCHEMA, RECEIPT_SCHEMA
from conferencekit.assessment.migration import MIGRATION_SCHEMA
from conferencekit.assessment.overlay import OVERLAY_SCHEMA
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.exchange.rubrics import rubric_schema
from conferencekit.goals import ActionPlan, Goal, Ratings
from conferencekit.goals.formats import GOAL_SCHEMA, MEASURES, PLAN_SCHEMA, RATINGS_SCHEMA
from conferencekit.progress import Record, Rule
from conferencekit.progress.formats import RULE_KINDS, RULE_SCHEMA, RuleFile
from conferencekit.progress.record import RECORD_SCHEMA
from conferencekit.support import Deliveries, StrategyLibrary, SupportHistory
from conferencekit.support.formats import DELIVERIES_SCHEMA, SUPPORT_SCHEMA
from conferencekit.support.strategies import STRATEGIES_SCHEMA
from conferencekit.wire import SchemaUnion, schema_of

__all__ = ["DOCUMENT_SCHEMAS", "document_schema"]

_FORMS: Final[Mapping[type, Mapping[str, Any]]] = {
    Decimal: {"type": ["number", "string"]},
    Fraction: {"type": "string", "pattern": r"^-?\d+(/\d+)?$"},
    Text: {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "propertyNames": {"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
                "additionalProperties": {"type": "string"},
            },
        ]
    },
}
_assessed: Final = partial(schema_of, forms=_FORMS)
_agreed: Final = partial(schema_of, unions=(SchemaUnion(MEASURES),))
_SCHEMAS: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {
    "rubric": rubric_schema,
    "overlay": lambda: _assessed(Overlay, OVERLAY_SCHEMA),
    "migration": lambda: _assessed(Migration, MIGRATION_SCHEMA),
    "assessment": lambda: _assessed(Assessment, ASSESSMENT_SCHEMA),
    "receipt": lambda: _assessed(Receipt, RECEIPT_SCHEMA),
    "goal": lambda: _agreed(Goal, GOAL_SCHEMA),
    "action-plan": lambda: _agreed(ActionPlan, PLAN_SCHEMA),
    "ratings": lambda: schema_of(Ratings, RATINGS_SCHEMA),
    "record": lambda: schema_of(Record, RECORD_SCHEMA),
    "rule": lambda: schema_of(RuleFile, RULE_SCHEMA, unions=(SchemaUnion(RULE_KINDS, base=Rule),)),
    "support": lambda: schema_of(SupportHistory, SUPPORT_SCHEMA),
    "deliveries": lambda: schema_of(Deliveries, DELIVERIES_SCHEMA),
    "strategies": lambda: schema_of(StrategyLibrary, STRATEGIES_SCHEMA),
}

DOCUMENT_SCHEMAS: Final = tuple(_SCHEMAS)
"""The kinds of documents that there is a JSON Schema of."""


@kinds_checked
def document_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one kind of document.

    It says what form a document has, for editors, forms and other languages. Whether ids are
    known, numbers in their range and changes a history is more than a schema can say; reading the
    document says that.

    Args:
        kind: One of :data:`DOCUMENT_SCHEMAS`.

    Raises:
        InvalidInputError: There is none of that kind.

    Example:
        >>> document_schema("goal")["title"]
        'conferencekit.goal/1'
    """
    if kind not in _SCHEMAS:
        hint = f"one of {', '.join(DOCUMENT_SCHEMAS)}"
        raise InvalidInputError.single("", f"unknown kind {shorten(kind)}", hint)
    return _SCHEMAS[kind]()
