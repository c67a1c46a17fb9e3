"""From a CASE package to rubrics."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias, cast

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment import (
    ACADEMIC,
    Criterion,
    Level,
    Rubric,
    Scale,
    Weighting,
    rubric_from_json,
)
from conferencekit.assessment.exact import decimal_from_json
from conferencekit.errors import Faults, InvalidInputError, shorten
from conferencekit.exchange.case._nodes import OURS, Node, fingerprint_of, text_at
from conferencekit.exchange.case.model import CaseItem, CasePackage
from conferencekit.wire import JsonValue

__all__ = ["read_case"]

_Position: TypeAlias = "int | float | None"
_Found: TypeAlias = "tuple[Criterion, Scale, _Position]"


@kinds_checked
def read_case(
    data: JsonValue, *, domain: str = ACADEMIC, version: str = "1", source: str = "CASE package"
) -> CasePackage:
    """Read a package from JSON-shaped data.

    Args:
        data: What was read.
        domain: Of its rubrics; CASE does not say.
        version: Of its rubrics; CASE does not say.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is no package, or a rubric is unusable; with every fault and its
            path.
    """
    if not isinstance(data, dict) or not isinstance(data.get("CFDocument"), dict):
        raise InvalidInputError.single("CFDocument", "missing", source=source)
    notes = Faults()
    rubrics = []
    with Faults(source=source) as faults:
        for index, node in enumerate(_list(data, "CFRubrics", "", faults)):
            path = f"CFRubrics[{index}]"
            made = faults.attempt(
                partial(read_rubric_node, node, domain, version, path, notes), inside=path
            )
            if made is not None:
                rubrics.append(made)
        items = _read_items(data, faults)
    return CasePackage(data, tuple(rubrics), items, notes.found, tuple(rubrics))


def _list(node: Mapping[str, Any], name: str, path: str, faults: Faults) -> list[Node]:
    """The objects of a list; none where it is absent or null."""
    found = node.get(name)
    if found is None:
        return []
    place = f"{path}.{name}" if path else name
    if not isinstance(found, list):
        faults.add(place, f"{shorten(found)} is not a list")
        return []
    for index, item in enumerate(found):
        if not isinstance(item, dict):
            faults.add(f"{place}[{index}]", f"{shorten(item)} is not an object")
    return [item for item in found if isinstance(item, dict)]


def _read_items(data: Mapping[str, Any], faults: Faults) -> tuple[CaseItem, ...]:
    parents: dict[str, list[str]] = {}
    for one in _list(data, "CFAssociations", "", faults):
        if one.get("associationType") == "isChildOf":
            child, parent = _linked(one, "originNodeURI"), _linked(one, "destinationNodeURI")
            parents.setdefault(child, []).append(parent)
    return tuple(
        CaseItem(
            identifier=text_at(item, "identifier"),
            uri=text_at(item, "uri"),
            statement=text_at(item, "fullStatement"),
            code=text_at(item, "humanCodingScheme"),
            parents=tuple(parents.get(text_at(item, "identifier"), ())),
        )
        for item in _list(data, "CFItems", "", faults)
    )


def _linked(node: Mapping[str, Any], name: str) -> str:
    link = node.get(name)
    return text_at(link, "identifier") if isinstance(link, dict) else ""


def read_rubric_node(node: Node, domain: str, version: str, path: str, notes: Faults) -> Rubric:
    """The rubric of a node: its own file where that still says the same, or what CASE says."""
    extensions = node.get("extensions")
    ours = extensions.get(OURS) if isinstance(extensions, dict) else None
    if isinstance(ours, dict):
        if ours.get("of") == fingerprint_of(node):
            return _own_file(ours)
        notes.add(path, "was changed by others; what CASE cannot say is lost")
    with Faults() as faults:
        found = [
            _read_criterion(criterion, f"CFRubricCriteria[{index}]", path, faults, notes)
            for index, criterion in enumerate(_list(node, "CFRubricCriteria", "", faults))
        ]
    found = _in_order(found, path, notes)
    weighted = any(criterion.weight is not None for criterion, _, _ in found)
    title = text_at(node, "title") or text_at(node, "identifier")
    return Rubric(
        id=text_at(node, "identifier"),
        version=version,
        title=title,
        domain=domain,
        scales=tuple(scale for _, scale, _ in found),
        criteria=tuple(criterion for criterion, _, _ in found),
        weighting=Weighting.RELATIVE if weighted else Weighting.POINTS,
        description=text_at(node, "description"),
    )


def _own_file(ours: Mapping[str, Any]) -> Rubric:
    with Faults() as faults:
        made = faults.attempt(
            partial(rubric_from_json, ours.get("rubric")), inside=f"extensions.{OURS}.rubric"
        )
    return cast("Rubric", made)  # None came with faults, which were raised


def _read_criterion(node: Node, place: str, path: str, faults: Faults, notes: Faults) -> _Found:
    where = f"{path}.{place}" if path else place
    id_ = text_at(node, "identifier")
    levels = _read_levels(node, place, where, faults, notes)
    weight = _number(node, "weight", where, notes)
    if weight is not None and weight <= 0:
        notes.add(f"{where}.weight", f"{weight} is not above zero: the criterion does not count")
    link = node.get("CFItemURI")
    uri = text_at(link, "uri") if isinstance(link, dict) else ""
    scale = Scale(id_, tuple(level for level, _ in levels))
    if not levels:
        notes.add(f"{where}.CFRubricCriterionLevels", "none: the criterion is scored in words")
        scale = Scale(id_, kind="narrative")
    criterion = Criterion(
        id=id_,
        title=text_at(node, "description") or text_at(node, "category") or id_,
        scale=id_,
        weight=weight if weight is not None and weight > 0 else None,
        counts=weight is None or weight > 0,
        descriptors={level.id: words for level, words in levels if words},
        standards=(uri,) if uri else (),
    )
    return criterion, scale, _position(node)


def _read_levels(
    node: Node, place: str, where: str, faults: Faults, notes: Faults
) -> list[tuple[Level, str]]:
    """The levels from the lowest to the highest, with what each means here."""
    found = []
    for index, one in enumerate(_list(node, "CFRubricCriterionLevels", place, faults)):
        at = f"{where}.CFRubricCriterionLevels[{index}]"
        score = _number(one, "score", at, notes)
        level = Level(text_at(one, "identifier"), text_at(one, "quality"), score)
        found.append((level, text_at(one, "description"), _position(one)))
    scores = [level.points for level, _, _ in found]
    at = f"{where}.CFRubricCriterionLevels"
    if found and None not in scores:
        found.sort(key=lambda one: one[0].points or Decimal(0))
    else:
        if any(score is not None for score in scores):
            notes.add(at, "some have no score: the scores of the others are not used")
        if all(position is not None for _, _, position in found):
            found.sort(key=lambda one: one[2] or 0)
        elif found:
            notes.add(at, "have neither scores nor positions: taken from lowest to highest")
        found = [(attrs.evolve(level, points=None), words, at_) for level, words, at_ in found]
    return [(level, words) for level, words, _ in found]


def _number(node: Node, name: str, where: str, notes: Faults) -> Decimal | None:
    """A number; None, with a note, where there is something else."""
    value = node.get(name)
    if value is None:
        return None
    try:
        if isinstance(value, str):
            notes.add(f"{where}.{name}", f"{shorten(value)} is a text, taken for a number")
            value = value.strip().replace(",", ".")
        return decimal_from_json(value)
    except InvalidInputError:
        notes.add(f"{where}.{name}", f"{shorten(value)} is not a number and not used")
        return None


def _position(node: Node) -> _Position:
    value = node.get("position")
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _in_order(found: list[_Found], path: str, notes: Faults) -> list[_Found]:
    """The criteria by position, or as they stand where a position is absent."""
    if all(position is not None for _, _, position in found):
        return sorted(found, key=lambda one: one[2] or 0)
    notes.add(f"{path}.CFRubricCriteria", "a position is absent: taken in the order they stand")
    return found
