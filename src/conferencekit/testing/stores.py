"""The contract of stores: what :class:`~conferencekit.storage.protocols.Store` promises.

The cases are the same for :func:`check_store`, which needs no test runner, and for
:class:`StoreContract`, which pytest and unittest-like runners collect.
"""

import inspect
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final, TypeAlias

from conferencekit.testing import (
    _store_basics,
    _store_machine,
    _store_processes,
    _store_threads,
)
from conferencekit.testing._stand import (
    AsyncFactory,
    Factory,
    InLoop,
    Skipped,
    Stand,
    calling,
)
from conferencekit.testing.report import Failure, Report

__all__ = ["AsyncStoreContract", "StoreContract", "check_async_store", "check_store"]

Case: TypeAlias = Callable[[Stand], None]

LASTING: Final[tuple[Case, ...]] = _store_processes.CASES
CASES: Final[tuple[Case, ...]] = (
    *_store_basics.CASES,
    *_store_threads.CASES,
    *LASTING,
    *_store_machine.CASES,
)
_PATIENCE: Final = 300.0
"""After how many seconds a case is taken to hang."""


def check_store(
    factory: Factory,
    *,
    lasting: bool = True,
    seconds: float = 1.0,
    kills: int = 10,
    examples: int = 25,
) -> Report:
    """Hold a store to its promises.

    Examples, random walks beside the store in memory, races of threads and of processes, and
    processes killed in the middle of their work; what they saw and did is checked to be
    serialisable, exactly. It takes about a minute.

    Whatever the store raises is a failure, and so is a case that does not end, which is left
    running in a thread of its own.

    Args:
        factory: Opens the store kept at a place: an empty folder for each case, whose name is
            unique, so that a database may make a schema of that name. The same place again is
            the same store. A store that is a context manager is closed. To be sent to other
            processes it is a function at the top of a module.
        lasting: Whether the store outlives its process; else cases about that are skipped.
        seconds: How long each race of processes lasts.
        kills: How many processes are killed.
        examples: How many random walks are taken.

    Returns:
        All that was found; ``raise_for_failures`` makes a test of it.

    Example:
        >>> from conferencekit.storage.memory import MemoryStore
        >>> report = check_store(lambda place: MemoryStore(), lasting=False, examples=5)
        >>> report.failures
        ()
        >>> len(report.skipped)
        4
    """
    failures: list[Failure] = []
    skipped: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ckit-", ignore_cleanup_errors=True) as folder:
        for case in CASES:
            place = Path(folder) / case.__name__
            place.mkdir()
            stand = Stand(factory, place, seconds, kills, examples)
            try:
                _run(case, stand, lasting=lasting)
            except Skipped as reason:
                skipped.append(f"{_title(case)}: {reason}")
            except TimeoutError:
                text = f"did not end within {_PATIENCE} seconds"
                failures.append(Failure(_promise(case), _title(case), text))
            except BaseException as error:  # noqa: BLE001  whatever a plug-in raises is a finding
                text = f"{type(error).__name__}: {error}"
                failures.append(Failure(_promise(case), _title(case), text))
    name = getattr(factory, "__qualname__", type(factory).__name__)
    return Report(name, tuple(failures), len(CASES) - len(skipped), tuple(skipped))


def check_async_store(
    factory: AsyncFactory,
    *,
    lasting: bool = True,
    seconds: float = 1.0,
    kills: int = 10,
    examples: int = 25,
) -> Report:
    """Hold an async store to the same promises.

    Args:
        factory: As for :func:`check_store`, called in an event loop; a store that is an async
            context manager is closed.
        lasting: As there; so are the others.
        seconds: The same.
        kills: The same.
        examples: The same.
    """
    return check_store(
        InLoop(factory), lasting=lasting, seconds=seconds, kills=kills, examples=examples
    )


def _run(case: Case, stand: Stand, *, lasting: bool) -> None:
    """Run a case in a thread, so that one that hangs is told of."""
    if case in LASTING and not lasting:
        raise Skipped("the store does not outlive its process")
    future = calling(lambda: case(stand))
    error = future.exception(timeout=_PATIENCE)
    if error is not None:
        raise error


def _title(case: Case) -> str:
    return case.__name__.replace("_", " ")


def _promise(case: Case) -> str:
    return inspect.getdoc(case) or _title(case)


class StoreContract:
    """The contract as tests: inherit it, and say how the store is opened.

    ::

        class TestMyStore(StoreContract):
            factory = staticmethod(open_my_store)

    Attributes:
        factory: As for :func:`check_store`; so are the others.
        lasting: The same.
        seconds: The same.
        kills: The same.
        examples: The same.
    """

    factory: Factory
    lasting: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0
    kills: ClassVar[int] = 10
    examples: ClassVar[int] = 25

    def _stand(self, place: Path) -> Stand:
        return Stand(type(self).factory, place, self.seconds, self.kills, self.examples)


class AsyncStoreContract:
    """The same for async stores; ``factory`` is as for :func:`check_async_store`."""

    factory: AsyncFactory
    lasting: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0
    kills: ClassVar[int] = 10
    examples: ClassVar[int] = 25

    def _stand(self, place: Path) -> Stand:
        factory = InLoop(type(self).factory)
        return Stand(factory, place, self.seconds, self.kills, self.examples)


def _test(case: Case) -> Callable[[StoreContract, Path], None]:
    """A case as a method of a test class."""

    def test(self: StoreContract, tmp_path: Path) -> None:
        try:
            _run(case, self._stand(tmp_path), lasting=self.lasting)
        except Skipped as reason:
            raise unittest.SkipTest(str(reason)) from None

    test.__doc__ = case.__doc__
    return test


for _case in CASES:
    setattr(StoreContract, f"test_{_case.__name__}", _test(_case))
    setattr(AsyncStoreContract, f"test_{_case.__name__}", _test(_case))
