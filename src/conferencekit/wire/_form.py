"""Classes that are read and written in the form of another class."""

from collections.abc import Callable
from typing import Any, TypeVar

from cattrs import Converter

from conferencekit.errors import Fault
from conferencekit.wire._convert import Broken
from conferencekit.wire._holes import MISSING
from conferencekit.wire._json import JsonValue

__all__ = ["register_as"]

_T = TypeVar("_T")
_F = TypeVar("_F")


def register_as(
    converter: Converter,
    kind: type[_T],
    form: type[_F],
    *,
    read: Callable[[_F], _T],
    write: Callable[[_T], JsonValue],
    otherwise: str | None = None,
) -> None:
    """Have the objects of a class read by way of an attrs class that has their form.

    Args:
        converter: From ``make_converter``.
        kind: The class.
        form: The attrs class whose fields are what is read.
        read: From an object of the form to one of the class.
        write: From an object of the class to what is written.
        otherwise: What is said of a value that is not of that form, where no message may show what
            was found; None where it may.
    """
    hook = converter.get_structure_hook(form)

    def structure_by_form(value: Any, _: Any) -> _T:  # noqa: ANN401
        try:
            return read(hook(value, form))
        except Broken as broken:
            partial: Any = broken.partial
            made = MISSING if partial is MISSING else read(partial)
            faults = broken.faults if otherwise is None else (Fault("", otherwise),)
            raise Broken(faults, made) from None

    converter.register_structure_hook(kind, structure_by_form)
    converter.register_unstructure_hook(kind, write)
