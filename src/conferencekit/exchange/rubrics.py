"""Rubric, overlay and migration files, and the rubrics that come with the library."""

from importlib.resources import files
from os import PathLike
from typing import Any, Final

from conferencekit._kinds import kinds_checked
from conferencekit.assessment import (
    Migration,
    Overlay,
    Rubric,
    migration_from_json,
    migration_to_json,
    overlay_from_json,
    overlay_to_json,
    rubric_from_json,
    rubric_to_json,
)
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.exchange._json import read_json, write_json
from conferencekit.wire import parse_json

__all__ = [
    "READY_RUBRICS",
    "read_migration",
    "read_overlay",
    "read_rubric",
    "ready_rubric",
    "rubric_schema",
    "write_migration",
    "write_overlay",
    "write_rubric",
]

READY_RUBRICS: Final = (
    "early-literacy",
    "early-numeracy",
    "project",
    "social-emotional",
    "well-being",
)
"""The ids of the rubrics that come with the library."""


@kinds_checked
def ready_rubric(id_: str) -> Rubric:
    """A rubric that comes with the library, to be used as it is or to derive one's own from.

    Args:
        id_: One of :data:`READY_RUBRICS`.

    Raises:
        InvalidInputError: There is none of that id.

    Example:
        >>> ready_rubric("well-being")
        <Rubric well-being@1: 6 criteria>
    """
    if id_ not in READY_RUBRICS:
        raise InvalidInputError.single(
            "", f"unknown rubric {shorten(id_)}", f"one of {', '.join(READY_RUBRICS)}"
        )
    return rubric_from_json(_shipped(f"{id_}.json"), source=id_)


def rubric_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of rubric files.

    It says what form a file has. Whether ids are known, levels in order and weights add up is
    more than a schema can say; reading a file says that.
    """
    schema: dict[str, Any] = _shipped("rubric.schema.json")
    return schema


def _shipped(name: str) -> Any:  # noqa: ANN401
    text = (files("conferencekit.exchange") / "ready_rubrics" / name).read_text(encoding="utf-8")
    return parse_json(text, source=name)


@kinds_checked
def read_rubric(path: str | PathLike[str]) -> Rubric:
    """Read a rubric file.

    Raises:
        InvalidInputError: It is none; with every fault and its path.
    """
    return rubric_from_json(read_json(path), source=str(path))


@kinds_checked
def write_rubric(path: str | PathLike[str], rubric: Rubric) -> None:
    """Write a rubric file, all of it or nothing.

    Raises:
        InvalidInputError: The file cannot be written.
    """
    write_json(path, rubric_to_json(rubric))


@kinds_checked
def read_overlay(path: str | PathLike[str]) -> Overlay:
    """Read an overlay file.

    Raises:
        InvalidInputError: It is none; with every fault and its path.
    """
    return overlay_from_json(read_json(path), source=str(path))


@kinds_checked
def write_overlay(path: str | PathLike[str], overlay: Overlay) -> None:
    """Write an overlay file, all of it or nothing.

    Raises:
        InvalidInputError: The file cannot be written.
    """
    write_json(path, overlay_to_json(overlay))


@kinds_checked
def read_migration(path: str | PathLike[str]) -> Migration:
    """Read a migration file.

    Raises:
        InvalidInputError: It is none; with every fault and its path.
    """
    return migration_from_json(read_json(path), source=str(path))


@kinds_checked
def write_migration(path: str | PathLike[str], migration: Migration) -> None:
    """Write a migration file, all of it or nothing.

    Raises:
        InvalidInputError: The file cannot be written.
    """
    write_json(path, migration_to_json(migration))
