"""JSON Schemas of what converters read: derived from the same classes, so never out of step."""

import types
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from inspect import getdoc
from typing import Any, Final, Union, get_args, get_origin

import attrs

from conferencekit.time import Instant, Zone

__all__ = ["SchemaUnion", "schema_of"]

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_NONE: Final = type(None)
_SCALARS: Final[Mapping[Any, Mapping[str, Any]]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Instant: {
        "type": "string",
        "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$",
    },
    Zone: {"type": "string"},
    Any: {},
}


@attrs.frozen
class SchemaUnion:
    """A union of classes, as it was given to ``register_union``.

    Attributes:
        arms: The classes by the name each has in the data.
        key: Under which the name stands.
        base: What the fields are declared as; None where they are declared as the union.
    """

    arms: Mapping[str, type]
    key: str = "kind"
    base: object = None

    def declares(self, kind: object) -> bool:
        """Whether a field declared so holds one of the classes."""
        if self.base is not None:
            return kind is self.base
        return _is_union(kind) and set(get_args(kind)) - {_NONE} == set(self.arms.values())


def schema_of(
    kind: type,
    schema: str,
    *,
    unions: Iterable[SchemaUnion] = (),
    forms: Mapping[type, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The JSON Schema (2020-12) of documents whose body is an attrs class.

    It says what form a document has. Whether ids are known, numbers in their range and changes in
    order is more than a schema can say; reading the document says that.

    Args:
        kind: The class.
        schema: What the documents' ``schema`` key says, such as ``conferencekit.goal/1``.
        unions: The unions of classes in it.
        forms: Schemas of the classes that are read and written by functions.

    Raises:
        TypeError: There is no schema of a class in it, or two have one name.
    """
    writer = _Writer(tuple(unions), {**_SCALARS, **(forms or {})})
    body = writer.object_of(kind)
    name, _, version = schema.rpartition("/")
    return {
        "$schema": _DRAFT,
        "$id": f"urn:{name.replace('.', ':')}:{version}",
        "title": schema,
        **body,
        "required": ["schema", *body["required"]],
        "properties": {"schema": {"const": schema}, **body["properties"]},
        "$defs": {name: writer.defs[name] for name in sorted(writer.defs)},
    }


@attrs.define
class _Writer:
    """Writes the schema of a class, and gathers those of the classes in it."""

    unions: tuple[SchemaUnion, ...]
    forms: Mapping[Any, Mapping[str, Any]]
    defs: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    named: dict[str, type] = attrs.field(factory=dict)

    def of(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401
        """The schema of what a field may hold."""
        if kind in self.forms:
            return dict(self.forms[kind])
        for union in self.unions:
            if union.declares(kind):
                return self._one_of(union, optional=_NONE in get_args(kind))
        if _is_union(kind):
            return self._optional(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"enum": [member.value for member in kind]}
        if isinstance(kind, type) and attrs.has(kind):
            return self._reference(kind)
        return self._container(kind, get_origin(kind), get_args(kind))

    def object_of(self, made: type, arm: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An object with the fields of a class; only those with a default may be left out."""
        more = arm or {}
        attrs.resolve_types(made)
        fields = {field.alias: field for field in attrs.fields(made) if field.init}
        return {
            "type": "object",
            "description": (getdoc(made) or "").partition("\n")[0],
            "additionalProperties": False,
            "required": [*more, *(n for n, one in fields.items() if one.default is attrs.NOTHING)],
            "properties": {**more, **{name: self.of(one.type) for name, one in fields.items()}},
        }

    def _optional(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401
        inner, *others = set(get_args(kind)) - {_NONE}
        if others:
            raise TypeError(f"there is no schema of {kind!r}: give its union in `unions`")
        if inner is int:  # given or left out, as the converter has it
            return self.of(inner)
        return {"anyOf": [{"type": "null"}, self.of(inner)]}

    def _container(self, kind: Any, origin: Any, arms: tuple[Any, ...]) -> dict[str, Any]:  # noqa: ANN401
        if origin is tuple and arms[-1:] != (...,):
            items = [self.of(arm) for arm in arms]
            return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
        if origin in (tuple, frozenset):
            return {"type": "array", "items": self.of(arms[0])}
        if origin in (dict, Mapping):
            names = {} if arms[0] is str else {"propertyNames": self.of(arms[0])}
            return {"type": "object", **names, "additionalProperties": self.of(arms[1])}
        raise TypeError(f"there is no schema of {kind!r}")

    def _reference(self, made: type, arm: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Where the schema of a class is; one as the arm of a union has a schema of its own."""
        if self.named.setdefault(made.__name__, made) is not made:
            raise TypeError(f"there are two classes of the name {made.__name__}")
        told = [f"{key}-{one['const']}" for key, one in (arm or {}).items()]
        name = "-".join((made.__name__, *told))
        if name not in self.defs:
            self.defs[name] = {}  # so that classes can refer to themselves
            self.defs[name].update(self.object_of(made, arm))
        return {"$ref": f"#/$defs/{name}"}

    def _one_of(self, union: SchemaUnion, *, optional: bool) -> dict[str, Any]:
        arms = [
            self._reference(kind, {union.key: {"const": name}})
            for name, kind in union.arms.items()
        ]
        return {"oneOf": [*([{"type": "null"}] if optional else []), *arms]}


def _is_union(kind: object) -> bool:
    return get_origin(kind) in (Union, types.UnionType)
