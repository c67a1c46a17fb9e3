"""Reading and writing whole files: all of a file or nothing of it."""

import os
import tempfile
from contextlib import suppress
from os import PathLike
from pathlib import Path

from conferencekit.errors import InvalidInputError

__all__ = ["read_bytes", "write_text"]

_MEGABYTE = 1_000_000


def read_bytes(path: str | PathLike[str], *, megabytes: int = 64) -> bytes:
    """The bytes of a file.

    Raises:
        InvalidInputError: It cannot be read, or is larger than that.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(megabytes * _MEGABYTE + 1)
    except OSError as error:
        raise InvalidInputError.single("", _reason(error), source=str(path)) from error
    except ValueError as error:  # the path holds a NUL
        raise InvalidInputError.single("", f"is no path: {error}", source=repr(path)) from error
    if len(data) > megabytes * _MEGABYTE:
        raise InvalidInputError.single("", f"is larger than {megabytes} MB", source=str(path))
    return data


def write_text(path: str | PathLike[str], text: str) -> None:
    """Write a file in UTF-8, so that at any instant it is what it was before, or all of the new.

    The text goes to a file beside it first, which is then renamed. A link is followed. A new file
    is readable as the process's umask says, an old one keeps its permissions.

    Raises:
        InvalidInputError: It cannot be written; whatever was there is still there.
    """
    target = Path(path).resolve()
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).chmod(_permissions(target))
            Path(draft).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise
    except OSError as error:
        raise InvalidInputError.single("", _reason(error), source=str(path)) from error


def _permissions(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _reason(error: OSError) -> str:
    return f"cannot be used: {(error.strerror or str(error)).lower()}"
