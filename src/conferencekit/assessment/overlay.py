"""How a school derives its rubric from another: overlays, which stack."""

from collections.abc import Mapping
from typing import Any, Final, cast

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.assessment._patching import (
    Patch,
    Verb,
    compose_fields,
    compose_order,
    compose_patches,
    patch_faults,
    patched,
    patched_entries,
)
from conferencekit.assessment.criterion import Criterion
from conferencekit.assessment.formats import (
    assessment_converter,
    rubric_from_json,
    rubric_ref,
    rubric_to_json,
)
from conferencekit.assessment.rubric import Rubric, RubricRef
from conferencekit.assessment.scale import Level, Scale
from conferencekit.errors import Fault, Faults, InvalidInputError
from conferencekit.wire import JsonValue, body_of, structure

__all__ = [
    "Overlay",
    "Patch",
    "Verb",
    "compose",
    "derive",
    "overlay_from_json",
    "overlay_to_json",
]

OVERLAY_SCHEMA: Final = "conferencekit.overlay/1"
_OWN: Final = frozenset({"id", "version", "derived_from", "schema", "scales", "criteria"})


@attrs.frozen(field_transformer=as_checked)
class Overlay:
    """What a school makes otherwise than the rubric it starts from.

    It says what is to be done and not what comes of it, so that it can be laid over a newer
    version of its base. Build it step by step; every method returns a new overlay. Values are
    given as in a rubric file or as the library's own objects.

    Attributes:
        id: Of the rubric it makes.
        version: Of the rubric it makes.
        base: What it is made for; None where it may be laid over anything.
        fields: New values of the rubric's own fields, by name; None for the default.
        scales: What is done to scales, by their ids.
        criteria: What is done to criteria, by their ids.
        order: The ids of criteria that come first, in their order; the others follow in theirs.
            Ids that are not there are passed over.

    Example:
        >>> ours = (
        ...     Overlay("reading-oak", "1")
        ...     .change_criterion("fluency", {"weight": 2})
        ...     .remove_criterion("care")
        ... )
        >>> sorted(ours.criteria)
        ['care', 'fluency']
    """

    id: str
    version: str
    base: RubricRef | None = None
    fields: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    scales: Mapping[str, Patch] = attrs.field(factory=dict, hash=False)
    criteria: Mapping[str, Patch] = attrs.field(factory=dict, hash=False)
    order: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be set."""
        faults = [
            Fault(f"fields.{name}", "cannot be set", "id and version are the overlay's own")
            for name in sorted(_OWN & self.fields.keys())
        ]
        faults += patch_faults(self.scales, "scales", of_scales=True)
        faults += patch_faults(self.criteria, "criteria")
        if faults:
            raise InvalidInputError(faults, source=f"overlay {self.id!r}")

    def change_rubric(self, fields: Mapping[str, object]) -> "Overlay":
        """And set fields of the rubric itself, such as its title.

        Raises:
            InvalidInputError: A field cannot be set.
        """
        return self._then(fields=_as_json(fields))

    def add_criterion(self, criterion: Criterion) -> "Overlay":
        """And add a criterion, at the end unless ``put_first`` says otherwise."""
        return self._criterion(criterion.id, Verb.ADD, _fields(criterion))

    def replace_criterion(self, criterion: Criterion) -> "Overlay":
        """And put a criterion in the place of the one with its id."""
        return self._criterion(criterion.id, Verb.REPLACE, _fields(criterion))

    def change_criterion(self, id_: str, fields: Mapping[str, object]) -> "Overlay":
        """And set some fields of a criterion."""
        return self._criterion(id_, Verb.CHANGE, _as_json(fields))

    def hide_criterion(self, id_: str) -> "Overlay":
        """And take a criterion out of use; what was scored on it stays readable."""
        return self.change_criterion(id_, {"hidden": True})

    def remove_criterion(self, id_: str) -> "Overlay":
        """And remove a criterion."""
        return self._criterion(id_, Verb.REMOVE, {})

    def add_scale(self, scale: Scale) -> "Overlay":
        """And add a scale."""
        return self._then(scales={scale.id: _scale_patch(Verb.ADD, scale)})

    def replace_scale(self, scale: Scale) -> "Overlay":
        """And put a scale in the place of the one with its id."""
        return self._then(scales={scale.id: _scale_patch(Verb.REPLACE, scale)})

    def change_scale(self, id_: str, fields: Mapping[str, object]) -> "Overlay":
        """And set some fields of a scale; its levels have methods of their own."""
        return self._then(scales={id_: Patch(Verb.CHANGE, _as_json(fields))})

    def remove_scale(self, id_: str) -> "Overlay":
        """And remove a scale."""
        return self._then(scales={id_: Patch(Verb.REMOVE)})

    def add_level(self, scale: str, level: Level, *, order: tuple[str, ...] = ()) -> "Overlay":
        """And add a level to a scale.

        Args:
            scale: The scale's id.
            level: The level.
            order: The ids of all levels from the lowest to the highest; needed where the new one
                is not the highest.
        """
        return self._level(scale, level.id, Patch(Verb.ADD, _fields(level)), order)

    def change_level(self, scale: str, id_: str, fields: Mapping[str, object]) -> "Overlay":
        """And set some fields of a level."""
        return self._level(scale, id_, Patch(Verb.CHANGE, _as_json(fields)))

    def replace_level(self, scale: str, level: Level) -> "Overlay":
        """And put a level in the place of the one with its id."""
        return self._level(scale, level.id, Patch(Verb.REPLACE, _fields(level)))

    def remove_level(self, scale: str, id_: str) -> "Overlay":
        """And remove a level."""
        return self._level(scale, id_, Patch(Verb.REMOVE))

    def put_first(self, *criteria: str) -> "Overlay":
        """And put some criteria first, in this order."""
        return self._then(order=criteria)

    def _criterion(self, id_: str, verb: Verb, fields: Mapping[str, Any]) -> "Overlay":
        return self._then(criteria={id_: Patch(verb, fields)})

    def _level(self, scale: str, id_: str, patch: Patch, order: tuple[str, ...] = ()) -> "Overlay":
        return self._then(scales={scale: Patch(Verb.CHANGE, levels={id_: patch}, order=order)})

    def _then(
        self,
        *,
        fields: Mapping[str, Any] | None = None,
        scales: Mapping[str, Patch] | None = None,
        criteria: Mapping[str, Patch] | None = None,
        order: tuple[str, ...] = (),
    ) -> "Overlay":
        step = Overlay(
            self.id, self.version, None, fields or {}, scales or {}, criteria or {}, order
        )
        return compose(self, step)


@kinds_checked
def compose(first: Overlay, second: Overlay) -> Overlay:
    """The overlay that does what two do one after the other.

    Composing is associative: of three overlays, it is the same whether the first two or the last
    two are put together first, wherever both can be done. Deriving by the composed overlay gives
    what deriving twice gives, but for what the rubric says it is derived from, and for the place
    of something that the first removes and the second adds again (composed, it keeps its place),
    or that the first names in its order and only the second adds (composed, it gets that place).

    Args:
        first: Its base is that of the result.
        second: Its id and version are those of the result.

    Raises:
        InvalidInputError: The second does what cannot follow, such as changing what the first
            removed; with every such thing.
    """
    with Faults(source=f"overlay {second.id!r} after {first.id!r}") as faults:
        scales = compose_patches(first.scales, second.scales, "scales", faults)
        criteria = compose_patches(first.criteria, second.criteria, "criteria", faults)
    return Overlay(
        second.id,
        second.version,
        first.base,
        compose_fields(first.fields, second.fields),
        scales,
        criteria,
        compose_order(first.order, second.order),
    )


@kinds_checked
def derive(base: Rubric, overlay: Overlay) -> Rubric:
    """The rubric that an overlay makes of its base.

    Args:
        base: What it starts from, and what the result says it is derived from.
        overlay: What is made otherwise.

    Raises:
        InvalidInputError: The overlay is made for another base, touches what is not there, or
            makes a rubric that has faults; with every fault and its path.
    """
    ref = rubric_ref(base)
    source = f"overlay {overlay.id!r} on {ref}"
    with Faults(source=source) as faults:
        if overlay.base is not None and overlay.base != ref:
            text = f"is {overlay.base}, or says otherwise than {ref}"
            faults.add("base", text, "see upgrade")
        data = _patched_rubric(base, overlay, faults)
        data |= {"id": overlay.id, "version": overlay.version}
        data["derived_from"] = assessment_converter().unstructure(ref)
        made = faults.attempt(lambda: rubric_from_json(data, source=source))
    return cast("Rubric", made)  # None came with faults, which were raised


def _patched_rubric(base: Rubric, overlay: Overlay, faults: Faults) -> dict[str, Any]:
    data = rubric_to_json(base)
    made = patched(data, overlay.fields)
    made["scales"] = patched_entries(data["scales"], overlay.scales, (), "scales", faults)
    made["criteria"] = patched_entries(
        data["criteria"], overlay.criteria, overlay.order, "criteria", faults
    )
    return made


@kinds_checked
def overlay_from_json(data: JsonValue, *, source: str = "overlay") -> Overlay:
    """Read an overlay from JSON-shaped data.

    Args:
        data: What an overlay file holds.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not an overlay; with every fault and its path.
    """
    body = body_of(data, OVERLAY_SCHEMA, source=source)
    return structure(assessment_converter(), body, Overlay, source=source)


@kinds_checked
def overlay_to_json(overlay: Overlay) -> dict[str, Any]:
    """An overlay as JSON-shaped data; reading it back gives an equal overlay."""
    return {"schema": OVERLAY_SCHEMA, **assessment_converter().unstructure(overlay)}


def _fields(entry: Criterion | Level) -> dict[str, Any]:
    made: dict[str, Any] = assessment_converter().unstructure(entry)
    del made["id"]
    return made


def _as_json(fields: Mapping[str, object]) -> dict[str, Any]:
    made: dict[str, Any] = assessment_converter().unstructure(dict(fields))
    return made


def _scale_patch(verb: Verb, scale: Scale) -> Patch:
    fields: dict[str, Any] = assessment_converter().unstructure(attrs.evolve(scale, levels=()))
    del fields["id"]
    levels = {level.id: Patch(Verb.ADD, _fields(level)) for level in scale.levels}
    return Patch(verb, fields, levels)
