"""Engines by name, ours and those of other packages."""

from importlib.metadata import EntryPoint, entry_points
from typing import Final, cast

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.scheduling import Engine

__all__ = ["GROUP", "engine", "engine_names"]

GROUP: Final = "conferencekit.engines"
"""The group of entry points in which a package lists its engines."""


def engine_names() -> tuple[str, ...]:
    """The names of all engines that are installed, in alphabetical order. Imports none of them."""
    return tuple(sorted({point.name for point in _points()}))


@kinds_checked
def engine(name: str) -> Engine:
    """The engine of a name.

    Args:
        name: ``search`` for :func:`~conferencekit.scheduling.solver.solve`, ``cpsat`` for
            :func:`~conferencekit.engines.exact.cpsat`, or what an installed package lists in the
            group of entry points :data:`GROUP`.

    Raises:
        InvalidInputError: There is none of that name, several packages list one, or what is
            listed cannot be imported or called.

    Example:
        >>> engine("search").__name__
        'solve'
    """
    found = {point.value: point for point in _points() if point.name == name}
    if not found:
        known = ", ".join(engine_names())
        raise InvalidInputError.single("engine", f"unknown {shorten(name)}", f"there are {known}")
    if len(found) > 1:
        raise InvalidInputError.single(
            "engine",
            f"{shorten(name)} is listed more than once: {', '.join(sorted(found))}",
            "uninstall all but one of these packages, or import the engine from where it is",
        )
    (point,) = found.values()
    try:
        loaded: object = point.load()
    except (ImportError, AttributeError) as error:
        raise InvalidInputError.single(
            "engine", f"{shorten(name)}: {point.value} cannot be imported", str(error)
        ) from error
    if not callable(loaded):
        raise InvalidInputError.single("engine", f"{shorten(name)}: {point.value} is no function")
    return cast("Engine", loaded)


def _points() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))
