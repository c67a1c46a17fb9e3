"""``python -m conferencekit`` and the command ``conferencekit``."""

import sys

from conferencekit.errors import MissingExtraError

__all__ = ["main"]


def main() -> int:
    """Run the command line; the exit code: 0 good, 1 a plan is not valid, 2 unusable input."""
    try:
        from conferencekit.cli.app import run  # noqa: PLC0415  the extra may be missing
    except ModuleNotFoundError as error:
        if error.name not in ("typer", "rich"):
            raise
        print(MissingExtraError("cli", "the command line"), file=sys.stderr)  # noqa: T201
        return 2
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
