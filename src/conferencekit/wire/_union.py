"""Fields that hold one of several classes: which one is told by a key of the object."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from cattrs import Converter

from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.wire._convert import Broken, wrong

__all__ = ["register_union"]


def register_union(
    converter: Converter,
    arms: Mapping[str, type],
    *,
    key: str = "kind",
    base: object = None,
) -> None:
    """Read and write a union of classes as objects that say which class they are of.

    Args:
        converter: From :func:`make_converter`.
        arms: The classes of the union by the name each has in the data. The union may hold None
            besides.
        key: Under which the name stands; no class may have a field of that name.
        base: What the fields are declared as, such as a protocol; None where they are declared
            as the union of the classes.
    """
    names = {kind: name for name, kind in arms.items()}

    def is_it(kind: Any) -> bool:  # noqa: ANN401
        if base is not None:
            return kind is base
        told = set(get_args(kind)) - {NoneType}
        return get_origin(kind) in (Union, UnionType) and told == set(arms.values())

    def structure(value: Any, kind: Any) -> Any:  # noqa: ANN401
        if value is None and NoneType in get_args(kind):
            return None
        if not isinstance(value, dict):
            raise wrong(value, "an object")
        name = value.get(key)
        if not isinstance(name, str) or name not in arms:
            found = "missing" if key not in value else f"{shorten(name)} is not one of them"
            raise Broken([Fault(key, found, f"one of {', '.join(arms)}")])
        rest = {other: item for other, item in value.items() if other != key}
        return converter.get_structure_hook(arms[name])(rest, arms[name])

    def unstructure(made: Any) -> Any:  # noqa: ANN401
        if made is None:
            return None
        if type(made) not in names:
            text = f"{type(made).__name__} is none of {', '.join(arms)}"
            raise InvalidInputError.single("", text)
        return {key: names[type(made)], **converter.unstructure(made, unstructure_as=type(made))}

    converter.register_structure_hook_func(is_it, structure)
    converter.register_unstructure_hook_func(is_it, unstructure)
