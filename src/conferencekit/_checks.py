"""Checks that models all over the library share; each yields what it finds wrong."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from conferencekit.errors import Fault, shorten

__all__ = ["known", "known_one", "on_tick", "repeated_ids", "whole"]


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def whole(value: object, least: int, path: str) -> Iterator[Fault]:
    """A fault where a value is not a whole number of at least so much."""
    if type(value) is not int or value < least:
        yield Fault(path, f"{shorten(value)} is not a whole number of {least} or more")


def on_tick(value: object, tick: int, path: str, *, least: int = 1) -> Iterator[Fault]:
    """A fault where a value is not a whole number of minutes that a grid of ticks can hold."""
    if type(value) is not int or value < least:
        yield from whole(value, least, path)
    elif value % tick:
        yield Fault(path, f"{value} is not a multiple of the tick of {tick} minutes")


def repeated_ids(items: Iterable[_Identified], path: str) -> Iterator[Fault]:
    """A fault for each item whose id is empty or that of an earlier one."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        if not item.id:
            yield Fault(f"{path}[{index}].id", "is empty")
        elif item.id in seen:
            yield Fault(f"{path}[{index}].id", f"{shorten(item.id)} is used twice")
        seen.add(item.id)


def known(ids: Sequence[str], among: Collection[str], what: str, path: str) -> Iterator[Fault]:
    """A fault for each id of a list that is unknown, or named before."""
    seen: set[str] = set()
    for index, id_ in enumerate(ids):
        place = f"{path}[{index}]"
        yield from known_one(id_, among, what, place)
        if id_ in among and id_ in seen:
            yield Fault(place, f"{shorten(id_)} is named twice")
        seen.add(id_)


def known_one(id_: str | None, among: Collection[str], what: str, path: str) -> Iterator[Fault]:
    """A fault where an id is unknown; None is no id and no fault."""
    if id_ is not None and id_ not in among:
        yield Fault(path, f"unknown {what} {shorten(id_)}")
