"""Patches of entries that have ids: what is done to them, put together and applied."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import attrs

from conferencekit._fields import as_checked
from conferencekit.errors import Fault, Faults, shorten

__all__ = [
    "MERGED",
    "Patch",
    "Verb",
    "compose_fields",
    "compose_order",
    "compose_patches",
    "patch_faults",
    "patched",
    "patched_entries",
]

MERGED: Final = frozenset({"descriptors", "settings", "extras"})
"""Fields that are mappings, of which single keys can be changed."""


class Verb(StrEnum):
    """What is done to an entry."""

    ADD = "add"
    """It is not there before."""
    CHANGE = "change"
    """Some of its fields are."""
    REPLACE = "replace"
    """All of it is, in its place."""
    REMOVE = "remove"
    """It is there no more."""


_THEN: Final[Mapping[tuple[Verb, Verb], Verb | None]] = {
    (Verb.ADD, Verb.CHANGE): Verb.ADD,
    (Verb.ADD, Verb.REPLACE): Verb.ADD,
    (Verb.ADD, Verb.REMOVE): None,  # nothing was done
    (Verb.CHANGE, Verb.CHANGE): Verb.CHANGE,
    (Verb.CHANGE, Verb.REPLACE): Verb.REPLACE,
    (Verb.CHANGE, Verb.REMOVE): Verb.REMOVE,
    (Verb.REPLACE, Verb.CHANGE): Verb.REPLACE,
    (Verb.REPLACE, Verb.REPLACE): Verb.REPLACE,
    (Verb.REPLACE, Verb.REMOVE): Verb.REMOVE,
    (Verb.REMOVE, Verb.ADD): Verb.REPLACE,
}
"""What two verbs, one after the other, come to. What is not here cannot follow."""


@attrs.frozen(field_transformer=as_checked)
class Patch:
    """What is done to one criterion, scale or level.

    Attributes:
        verb: What.
        fields: New values as they stand in a rubric file, by the name of the field; None for the
            default. Of ``descriptors``, ``settings`` and ``extras`` single keys are changed.
        levels: What is done to the levels of a scale, by their ids.
        order: The ids of levels that come first, in their order; the others follow in theirs.
            Ids that are not there are passed over.
    """

    verb: Verb
    fields: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    levels: Mapping[str, "Patch"] = attrs.field(factory=dict, hash=False)
    order: tuple[str, ...] = ()


attrs.resolve_types(Patch)  # it holds others of its kind, which cattrs has to see


def patch_faults(
    patches: Mapping[str, Patch], path: str, *, of_scales: bool = False
) -> Iterator[Fault]:
    """What patches cannot say."""
    for id_, patch in patches.items():
        place = f"{path}.{id_}"
        for name in sorted({"id", "levels"} & patch.fields.keys()):
            hint = "patch the levels themselves" if name == "levels" else ""
            yield Fault(f"{place}.fields.{name}", "cannot be set", hint)
        for name in sorted(MERGED & patch.fields.keys()):
            if not isinstance(patch.fields[name], Mapping):
                yield Fault(f"{place}.fields.{name}", "is no object", "None for a key removes it")
        if patch.verb is Verb.REMOVE and (patch.fields or patch.levels):
            yield Fault(place, "is removed, so nothing of it can be set")
        if of_scales:
            yield from patch_faults(patch.levels, f"{place}.levels")
        elif patch.levels or patch.order:
            yield Fault(f"{place}.levels", "only scales have levels")


def compose_patches(
    first: Mapping[str, Patch], second: Mapping[str, Patch], path: str, faults: Faults
) -> dict[str, Patch]:
    """The patches that do what two do one after the other."""
    made = dict(first)
    for id_, patch in second.items():
        before = first.get(id_)
        if before is None:
            made[id_] = patch
        elif (before.verb, patch.verb) not in _THEN:
            text = f"cannot {patch.verb.value} what was {_PAST[before.verb]} before"
            faults.add(f"{path}.{id_}", text)
        else:
            verb = _THEN[before.verb, patch.verb]
            if verb is None:
                del made[id_]
            else:
                made[id_] = _composed(verb, before, patch, f"{path}.{id_}", faults)
    return made


_PAST: Final = {
    Verb.ADD: "added",
    Verb.CHANGE: "changed",
    Verb.REPLACE: "replaced",
    Verb.REMOVE: "removed",
}


def _composed(verb: Verb, before: Patch, patch: Patch, path: str, faults: Faults) -> Patch:
    if patch.verb is not Verb.CHANGE:  # nothing of what was before is left
        return attrs.evolve(patch, verb=verb)
    return Patch(
        verb,
        compose_fields(before.fields, patch.fields),
        compose_patches(before.levels, patch.levels, f"{path}.levels", faults),
        compose_order(before.order, patch.order),
    )


def compose_order(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """What two orders, one after the other, come to."""
    return tuple(dict.fromkeys((*second, *first)))


def compose_fields(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that two sets of them, one after the other, set."""
    made = dict(first)
    for name, value in second.items():
        if name in MERGED and isinstance(value, dict) and isinstance(made.get(name), dict):
            made[name] = {**made[name], **value}
        else:
            made[name] = value
    return made


def patched(entry: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of a rubric file with some fields changed."""
    made = compose_fields(entry, fields)
    for name in MERGED & made.keys():
        if isinstance(made[name], dict):
            made[name] = {key: value for key, value in made[name].items() if value is not None}
    return {name: value for name, value in made.items() if value is not None}


def patched_entries(
    entries: Sequence[Mapping[str, Any]],
    patches: Mapping[str, Patch],
    order: Sequence[str],
    path: str,
    faults: Faults,
) -> list[dict[str, Any]]:
    """Entries of a rubric file with patches applied, in their new order."""
    made: dict[str, dict[str, Any]] = {str(entry["id"]): dict(entry) for entry in entries}
    for id_, patch in patches.items():
        place = f"{path}.{id_}"
        if (id_ in made) is (patch.verb is Verb.ADD):
            there = "is there already" if id_ in made else "is not there"
            faults.add(place, f"{shorten(id_)} {there}: nothing to {patch.verb.value}")
        elif patch.verb is Verb.REMOVE:
            del made[id_]
        else:
            start = made[id_] if patch.verb is Verb.CHANGE else {"id": id_}
            made[id_] = _patched_entry(start, patch, place, faults)
    first = [id_ for id_ in order if id_ in made]
    return [made[id_] for id_ in dict.fromkeys((*first, *made))]


def _patched_entry(
    start: Mapping[str, Any], patch: Patch, place: str, faults: Faults
) -> dict[str, Any]:
    entry = patched(start, patch.fields)
    if patch.levels or patch.order:
        entry["levels"] = patched_entries(
            entry.get("levels", ()), patch.levels, patch.order, f"{place}.levels", faults
        )
    return entry
