"""What is said to PostgreSQL, and what is made of its answers; without input or output.

Each function here is a generator: it yields batches of statements and is sent their rows. The
sync and the async store carry the same conversations, each in its own way.

How the promises are kept, at isolation level READ COMMITTED:

- A transaction locks the rows of its keys before it decides, in the order of the keys, so that
  no two wait for each other: ``FOR UPDATE`` what it may write, ``FOR SHARE`` what it only reads.
- What does not exist is locked too: a placeholder row is made for it first, and rows of deleted
  documents stay. So no phantom appears, and no version is used again.
- Each statement sees what was committed when the lock was granted, not when it was asked for.

How events come without gaps, though transactions end in another order than they took numbers:
a writer takes a shared advisory lock that shows the last number before its own, then takes its
numbers, both after its row locks. A reader looks at the last number, then at these locks, and
stays below them all.
"""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from conferencekit.errors import (
    InvalidInputError,
    NewerSchemaError,
    StorageError,
    StoreCorruptError,
)
from conferencekit.storage._asking import (
    Deciding,
    beyond,
    check_after,
    check_keys,
    check_limit,
    check_prefix,
)
from conferencekit.storage._encode import Encoded, decode, encode
from conferencekit.storage.model import (
    Body,
    Decision,
    Document,
    Event,
    EventPage,
    Key,
    Page,
    StoredEvent,
)

__all__ = [
    "JOINED",
    "OWN",
    "Batch",
    "Bracket",
    "Row",
    "Talk",
    "preparing",
    "reading",
    "scanning",
    "schema_sql",
    "telling",
    "transacting",
]

R = TypeVar("R")

Row: TypeAlias = tuple[Any, ...]
Statement: TypeAlias = tuple[str, Sequence[object]]


@attrs.frozen
class Batch:
    """Statements to be sent together.

    Attributes:
        statements: Each with its parameters.
        commits: Whether they end a transaction: should the connection be lost meanwhile, nobody
            knows whether it was done.
    """

    statements: tuple[Statement, ...]
    commits: bool = False


Talk: TypeAlias = Generator[Batch, list[list[Row]], R]


@attrs.frozen
class Bracket:
    """What stands around a transaction."""

    begin: tuple[Statement, ...]
    end: tuple[Statement, ...]


OWN: Final = Bracket((("BEGIN ISOLATION LEVEL READ COMMITTED", ()),), (("COMMIT", ()),))
JOINED: Final = Bracket((), ())
"""Whoever joins a host's transaction has the savepoint set around the conversation."""

LAYOUT: Final = 1
_TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS conferencekit_documents (
    key text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,  -- 0: never written, the row is there to be locked
    kind text,
    schema integer,
    body json  -- NULL where there is no document
)""",
    "CREATE SEQUENCE IF NOT EXISTS conferencekit_event_number",
    """CREATE TABLE IF NOT EXISTS conferencekit_events (
    number bigint PRIMARY KEY DEFAULT nextval('conferencekit_event_number'),
    kind text NOT NULL,
    data json NOT NULL
)""",
    "CREATE TABLE IF NOT EXISTS conferencekit_layout (layout integer NOT NULL)",
    """INSERT INTO conferencekit_layout
SELECT 1 WHERE NOT EXISTS (SELECT FROM conferencekit_layout)""",
)
_LAYOUT_TABLE: Final = "SELECT to_regclass('conferencekit_layout')::text"
_COLUMNS: Final = "SELECT key, version, kind, schema, body::text FROM conferencekit_documents"
_READ: Final = f"{_COLUMNS} WHERE key = ANY(%s::text[])"
_LOCKED: Final = {
    exclusive: f"SELECT * FROM ({_READ} ORDER BY key FOR {strength}) AS run"  # noqa: S608
    for exclusive, strength in ((True, "UPDATE"), (False, "SHARE"))
}
"""Subqueries of ``UNION ALL`` are carried out one after the other, so their locks are too."""
_SCAN: Final = f"""{_COLUMNS}
WHERE key >= %s AND key > %s AND key < %s AND body IS NOT NULL ORDER BY key LIMIT %s"""
_PLACEHOLDERS: Final = """INSERT INTO conferencekit_documents (key, version)
SELECT key, 0 FROM unnest(%s::text[]) AS missing (key) ORDER BY key
ON CONFLICT (key) DO NOTHING"""
_PUT: Final = """UPDATE conferencekit_documents AS old
SET version = old.version + 1, kind = new.kind, schema = new.schema, body = new.body::json
FROM unnest(%s::text[], %s::text[], %s::integer[], %s::text[]) AS new (key, kind, schema, body)
WHERE old.key = new.key"""
_DELETE: Final = """UPDATE conferencekit_documents SET kind = NULL, schema = NULL, body = NULL
WHERE key = ANY(%s::text[])"""

_MARK: Final = 0x7FFFFFFF
"""Marks are made of the lower 31 bits of numbers: locks have no room for more."""
_TELL: Final = """WITH mark AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared(
        ('conferencekit_events'::regclass::oid::bigint & 2147483647)::integer,
        ((CASE WHEN is_called THEN last_value ELSE 0 END) & 2147483647)::integer
    ) FROM conferencekit_event_number
), told AS (
    SELECT new.kind, new.data
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS new (kind, data, place), mark
    ORDER BY new.place
)
INSERT INTO conferencekit_events (number, kind, data)
SELECT nextval('conferencekit_event_number'), kind, data::json FROM told"""
"""No row is made, and so no number taken, before the mark is there."""
_LAST_NUMBER: Final = (
    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM conferencekit_event_number"
)
_ANNOUNCED: Final = """SELECT objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 2
AND classid::bigint = 'conferencekit_events'::regclass::oid::bigint & 2147483647
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND pid IS DISTINCT FROM pg_backend_pid()"""
_EVENTS: Final = """SELECT number, kind, data::text FROM conferencekit_events
WHERE number > %s AND number <= %s ORDER BY number LIMIT %s"""


def schema_sql() -> str:
    """The statements that make the tables; repeating them is harmless.

    For hosts that make their tables by their own migrations, such as Alembic's or Django's. Else
    a store makes them when it is opened. The tables are made in the first schema of the search
    path.
    """
    return ";\n".join(_TABLES) + ";\n"


def preparing(*, durable: bool) -> Talk[None]:
    """Make the tables where there are none, and refuse what promises could not be kept on."""
    asked = ("SHOW synchronous_commit", "SHOW fsync", _LAYOUT_TABLE)
    [[(commit,)], [(fsync,)], [(table,)]] = yield _batch(*asked)
    if durable and "off" in (commit, fsync):
        off = "synchronous_commit" if commit == "off" else "fsync"
        raise StorageError(
            f"the server has {off} off and loses acknowledged writes at a loss of power: set it "
            "on, or say durable=False"
        )
    if table is None:
        one_at_a_time = (f"SELECT pg_advisory_xact_lock({_MARK})", ())
        tables = _batch(*_TABLES).statements
        yield Batch((*OWN.begin, one_at_a_time, *tables, *OWN.end))
    [[(layout,)]] = yield _batch("SELECT layout FROM conferencekit_layout")
    if layout > LAYOUT:
        raise NewerSchemaError(
            f"the tables have layout {layout}; this release knows {LAYOUT} and older ones"
        )


def reading(keys: Collection[Key]) -> Talk[Mapping[Key, Document]]:
    """See :meth:`conferencekit.storage.protocols.Store.read`."""
    check_keys(keys)
    [rows] = yield Batch(((_READ, (list(keys),)),))
    return _documents(rows)


def scanning(prefix: Key, after: Key | None, limit: int) -> Talk[Page]:
    """See :meth:`conferencekit.storage.protocols.Store.scan`."""
    check_prefix(prefix)
    limit = check_limit(limit)
    bounds = (prefix, after or "", beyond(prefix), limit + 1)
    [rows] = yield Batch(((_SCAN, bounds),))
    found = tuple(_document(row) for row in rows[:limit])
    return Page(found, found[-1].key if len(rows) > limit else None)


def telling(after: int, limit: int) -> Talk[EventPage]:
    """See :meth:`conferencekit.storage.protocols.Store.events`."""
    after, limit = check_after(after), check_limit(limit)
    [[(isolation,)], [(first,)], marks, [(last,)]] = yield _batch(
        "SHOW transaction_isolation", _LAST_NUMBER, _ANNOUNCED, _LAST_NUMBER
    )
    if isolation != "read committed":
        raise StorageError(
            f"events cannot be read at isolation level {isolation}, which hides some of them: "
            "read them in a transaction that is READ COMMITTED"
        )
    under_way = [last - ((last - mark) & _MARK) for (mark,) in marks]
    [rows] = yield Batch(((_EVENTS, (after, min([first, *under_way]), limit)),))
    events = tuple(
        StoredEvent(number, Event(kind, decode(data, f"event {number}")))
        for number, kind, data in rows
    )
    return EventPage(events, events[-1].number if events else after)


def transacting(
    keys: Collection[Key],
    shared: Collection[Key],
    decide: Callable[[Mapping[Key, Document]], Decision[R]],
    deciding: Deciding,
    bracket: Bracket,
) -> Talk[R]:
    """See :meth:`conferencekit.storage.protocols.Store.transact`.

    It decides on one snapshot first; only where there is something to write does it lock and
    look again. Where nothing was written meanwhile, a decision that is pure would be the same
    again; else it decides again.
    """
    for some in (keys, shared):
        check_keys(some)
    wanted = sorted({*keys, *shared})
    [rows] = yield Batch(((_READ, (wanted,)),))
    decision = _decided(decide, rows, deciding)
    if decision.changes_nothing:
        return decision.result
    encoded = encode(decision, keys)
    locks = [_lock(wanted, frozenset(keys))] if wanted else []
    answers = yield Batch((*bracket.begin, *_placeholders(wanted, rows), *locks))
    locked = answers[-1] if wanted else []
    if _versions(locked) != _versions(rows):
        decision = _decided(decide, locked, deciding)
        encoded = encode(decision, keys)
    yield Batch((*_writes(encoded), *bracket.end), commits=bool(bracket.end))
    return decision.result


def _versions(rows: list[Row]) -> dict[Key, int]:
    """The versions of the documents that exist; 0 was never written, no body is deleted."""
    return {row[0]: row[1] for row in rows if row[4] is not None}


def _decided(
    decide: Callable[[Mapping[Key, Document]], Decision[R]], rows: list[Row], deciding: Deciding
) -> Decision[R]:
    found = _documents(rows)
    with deciding.hold():
        return decide(found)


def _placeholders(wanted: list[Key], rows: list[Row]) -> list[Statement]:
    missing = sorted(set(wanted).difference(row[0] for row in rows))
    return [(_PLACEHOLDERS, (missing,))] if missing else []


def _lock(wanted: list[Key], written: frozenset[Key]) -> Statement:
    """A statement that locks all keys in their order, each run of one kind by one subquery."""
    runs: list[tuple[bool, list[Key]]] = []
    for key in wanted:
        exclusive = key in written
        if not runs or runs[-1][0] is not exclusive:
            runs.append((exclusive, []))
        runs[-1][1].append(key)
    text = " UNION ALL ".join(_LOCKED[exclusive] for exclusive, _ in runs)
    return text, tuple(run for _, run in runs)


def _writes(encoded: Encoded) -> list[Statement]:
    writes: list[Statement] = []
    if encoded.put:
        bodies = list(encoded.put.values())
        columns = [[body[column] for body in bodies] for column in range(3)]
        writes.append((_PUT, (list(encoded.put), *columns)))
    if encoded.delete:
        writes.append((_DELETE, (list(encoded.delete),)))
    if encoded.events:
        kinds, texts = zip(*encoded.events, strict=True)
        writes.append((_TELL, (list(kinds), list(texts))))
    return writes


def _batch(*statements: str) -> Batch:
    return Batch(tuple((text, ()) for text in statements))


def _documents(rows: list[Row]) -> dict[Key, Document]:
    return {row[0]: _document(row) for row in rows if row[4] is not None}


def _document(row: Row) -> Document:
    key, version, kind, schema, text = row
    try:
        return Document(key, version, Body(kind, schema, decode(text, key)))
    except InvalidInputError as error:
        raise StoreCorruptError(f"{key} cannot be read: {error}") from error
