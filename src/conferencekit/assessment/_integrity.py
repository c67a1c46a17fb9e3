"""What makes a rubric unusable."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from conferencekit._checks import known_one, repeated_ids
from conferencekit.assessment.criterion import DOMAINS, Band, Criterion
from conferencekit.assessment.exact import rounded
from conferencekit.assessment.kinds import BUILT_IN_CRITERIA, BUILT_IN_SCALES
from conferencekit.assessment.scale import Scale
from conferencekit.errors import Fault, shorten
from conferencekit.wire import is_hole

if TYPE_CHECKING:
    from conferencekit.assessment.rubric import Rubric

__all__ = ["rubric_faults"]

VERSION: Final = re.compile(r"\d{1,9}(\.\d{1,9}){0,2}")
_ALL: Final = 100


def rubric_faults(rubric: "Rubric") -> Iterator[Fault]:
    """Everything that makes a rubric unusable, as far as the library's own kinds go."""
    if not rubric.id:
        yield Fault("id", "is empty")
    if not is_hole(rubric.version) and not VERSION.fullmatch(rubric.version):
        yield Fault("version", f"{shorten(rubric.version)} is no version", "such as 1 or 2.0.1")
    for name in ("scales", "criteria", "domains"):
        yield from repeated_ids(getattr(rubric, name), name)
    domains = {*DOMAINS, *(domain.id for domain in rubric.domains)}
    yield from known_one(rubric.domain, domains, "domain", "domain")
    yield from _band_faults(rubric.band, "band")
    for index, scale in enumerate(rubric.scales):
        yield from _scale_faults(scale, f"scales[{index}]")
    yield from _criteria_faults(rubric, domains)
    yield from _weight_faults(rubric)


def _band_faults(band: Band, path: str) -> Iterator[Fault]:
    if band.from_age is not None and band.to_age is not None and band.to_age < band.from_age:
        yield Fault(path, f"ends at {band.to_age} years, before it starts at {band.from_age}")


def _scale_faults(scale: Scale, path: str) -> Iterator[Fault]:
    yield from repeated_ids(scale.levels, f"{path}.levels")
    kind = BUILT_IN_SCALES.get(scale.kind)
    if kind is not None:
        yield from (fault.inside(path) for fault in kind.faults(scale))


def _criteria_faults(rubric: "Rubric", domains: set[str]) -> Iterator[Fault]:
    scales = {scale.id: scale for scale in rubric.scales}
    criteria = {item.id: item for item in rubric.criteria}
    for index, item in enumerate(rubric.criteria):
        path = f"criteria[{index}]"
        yield from known_one(item.scale, scales, "scale", f"{path}.scale")
        yield from known_one(item.domain, domains, "domain", f"{path}.domain")
        yield from _band_faults(item.band, f"{path}.band")
        yield from _parent_faults(item, criteria, f"{path}.parent")
        if item.scale is None:
            yield from _group_faults(item, path)
        elif item.scale in scales:
            yield from _leaf_faults(item, scales[item.scale], path)


def _parent_faults(item: Criterion, criteria: dict[str, Criterion], path: str) -> Iterator[Fault]:
    yield from known_one(item.parent, criteria, "criterion", path)
    if item.parent is None or item.parent not in criteria:
        return
    if not criteria[item.parent].is_group:
        yield Fault(path, f"{shorten(item.parent)} is scored itself and can be no group")
    seen, at = {item.id}, criteria.get(item.parent)
    while at is not None and at.id not in seen:
        seen.add(at.id)
        at = criteria.get(at.parent or "")
    if at is not None and at.id == item.id:
        yield Fault(path, f"{shorten(item.id)} lies within itself")


def _group_faults(item: Criterion, path: str) -> Iterator[Fault]:
    if item.descriptors:
        yield Fault(f"{path}.descriptors", "a group has no levels to describe")
    if item.kind != "direct":
        yield Fault(f"{path}.kind", "a group is not scored and has no kind", "name its scale")


def _leaf_faults(item: Criterion, scale: Scale, path: str) -> Iterator[Fault]:
    levels = {level.id for level in scale.levels}
    for id_ in item.descriptors:
        yield from known_one(id_, levels, "level", f"{path}.descriptors.{id_}")
    kind = BUILT_IN_CRITERIA.get(item.kind)
    if kind is not None:
        yield from (fault.inside(path) for fault in kind.faults(item, scale))


def _weight_faults(rubric: "Rubric") -> Iterator[Fault]:
    for index, item in enumerate(rubric.criteria):
        path = f"criteria[{index}].weight"
        if rubric.weighting == "points" and item.weight is not None:
            yield Fault(path, "has no meaning where points are summed", "weighting: relative")
        elif item.weight is not None and item.weight <= 0:
            yield Fault(path, f"{item.weight} is not above zero", "counts: false, if it shall not")
    if rubric.weighting == "percent":
        ids = {None, *(item.id for item in rubric.criteria)}
        for parent in dict.fromkeys(item.parent for item in rubric.criteria):
            if parent in ids:  # an unknown one is a fault of its own
                yield from _sum_faults(rubric, parent)


def _sum_faults(rubric: "Rubric", parent: str | None) -> Iterator[Fault]:
    together = [
        item
        for item in rubric.criteria
        if item.parent == parent and item.counts and not item.hidden
    ]
    total = sum((Fraction(item.weight or 0) for item in together), Fraction(0))
    if together and total != _ALL:
        where = "at the top" if parent is None else f"in group {shorten(parent)}"
        shown = f"{rounded(total, 2).normalize():f}"
        yield Fault("criteria", f"the weights {where} add up to {shown}, not to 100")
