"""Reading and writing whole files: all of a file or nothing of it."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError

__all__ = ["check_writable", "read_bytes", "write_text"]

_MEGABYTE = 1_000_000


def read_bytes(path: str | PathLike[str], *, megabytes: int = 64) -> bytes:
    """The bytes of a file.

    Raises:
        InvalidInputError: It cannot be read, or is larger than that.
    """
    with _telling(path), Path(path).open("rb") as file:
        data = file.read(megabytes * _MEGABYTE + 1)
    if len(data) > megabytes * _MEGABYTE:
        raise InvalidInputError.single("", f"is larger than {megabytes} MB", source=str(path))
    return data


def write_text(path: str | PathLike[str], text: str) -> None:
    """Write a file in UTF-8, so that at any instant it is what it was before, or all of the new.

    The text goes to a file beside it first, which is then renamed. A link is followed. A new file
    is readable as the process's umask says, an old one keeps its permissions. What is no file,
    such as a pipe or a device, is written to as it stands.

    Raises:
        InvalidInputError: It cannot be written; whatever was there is still there.
    """
    with _telling(path):
        data = text.encode("utf-8")
        target = _target(path)
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)


@kinds_checked
def check_writable(path: str | PathLike[str]) -> None:
    """Say now, rather than after long work, that :func:`write_text` would fail.

    Raises:
        InvalidInputError: It is a folder, or no file can be made where it is to be.
    """
    with _telling(path):
        target = _target(path)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.is_file() or not target.exists():
            with tempfile.TemporaryFile(dir=target.parent):
                pass


@contextmanager
def _telling(path: str | PathLike[str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InvalidInputError.single("", _reason(error), source=str(path)) from error
    except (RuntimeError, ValueError) as error:  # links in a circle; a NUL or half a character
        raise InvalidInputError.single("", f"cannot be used: {error}", source=str(path)) from error


def _target(path: str | PathLike[str]) -> Path:
    target = Path(path).resolve()
    if target.is_symlink():  # since Python 3.13 links in a circle are resolved to one of them
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


def _replace(target: Path, data: bytes) -> None:
    handle, draft = tempfile.mkstemp(prefix=f".{target.name}."[:100], dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(_permissions(target))
        Path(draft).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(draft).unlink()
        raise


def _permissions(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _reason(error: OSError) -> str:
    return f"cannot be used: {(error.strerror or str(error)).lower()}"
