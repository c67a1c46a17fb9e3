"""Whole files of JSON."""

from collections.abc import Mapping
from os import PathLike
from typing import Any

from conferencekit.exchange._atomic import read_bytes, write_text
from conferencekit.wire import dump_json, parse_json

__all__ = ["read_json", "write_json"]


def read_json(path: str | PathLike[str]) -> Any:  # noqa: ANN401
    """What a file of JSON says.

    Raises:
        InvalidInputError: It cannot be read, or is no JSON.
    """
    return parse_json(read_bytes(path), source=str(path))


def write_json(path: str | PathLike[str], data: Mapping[str, Any]) -> None:
    """Write a file of JSON for people to read too, all of it or nothing.

    Raises:
        InvalidInputError: The file cannot be written.
    """
    write_text(path, dump_json(data, pretty=True) + "\n")
