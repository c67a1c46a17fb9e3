"""From rubrics to a CASE package."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from conferencekit._kinds import kinds_checked
from conferencekit.assessment import Rubric, rubric_to_json
from conferencekit.errors import Faults, InvalidInputError
from conferencekit.exchange.case._nodes import (
    OURS,
    Node,
    fingerprint_of,
    identifier_of,
    node_of,
    stamp_of,
)
from conferencekit.exchange.case.model import CasePackage
from conferencekit.exchange.case.reading import read_rubric_node
from conferencekit.time import Instant

__all__ = ["new_case_package", "write_case"]


@kinds_checked
def new_case_package(
    title: str, creator: str, rubrics: Iterable[Rubric], *, changed: Instant
) -> CasePackage:
    """A package with a document, and rubrics that are in none yet.

    Args:
        title: Of the document.
        creator: Who made it.
        rubrics: To be written.
        changed: Now.
    """
    identifier = identifier_of("document", creator, title)
    document = {
        "identifier": identifier,
        "uri": f"urn:uuid:{identifier}",
        "creator": creator,
        "title": title,
        "lastChangeDateTime": stamp_of(changed),
        "CFPackageURI": {
            "title": title,
            "identifier": identifier,
            "uri": f"urn:uuid:{identifier}",
        },
    }
    data = {"CFDocument": document, "CFItems": [], "CFAssociations": [], "CFRubrics": []}
    return CasePackage(data, tuple(rubrics))


@kinds_checked
def write_case(package: CasePackage, *, changed: Instant) -> dict[str, Any]:
    """A package as JSON-shaped data: what was not changed, as it was read.

    Args:
        package: As read, or with other rubrics.
        changed: Now; it stands with what was changed.

    Raises:
        InvalidInputError: Two rubrics would have the same identifier.
    """
    made: dict[str, Any] = deepcopy(dict(package.data))
    read = zip(made.get("CFRubrics") or (), package.as_read, strict=True)
    before = {rubric.id: (node, rubric) for node, rubric in read}
    nodes = []
    for rubric in package.rubrics:
        node, old = before.get(rubric.id, ({}, None))
        nodes.append(_written(rubric, node, old, changed))
    if len({node["identifier"] for node in nodes}) < len(nodes):
        raise InvalidInputError.single("rubrics", "two have the same identifier")
    if nodes or made.get("CFRubrics"):
        made["CFRubrics"] = nodes
    return made


def _written(rubric: Rubric, node: Node, before: Rubric | None, changed: Instant) -> Node:
    """The node of a rubric: as it was where nothing changed, else with what did."""
    if before == rubric:
        return node
    made = node_of(rubric, node, before, changed)
    read = read_rubric_node(
        {**made, "extensions": {}}, rubric.domain, rubric.version, "", Faults()
    )
    if read != rubric:
        extensions = made.get("extensions")
        kept = extensions if isinstance(extensions, dict) else {}
        ours = {"of": fingerprint_of(made), "rubric": rubric_to_json(rubric)}
        made["extensions"] = {**kept, OURS: ours}
    return made
