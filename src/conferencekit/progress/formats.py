"""Decision rules as data, so that a school can keep the one it has chosen."""

from collections.abc import Mapping
from typing import Any, Final

import attrs
from cattrs import Converter

from conferencekit.progress.compose import AllAgree, EnoughData, FirstOf, WholeRecord
from conferencekit.progress.protocols import Rule
from conferencekit.progress.rules import MedianRule, PointRule, TrendRule
from conferencekit.wire import JsonValue, body_of, make_converter, register_union, structure

__all__ = ["rule_from_json", "rule_to_json"]

RULE_SCHEMA: Final = "conferencekit.rule/1"

RULE_KINDS: Final[Mapping[str, type]] = {
    "point": PointRule,
    "median": MedianRule,
    "trend": TrendRule,
    "enough_data": EnoughData,
    "first_of": FirstOf,
    "all_agree": AllAgree,
    "whole_record": WholeRecord,
}


@attrs.frozen
class RuleFile:
    """A document with a rule in it."""

    rule: Rule


def _converter(kinds: Mapping[str, type]) -> Converter:
    converter = make_converter()
    register_union(converter, {**RULE_KINDS, **kinds}, base=Rule)
    return converter


def rule_from_json(
    data: JsonValue, *, kinds: Mapping[str, type] | None = None, source: str = "rule"
) -> Rule:
    """Read a decision rule from JSON-shaped data.

    Args:
        data: What was read.
        kinds: Rules of your own, attrs classes, by the name each has in the data.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is no rule; with every fault and its path.
    """
    body = body_of(data, RULE_SCHEMA, source=source)
    return structure(_converter(kinds or {}), body, RuleFile, source=source).rule


def rule_to_json(rule: Rule, *, kinds: Mapping[str, type] | None = None) -> dict[str, Any]:
    """A decision rule as JSON-shaped data; reading it back gives an equal rule.

    Args:
        rule: The rule.
        kinds: Rules of your own, attrs classes, by the name each is to have in the data.

    Raises:
        InvalidInputError: A rule in it is neither ours nor among ``kinds``.
    """
    return {"schema": RULE_SCHEMA, **_converter(kinds or {}).unstructure(RuleFile(rule))}
