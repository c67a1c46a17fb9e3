"""What can go wrong, as one family of exceptions.

::

    ConferenceKitError
    ├── InvalidInputError      an input is unusable; carries every fault with its place
    ├── MissingExtraError      an optional dependency is not installed; names the extra
    ├── BrokenContractError    what was plugged in does not keep its promises; lists all failures
    ├── WorkerLostError        a worker of a search was lost, and nobody asked to be told
    └── StorageError           a store could not do what was asked
        ├── StoreBusyError     others held the store for too long; repeating is safe
        ├── OutcomeUnknownError the connection was lost while it committed: done, or not
        ├── NewerSchemaError   the store was written by a newer release
        ├── StoreCorruptError  what is stored cannot be read
        └── UndeclaredKeyError a decision writes a document it did not declare

A refusal that belongs to the domain (a slot that has gone, a plan that breaks a rule) is a
result, never an exception.
"""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final, Self, TypeVar

import attrs

__all__ = [
    "BrokenContractError",
    "ConferenceKitError",
    "Fault",
    "Faults",
    "InvalidInputError",
    "MissingExtraError",
    "NewerSchemaError",
    "OutcomeUnknownError",
    "StorageError",
    "StoreBusyError",
    "StoreCorruptError",
    "UndeclaredKeyError",
    "WorkerLostError",
]

_SHOWN: Final = 50
"""How many faults the text of an error lists; ``faults`` has them all."""

_T = TypeVar("_T")


@attrs.frozen(order=True)
class Fault:
    """One thing that is wrong with an input.

    Attributes:
        path: Where it is, as a path into the input (``meetings[3].required[1]``) or a place in a
            file (``users.csv, line 7, role``). Empty where it concerns the input as a whole.
        message: What is wrong there.
        hint: What would be right; empty where the message says it already.
    """

    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Path, message and hint on one line."""
        place = f"{self.path}: " if self.path else ""
        remedy = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{remedy}"

    def inside(self, place: str) -> "Fault":
        """This fault, seen from one level further out.

        Args:
            place: The path of the thing in which this fault's own path starts.
        """
        if not self.path:
            return attrs.evolve(self, path=place)
        joint = "" if not place or self.path.startswith("[") else "."
        return attrs.evolve(self, path=f"{place}{joint}{self.path}")


def shorten(value: object, most: int = 60) -> str:
    """A value as it is shown in a message: its repr, cut where it is long."""
    shown = repr(value)
    return shown if len(shown) <= most else f"{shown[:most]}..."


class ConferenceKitError(Exception):
    """The root of every exception that conferencekit raises on purpose."""


class InvalidInputError(ConferenceKitError):
    """An input cannot be used. All its faults are reported together.

    Args:
        faults: What is wrong; at least one.
        source: What was being read, such as a file's name; empty where there is no telling.

    Attributes:
        faults: Every fault, in the order they were found.
        source: As given.
    """

    def __init__(self, faults: Iterable[Fault], *, source: str = "") -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.source = source
        super().__init__(self.faults, source)

    def __str__(self) -> str:
        """The source, then one fault a line."""
        head = f"{self.source}: " if self.source else ""
        if len(self.faults) == 1:
            return f"{head}{self.faults[0]}"
        lines = [f"{head}{len(self.faults)} faults"]
        lines += [f"  {fault}" for fault in self.faults[:_SHOWN]]
        if len(self.faults) > _SHOWN:
            lines.append(f"  ... and {len(self.faults) - _SHOWN} more")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[tuple[Fault, ...], str]]:
        """Pickle by faults and source."""
        return _rebuild, (self.faults, self.source)  # type: ignore[return-value]

    @classmethod
    def single(
        cls, path: str, message: str, hint: str = "", *, source: str = ""
    ) -> "InvalidInputError":
        """An error of one fault."""
        return cls([Fault(path, message, hint)], source=source)


def _rebuild(faults: tuple[Fault, ...], source: str) -> InvalidInputError:
    return InvalidInputError(faults, source=source)


class Faults:
    """Collects the faults of one input, so that they are reported together.

    As a context manager it raises :class:`InvalidInputError` at the end of the block where
    faults were found; an exception from inside the block goes its own way.

    Args:
        source: What is being read; passed on to the error.

    Example:
        >>> with Faults() as faults:
        ...     faults.add("minutes", "-5 is not above zero", "give a multiple of the tick")
        Traceback (most recent call last):
            ...
        conferencekit.errors.InvalidInputError: minutes: -5 is not above zero (give a multiple of the tick)
    """  # noqa: E501

    def __init__(self, *, source: str = "") -> None:
        self._found: list[Fault] = []
        self._source = source

    def __enter__(self) -> Self:
        """Start collecting."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Raise what was collected, unless an exception is under way already."""
        if kind is None:
            self.raise_if_any()

    def __len__(self) -> int:
        """How many faults were found so far."""
        return len(self._found)

    @property
    def found(self) -> tuple[Fault, ...]:
        """The faults found so far."""
        return tuple(self._found)

    def add(self, path: str, message: str, hint: str = "") -> None:
        """Note one fault."""
        self._found.append(Fault(path, message, hint))

    def extend(self, faults: Iterable[Fault], *, inside: str = "") -> None:
        """Note several faults, their paths taken to start at ``inside``."""
        self._found += [fault.inside(inside) if inside else fault for fault in faults]

    def attempt(self, make: Callable[[], _T], *, inside: str = "") -> _T | None:
        """The value that ``make`` returns, or None, its faults noted, where it has some."""
        try:
            return make()
        except InvalidInputError as error:
            self.extend(error.faults, inside=inside)
            return None

    def raise_if_any(self) -> None:
        """Raise the faults found so far.

        Raises:
            InvalidInputError: There is at least one.
        """
        if self._found:
            raise InvalidInputError(self._found, source=self._source)


class MissingExtraError(ConferenceKitError):
    """Something needs an optional dependency that is not installed.

    Args:
        extra: The extra that brings it.
        needs: What was asked for, such as "the command line".
    """

    def __init__(self, extra: str, needs: str) -> None:
        super().__init__(extra, needs)
        self.extra = extra
        self.needs = needs

    def __str__(self) -> str:
        """What needs which extra, and how to get it."""
        return (
            f"{self.needs} needs the extra {self.extra!r}: "
            f"pip install 'conferencekit[{self.extra}]'"
        )


class BrokenContractError(ConferenceKitError, AssertionError):
    """Something that was plugged in does not keep its promises.

    Args:
        subject: What it is.
        failures: What it did, one text for each.
    """

    def __init__(self, subject: str, failures: tuple[str, ...]) -> None:
        super().__init__(subject, failures)
        self.subject = subject
        self.failures = failures

    def __str__(self) -> str:
        """One failure a line."""
        lines = [f"{self.subject} does not keep its promises"]
        return "\n".join([*lines, *(f"  {failure}" for failure in self.failures)])


class WorkerLostError(ConferenceKitError):
    """A worker of a search over several workers was lost; its cause is what befell it."""


class StorageError(ConferenceKitError):
    """A store could not do what was asked; nothing was half-done."""


class StoreBusyError(StorageError):
    """Others held the store for longer than one waits. Nothing was changed; repeating is safe."""


class OutcomeUnknownError(StorageError):
    """The connection was lost while it committed: all of it was done, or nothing.

    Repeating an operation that carries a request id (see
    :func:`~conferencekit.storage.requests.once`) is safe and tells which.
    """


class NewerSchemaError(StorageError):
    """The store was written by a newer release; it is neither read wrongly nor overwritten."""


class StoreCorruptError(StorageError):
    """What is stored cannot be read; the message says which document and why."""


class UndeclaredKeyError(StorageError):
    """A decision writes a document it did not declare: a fault of the code that decides."""
