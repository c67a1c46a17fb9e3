"""What somebody is shown of a record: the fields that are for them, as JSON-shaped data."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.privacy.confidential import FIELD_AUDIENCE, Confidential
from conferencekit.privacy.model import Action, Audience, Label
from conferencekit.privacy.policy import Access
from conferencekit.privacy.protocols import Labelled
from conferencekit.time import Instant, Window, Windows, Zone
from conferencekit.wire import JsonValue, make_converter

__all__ = ["disclose"]

_NOTHING: Final = object()


@kinds_checked
def disclose(
    record: Labelled, access: Access, *, action: Action = Action.READ
) -> dict[str, JsonValue] | None:
    """What somebody may see of a record, for giving to them or to their screen.

    Fields that :func:`~conferencekit.privacy.confidential.only_for` marks for an audience the
    viewer is not of are left out, and named under ``withheld``. Records inside the record, each
    by its own label, are left out without a trace. The label is not shown: its readers and its
    household are nobody else's to know.

    Args:
        record: A frozen attrs object.
        access: Who wants to see it.
        action: What they want to do with it.

    Returns:
        ``kind``, ``id``, ``author`` and ``at`` of the label, what the record ``says`` by the
        names of its fields, and ``withheld``; None where they may not see the record at all.
    """
    label = record.label
    if not access.ask(action, label):
        return None
    disclosing = _Disclosing(access, action)
    says = disclosing.fields(record, label, "")
    return {
        "kind": label.kind,
        "id": label.id,
        "author": label.author,
        "at": label.at.isoformat(),
        "says": says,
        "withheld": disclosing.withheld,
    }


@attrs.define
class _Disclosing:
    """One record being disclosed; gathers what is withheld of it."""

    access: Access
    action: Action
    withheld: list[JsonValue] = attrs.field(factory=list)

    def fields(self, value: Any, label: Label, path: str) -> dict[str, JsonValue]:  # noqa: ANN401
        shown: dict[str, JsonValue] = {}
        for field in attrs.fields(type(value)):
            item = getattr(value, field.name)
            if field.name.startswith("_"):
                continue
            audience = field.metadata.get(FIELD_AUDIENCE)
            if audience is not None and not self.may(_narrowed(label, audience)):
                self.withheld.append(f"{path}{field.name}")
                continue
            made = self.shown(item, label, f"{path}{field.name}")
            if made is not _NOTHING:
                shown[field.name] = made
        return shown

    def may(self, label: Label) -> bool:
        return self.access.ask(self.action, label).allowed

    def shown(self, value: Any, label: Label, path: str) -> Any:  # noqa: ANN401
        if isinstance(value, (Confidential, Label)):
            return value.reveal() if isinstance(value, Confidential) else _NOTHING
        if isinstance(value, (tuple, list, frozenset, set)):
            return self.items(value, label, path)
        if isinstance(value, Mapping):
            pairs = {str(key): self.shown(value[key], label, f"{path}.{key}") for key in value}
            return {key: item for key, item in pairs.items() if item is not _NOTHING}
        if _has_fields(value):
            own = getattr(value, "label", None)
            if not isinstance(own, Label):
                return self.fields(value, label, f"{path}.")
            return self.fields(value, own, f"{path}.") if self.may(own) else _NOTHING
        return _CONVERTER.unstructure(value)

    def items(self, value: Collection[Any], label: Label, path: str) -> list[JsonValue]:
        """Those that are shown, and numbered as shown: that there are others is not told."""
        made: list[JsonValue] = []
        for one in sorted(value, key=str) if isinstance(value, (frozenset, set)) else value:
            item = self.shown(one, label, f"{path}[{len(made)}]")
            if item is not _NOTHING:
                made.append(item)
        return made


def _narrowed(label: Label, audience: Audience) -> Label:
    """The label of a field: of its record, but for another audience."""
    readers = label.readers if audience is Audience.CONFIDENTIAL else frozenset[str]()
    return attrs.evolve(label, audience=audience, readers=readers)


def _has_fields(value: object) -> bool:
    """Whether it is an attrs object that is not written as one text or list, as instants are."""
    return attrs.has(type(value)) and not isinstance(value, (Instant, Window, Windows, Zone))


_CONVERTER: Final = make_converter()
