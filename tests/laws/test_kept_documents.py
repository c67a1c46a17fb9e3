"""Whatever is kept is read back as it was: through JSON, in every store, for every kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.storage import Store
from conferencekit.storage.memory import MemoryStore
from conferencekit.storage.sqlite import SqliteStore
from conferencekit.wire import dump_json, parse_json
from kinds import KEY, KINDS


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, ...]]:
    """One in memory, one in a file."""
    folder: Path = tmp_path_factory.mktemp("kept")
    with SqliteStore(folder / "store.sqlite") as in_a_file:
        yield MemoryStore(), in_a_file


@pytest.mark.parametrize("name", sorted(KINDS))
@given(data=st.data())
def test_what_is_written_reads_back(name: str, data: st.DataObject) -> None:
    """Through JSON text; and what was read is written the same."""
    kind, strategy = KINDS[name]
    value = data.draw(strategy)
    text = dump_json(kind.write(value))
    again = kind.read(parse_json(text), source=name)
    assert again == value
    assert dump_json(kind.write(again)) == text


@pytest.mark.parametrize("name", sorted(KINDS))
@given(data=st.data())
def test_what_is_kept_is_found_again(
    name: str, stores: tuple[Store, ...], data: st.DataObject
) -> None:
    """In memory and in SQLite, as one document, its kind and schema told."""
    kind, strategy = KINDS[name]
    value = data.draw(strategy)
    for store in stores:
        kind.keep(KEY + name, value).run(store)
        assert kind.kept(KEY + name).run(store) == value
    bodies = {repr(store.read([KEY + name])[KEY + name].body.data) for store in stores}
    assert len(bodies) == 1
