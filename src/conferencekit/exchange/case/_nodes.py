"""CASE's own objects, made of rubrics: what changed is put in, all else is left alone."""

import hashlib
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import attrs

from conferencekit.assessment import Criterion, Rubric
from conferencekit.assessment.exact import decimal_to_json
from conferencekit.time import Instant
from conferencekit.wire import dump_json

__all__ = ["OURS", "Node", "fingerprint_of", "identifier_of", "node_of", "stamp_of", "text_at"]

Node: TypeAlias = dict[str, Any]

OURS: Final = "conferencekit"
"""Under which a rubric's own file stands in its extensions."""
_NAMESPACE: Final = uuid.UUID("6f1f5f0e-5d43-5d0c-8f0b-7f2a6d7b7c11")


def text_at(node: Mapping[str, Any], name: str) -> str:
    """A text of a node; empty where there is none."""
    value = node.get(name)
    return value if isinstance(value, str) else ""


def node_of(rubric: Rubric, node: Node, before: Rubric | None, changed: Instant) -> Node:
    """CASE's object of a rubric.

    Args:
        rubric: The rubric.
        node: The object as it was; empty where there was none.
        before: The rubric as it was read from there; None where there was none.
        changed: Stands with what was changed.
    """
    made = _dated(node, changed, "rubric", rubric.id)
    if isinstance(made.get("extensions"), dict):
        made["extensions"] = {k: v for k, v in made["extensions"].items() if k != OURS}
    _put(made, "title", str(rubric.title), str(before.title) if before else None)
    _put(made, "description", str(rubric.description), str(before.description) if before else "")
    made["CFRubricCriteria"] = _Criteria(rubric, before, made["identifier"], changed).of(node)
    return made


@attrs.frozen
class _Criteria:
    """Makes the objects of criteria and levels; what did not change stays as it was."""

    rubric: Rubric
    before: Rubric | None
    owner: str
    changed: Instant

    def of(self, node: Node) -> list[Node]:
        """Those of a rubric; in the order of the file, where the order was not changed."""
        nodes = {text_at(one, "identifier"): one for one in node.get("CFRubricCriteria") or ()}
        leaves = [item for item in self.rubric.criteria if not item.is_group]
        old = [] if self.before is None else [item.id for item in self.before.criteria]
        is_reordered = [item.id for item in leaves] != old
        made = []
        for position, item in enumerate(leaves, start=1):
            own = identifier_of("criterion", self.rubric.id, item.id)
            one = self._criterion(item, nodes.get(item.id) or nodes.get(own) or {})
            made.append({**one, "position": position} if is_reordered else one)
        if is_reordered:
            return made
        places = list(nodes)
        return sorted(made, key=lambda one: places.index(one["identifier"]))

    def _criterion(self, item: Criterion, node: Node) -> Node:
        before = self.before
        old = before.criterion(item.id) if before and before.has_criterion(item.id) else None
        scale = before.scale_of(item.id) if before and old else None
        if old == item and scale == self.rubric.scale_of(item.id):
            return node
        made = _dated(node, self.changed, "criterion", self.rubric.id, item.id)
        _put(made, "description", str(item.title), str(old.title) if old else None)
        if old is None or (old.weight, old.counts) != (item.weight, item.counts):
            weight = item.weight if item.counts else Decimal(0)
            made["weight"] = None if weight is None else decimal_to_json(weight)
        if old is None or old.standards != item.standards:
            made["CFItemURI"] = _link(item.standards)
        made["rubricId"] = self.owner
        if scale != self.rubric.scale_of(item.id) or old is None or _words(old) != _words(item):
            made["CFRubricCriterionLevels"] = self._levels(item, node, made["identifier"])
        return made

    def _levels(self, item: Criterion, node: Node, owner: str) -> list[Node]:
        nodes = {
            text_at(one, "identifier"): one for one in node.get("CFRubricCriterionLevels") or ()
        }
        made = []
        for position, level in enumerate(self.rubric.scale_of(item.id).levels, start=1):
            names = ("level", self.rubric.id, item.id, level.id)
            one = nodes.get(level.id) or nodes.get(identifier_of(*names)) or {}
            words = item.descriptors.get(level.id) or level.description
            said: Node = {
                "quality": str(level.label),
                "description": str(words),
                "score": None if level.points is None else decimal_to_json(level.points),
                "position": position,
                "rubricCriterionId": owner,
            }
            made.append({**_dated(one, self.changed, *names), **said})
        return made


def _words(item: Criterion) -> Node:
    return {id_: str(words) for id_, words in item.descriptors.items()}


def _dated(node: Node, changed: Instant, *names: str) -> Node:
    """A copy of a node, or a new one with an identifier of its own, with the time of change."""
    made = dict(node)
    if not text_at(made, "identifier"):
        made["identifier"] = names[-1] if _is_uuid(names[-1]) else identifier_of(*names)
        made["uri"] = f"urn:uuid:{made['identifier']}"
    made["lastChangeDateTime"] = stamp_of(changed)
    return made


def _put(node: Node, name: str, value: str, before: str | None) -> None:
    if value != before:
        node[name] = value


def _link(standards: tuple[str, ...]) -> Node | None:
    if not standards:
        return None
    uri = standards[0]
    last = uri.rstrip("/").rpartition("/")[2].removeprefix("urn:uuid:")
    identifier = last if _is_uuid(last) else str(uuid.uuid5(uuid.NAMESPACE_URL, uri))
    return {"title": uri, "identifier": identifier, "uri": uri}


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def identifier_of(*names: str) -> str:
    """A UUID that is the same for the same names."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(names)))


def stamp_of(changed: Instant) -> str:
    """An instant as CASE writes it."""
    return changed.isoformat()


def fingerprint_of(node: Node) -> str:
    """What CASE says in a rubric's object, as a digest; but for dates and unknown fields."""
    return hashlib.sha256(dump_json(_said(node)).encode()).hexdigest()


def _said(node: Node) -> Node:
    """What we write of a node, and not when or what else."""
    kept = (
        "title", "description", "weight", "score", "quality", "position", "CFItemURI",
        "CFRubricCriteria", "CFRubricCriterionLevels",
    )  # fmt: skip
    return {
        name: [_said(one) for one in value] if isinstance(value, list) else value
        for name in kept
        if (value := node.get(name)) is not None
    }
