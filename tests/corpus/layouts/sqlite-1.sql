CREATE TABLE documents (
    key TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT,
    schema INTEGER,
    body TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;
INSERT INTO documents VALUES ('a', 3, 'thing', 1, '{"value":"ü"}'), ('gone', 2, 'thing', 1, NULL);
INSERT INTO events (kind, data) VALUES ('one', '{}'), ('two', '{"n":2}');
PRAGMA application_id = 1667983732;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
