"""Confidential texts encrypted at rest, by a cipher that the host brings."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from conferencekit.errors import StoreCorruptError
from conferencekit.privacy.confidential import KEPT
from conferencekit.privacy.protocols import Cipher
from conferencekit.storage import Decision, Document, Event, Key, Operation
from conferencekit.wire import JsonValue

__all__ = ["reseal", "seal", "unseal"]

_SEALED: Final = "sealed"


def seal(data: Mapping[str, JsonValue], cipher: Cipher, *, context: str) -> dict[str, JsonValue]:
    """Data to be kept, with every confidential text in it encrypted.

    Args:
        data: As a converter of :func:`~conferencekit.privacy.confidential.register_confidential`
            writes it.
        cipher: Encrypts.
        context: Where the data are kept, such as the document's key. A token works nowhere else:
            not in another document, nor in another field of the same.
    """

    def encrypted(item: Mapping[str, str], place: str) -> dict[str, JsonValue]:
        return {_SEALED: cipher.encrypt(item[KEPT], place)}

    return dict(_replaced(data, KEPT, encrypted, context))


def unseal(data: Mapping[str, JsonValue], cipher: Cipher, *, context: str) -> dict[str, JsonValue]:
    """Data as they were before :func:`seal`.

    Args:
        data: What was kept.
        cipher: Decrypts.
        context: As it was given to :func:`seal`.

    Raises:
        StoreCorruptError: A token was changed or moved, or its key is not there.
    """

    def decrypted(item: Mapping[str, str], place: str) -> dict[str, JsonValue]:
        return {KEPT: cipher.decrypt(item[_SEALED], place)}

    return dict(_replaced(data, _SEALED, decrypted, context))


def reseal(keys: Iterable[Key], cipher: Cipher) -> Operation[int]:
    """Encrypt the confidential texts of some documents anew, with the cipher's newest key.

    They must have been sealed with the document's key as context. After all documents went
    through, older keys of the cipher can be thrown away.

    Args:
        keys: Of the documents.
        cipher: Knows the old keys and the new one.

    Returns:
        An operation; its result is how many documents were there.
    """
    places = tuple(keys)

    def decide(documents: Mapping[Key, Document]) -> Decision[int]:
        put = {}
        for place, found in documents.items():
            opened = unseal(found.body.data, cipher, context=place)
            put[place] = attrs.evolve(found.body, data=seal(opened, cipher, context=place))
        events = (Event("documents.resealed", {"keys": sorted(put)}),) if put else ()
        return Decision(len(put), put=put, events=events)

    return Operation(places, decide)


def _replaced(
    value: Any,  # noqa: ANN401
    name: str,
    replace: Callable[[Mapping[str, str], str], dict[str, JsonValue]],
    place: str,
) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        if set(value) == {name}:
            if not isinstance(value[name], str):
                raise StoreCorruptError(f"{place} holds no text that is {name}")
            return replace(value, place)
        return {
            key: _replaced(item, name, replace, f"{place}.{key}") for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [
            _replaced(item, name, replace, f"{place}[{index}]") for index, item in enumerate(value)
        ]
    return value
