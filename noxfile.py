"""The tests on the other supported Pythons, and on the oldest dependencies the metadata allows."""

import sys

import nox

nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True

NO_MATPLOTLIB = ("3.15",)  # has no wheels there yet; tests of charts are skipped
THIS = f"{sys.version_info.major}.{sys.version_info.minor}"  # `make test` runs the tests on it
PYTHONS = [one for one in ("3.11", "3.12", "3.13", "3.14", "3.15") if one != THIS]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The fast tests on one more Python."""
    session.install("-q", "--upgrade", "pip>=25.1")
    extras = "cli,recurrence" if session.python in NO_MATPLOTLIB else "cli,recurrence,charts"
    package = ("-e", f".[{extras}]")
    session.install("-q", "--constraint", "constraints.txt", "--group", "test", *package)
    session.run("pytest", "-q", "-n", "auto", "--dist", "loadfile", *session.posargs)


@nox.session(python="3.11")
def floors(session: nox.Session) -> None:
    """The fast tests with the oldest core dependencies that the metadata allows."""
    session.install("-q", "--upgrade", "pip>=25.1")
    session.install("-q", "--constraint", "constraints.txt", "--group", "test")
    session.install(
        "-q", "attrs==24.2.0", "cattrs==25.3.0", "pendulum==3.1.0", "-e", ".[cli,recurrence]"
    )
    session.run("pytest", "-q", "-n", "auto", "--dist", "loadfile", *session.posargs)
