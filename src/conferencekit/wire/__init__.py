"""Strict reading and writing of JSON-shaped data.

What comes in from outside is read by its exact type (no ``1`` for ``"1"``), and every fault is
reported with its path, not the first alone. cattrs does the work of types; the hooks here add
the strictness and the paths. Nothing here opens a file.
"""

from conferencekit.wire._convert import (
    make_converter,
    register_as_list,
    register_parsed,
    structure,
)
from conferencekit.wire._document import body_of, zone_of
from conferencekit.wire._form import register_as
from conferencekit.wire._holes import is_hole
from conferencekit.wire._json import JsonValue, Limits, dump_json, parse_json
from conferencekit.wire._schema import SchemaUnion, schema_of
from conferencekit.wire._union import register_union

__all__ = [
    "JsonValue",
    "Limits",
    "SchemaUnion",
    "body_of",
    "dump_json",
    "is_hole",
    "make_converter",
    "parse_json",
    "register_as",
    "register_as_list",
    "register_parsed",
    "register_union",
    "schema_of",
    "structure",
    "zone_of",
]
