"""What is plugged in: kinds of scales and criteria, and aggregation rules, by name."""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import entry_points
from typing import Any, Final, TypeVar

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.kinds import BUILT_IN_CRITERIA, BUILT_IN_SCALES
from conferencekit.assessment.protocols import CriterionKind, Rule, ScaleKind
from conferencekit.assessment.rubric import Rubric
from conferencekit.assessment.rules import BUILT_IN_RULES
from conferencekit.errors import Fault, Faults, InvalidInputError, shorten

__all__ = ["BUILT_IN", "Extensions", "check_rubric", "installed_extensions"]

_V = TypeVar("_V")

SCALES_GROUP: Final = "conferencekit.scales"
CRITERIA_GROUP: Final = "conferencekit.criteria"
RULES_GROUP: Final = "conferencekit.rules"


@attrs.frozen
class Extensions:
    """The kinds and rules that are known, by name. Those of the library are always among them.

    Attributes:
        scales: Kinds of scales.
        criteria: Kinds of criteria.
        rules: What makes an aggregation rule of its settings, given by name.
    """

    scales: Mapping[str, ScaleKind] = attrs.field(factory=lambda: dict(BUILT_IN_SCALES))
    criteria: Mapping[str, CriterionKind] = attrs.field(factory=lambda: dict(BUILT_IN_CRITERIA))
    rules: Mapping[str, Callable[..., Rule]] = attrs.field(factory=lambda: dict(BUILT_IN_RULES))

    def having(
        self,
        *,
        scales: Iterable[ScaleKind] = (),
        criteria: Iterable[CriterionKind] = (),
        rules: Mapping[str, Callable[..., Rule]] | None = None,
    ) -> "Extensions":
        """These and some more.

        Args:
            scales: Kinds of scales.
            criteria: Kinds of criteria.
            rules: By the name of the rule, what makes one of its settings, such as its class.

        Raises:
            InvalidInputError: A name is taken.
        """
        return Extensions(
            _joined(self.scales, {kind.name: kind for kind in scales}, "scales"),
            _joined(self.criteria, {kind.name: kind for kind in criteria}, "criteria"),
            _joined(self.rules, dict(rules or {}), "rules"),
        )

    def scale_kind(self, name: str) -> ScaleKind:
        """The kind of scale of a name.

        Raises:
            InvalidInputError: There is none.
        """
        return _found(self.scales, name, "kind of scale")

    def criterion_kind(self, name: str) -> CriterionKind:
        """The kind of criterion of a name.

        Raises:
            InvalidInputError: There is none.
        """
        return _found(self.criteria, name, "kind of criterion")

    def rule(self, name: str, settings: Mapping[str, Any]) -> Rule:
        """The rule of a name and settings, as a receipt has them.

        Raises:
            InvalidInputError: There is none, or it takes no such settings.
        """
        make = _found(self.rules, name, "rule")
        try:
            return make(**settings)
        except TypeError as error:
            raise InvalidInputError.single("settings", f"do not fit {name}: {error}") from None


BUILT_IN: Final = Extensions()
"""The kinds and rules that come with the library."""


def installed_extensions() -> Extensions:
    """What comes with the library and what installed packages offer.

    A package offers them by entry points: of the groups ``conferencekit.scales`` and
    ``conferencekit.criteria`` each names an object that is a kind, of the group
    ``conferencekit.rules`` what makes a rule, under the rule's name.

    Raises:
        InvalidInputError: Two offer the same name, or one cannot be loaded; with every one that
            cannot.
    """
    offered: dict[str, dict[str, Any]] = {}
    with Faults(source="installed extensions") as faults:
        for group in (SCALES_GROUP, CRITERIA_GROUP, RULES_GROUP):
            offered[group] = {}
            for point in entry_points(group=group):
                try:
                    offered[group][point.name] = point.load()
                except (ImportError, AttributeError) as error:
                    text = f"{point.value} cannot be loaded: {error}"
                    faults.add(f"{group}.{point.name}", text)
    return BUILT_IN.having(
        scales=offered[SCALES_GROUP].values(),
        criteria=offered[CRITERIA_GROUP].values(),
        rules=offered[RULES_GROUP],
    )


@kinds_checked
def check_rubric(rubric: Rubric, extensions: Extensions = BUILT_IN) -> None:
    """Check what a rubric says in kinds that are plugged in; the rest was checked when made.

    Raises:
        InvalidInputError: A kind is unknown, or finds faults; with every fault and its path.
    """
    faults: list[Fault] = []
    for index, scale in enumerate(rubric.scales):
        if scale.kind in extensions.scales:
            found: Iterable[Fault] = extensions.scales[scale.kind].faults(scale)
            faults += [fault.inside(f"scales[{index}]") for fault in found]
        else:
            faults.append(Fault(f"scales[{index}].kind", f"unknown kind {shorten(scale.kind)}"))
    for index, item in enumerate(rubric.criteria):
        if item.kind not in extensions.criteria:
            faults.append(Fault(f"criteria[{index}].kind", f"unknown kind {shorten(item.kind)}"))
        elif not item.is_group:
            found = extensions.criteria[item.kind].faults(item, rubric.scale_of(item.id))
            faults += [fault.inside(f"criteria[{index}]") for fault in found]
    if faults:
        raise InvalidInputError(faults, source=f"rubric {rubric.id!r}")


def _found(among: Mapping[str, _V], name: str, what: str) -> _V:
    if name not in among:
        raise InvalidInputError.single(
            "", f"unknown {what} {shorten(name)}", f"known are {', '.join(among)}"
        )
    return among[name]


def _joined(old: Mapping[str, _V], new: Mapping[str, _V], what: str) -> dict[str, _V]:
    taken = sorted(set(old) & set(new))
    if taken:
        raise InvalidInputError(
            Fault(what, f"the name {shorten(name)} is taken") for name in taken
        )
    return {**old, **new}
