"""One file, many processes and threads; and files that are something else."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from conferencekit.errors import ConferenceKitError
from conferencekit.storage import Body, Decision
from conferencekit.storage.memory import MemoryStore
from conferencekit.storage.sqlite import SqliteStore

WRITER = """
import sys
from conferencekit.storage import Body, Decision
from conferencekit.storage.sqlite import SqliteStore
with SqliteStore(sys.argv[1]) as store:
    body = Body("thing", 1, {})
    store.transact([sys.argv[2]], lambda _: Decision(None, put={sys.argv[2]: body}))
"""

FORKER = """
import os
from conferencekit.storage import Body, Decision
from conferencekit.storage.sqlite import SqliteStore
store = SqliteStore({path!r})
def put(name):
    store.transact([name], lambda _: Decision(None, put={{name: Body("thing", 1, {{}})}}))
put("before")
child = os.fork()
if not child:
    put("child")
    os._exit(0)
_, status = os.waitpid(child, 0)
assert status == 0, status
put("parent")
"""


def test_processes_open_a_new_file_at_once(tmp_path: Path) -> None:
    """One of them lays it out, and none of them fails."""
    path = tmp_path / "store.sqlite"
    names = ["a", "b", "c", "d"]
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name])  # noqa: S603
        for name in names
    ]
    assert [process.wait(timeout=60) for process in processes] == [0] * len(names)
    with SqliteStore(path) as store:
        assert sorted(store.read(names)) == names


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_a_fork_has_a_connection_of_its_own(tmp_path: Path) -> None:
    """What is inherited is not used; both go on reading and writing."""
    code = FORKER.format(path=str(tmp_path / "store.sqlite"))
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)  # noqa: S603
    assert done.returncode == 0
    with SqliteStore(tmp_path / "store.sqlite") as store:
        assert sorted(store.read(["before", "child", "parent"])) == ["before", "child", "parent"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files cannot be counted")
def test_threads_that_end_leave_no_file_open(tmp_path: Path) -> None:
    """Each thread has a connection of its own, which is closed with it."""
    with SqliteStore(tmp_path / "store.sqlite") as store:
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(100):
            thread = threading.Thread(target=store.read, args=(["a"],))
            thread.start()
            thread.join()
        assert len(list(Path("/proc/self/fd").iterdir())) < before + 20


@pytest.mark.parametrize("name", ["", ":memory:"])
def test_a_name_that_is_no_file(name: str) -> None:
    """Each thread would get a database of its own."""
    with pytest.raises(ConferenceKitError, match="MemoryStore"):
        SqliteStore(name).read(["a"])


def test_the_database_of_something_else(tmp_path: Path) -> None:
    """Is refused, and left as it was."""
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE pupils (name TEXT)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ConferenceKitError):
        SqliteStore(path).read(["a"])
    assert path.read_bytes() == before
    text = tmp_path / "text"
    text.write_text("no database at all " * 100)
    with pytest.raises(ConferenceKitError):
        SqliteStore(text).read(["a"])
    assert text.read_text() == "no database at all " * 100


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_what_cannot_be_asked(kind: str, tmp_path: Path) -> None:
    """Every store refuses it alike."""
    store = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "store.sqlite")
    for limit in (0, -1):
        with pytest.raises(ConferenceKitError, match="limit"):
            store.scan("", limit=limit)
    with pytest.raises(ConferenceKitError, match="keys"):
        store.read("text")
    with pytest.raises(ConferenceKitError, match="decision"):
        store.transact(["a"], lambda _: Decision(store.read(["a"])))
    store.transact(["a"], lambda _: Decision(None, put={"a": Body("thing", 1, {})}))
    assert list(store.read(["a"])) == ["a"]
