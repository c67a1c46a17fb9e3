"""Texts that show themselves to nobody by accident, and fields that are not for every reader."""

from collections.abc import Mapping
from typing import Final, NoReturn

import attrs
from cattrs import Converter

from conferencekit._fields import member
from conferencekit.privacy.model import Audience
from conferencekit.wire import register_as

__all__ = ["Confidential", "only_for", "register_confidential"]

FIELD_AUDIENCE: Final = "conferencekit.privacy.audience"
SHOWN: Final = "[confidential]"
KEPT: Final = "confidential"


class Confidential:
    """A text that comes out only where code asks for it by name.

    Printed, formatted and logged it is ``[confidential]``. It cannot be pickled, and neither
    ``json`` nor a converter that does not know it can write it: what was forgotten fails instead
    of leaking. :func:`~conferencekit.privacy.disclosing.disclose` reveals it to who may see it,
    and a converter of :func:`register_confidential` writes it for keeping.

    Args:
        text: Any text.

    Example:
        >>> told = Confidential("Her mother is in hospital.")
        >>> f"{told} {told!r}"
        '[confidential] [confidential]'
        >>> told.reveal()
        'Her mother is in hospital.'
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError("only a text can be confidential")
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        """Never the text."""
        return SHOWN

    def __format__(self, spec: str) -> str:
        """Never the text."""
        return format(SHOWN, spec)

    def __eq__(self, other: object) -> bool:
        """Whether it is the same text, in confidence too."""
        return self._text == other._text if isinstance(other, Confidential) else NotImplemented

    def __hash__(self) -> int:
        """The same for equal texts."""
        return hash((SHOWN, self._text))

    def __copy__(self) -> "Confidential":
        """Itself."""
        return self

    def __deepcopy__(self, _: object) -> "Confidential":
        """Itself."""
        return self

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled.

        Raises:
            TypeError: Always.
        """
        raise TypeError("a confidential text is not pickled: keep it with a converter")


def only_for(audience: Audience) -> Mapping[str, Audience]:
    """Metadata of an attrs field that not everybody may see who may see the record.

    Args:
        audience: Whom the field is for: who may see a record of that audience with otherwise the
            same label.

    Example:
        ``cause: str = attrs.field(repr=False, metadata=only_for(Audience.STAFF))``
    """
    return {FIELD_AUDIENCE: member("audience", Audience, audience)}


@attrs.frozen
class _Kept:
    confidential: str


def register_confidential(converter: Converter) -> None:
    """Have a converter write confidential texts whole, for keeping, and read them again.

    They are written as ``{"confidential": text}``, so that
    :func:`~conferencekit.privacy.sealing.seal` finds them.

    Args:
        converter: From ``conferencekit.wire.make_converter``.
    """
    register_as(
        converter,
        Confidential,
        _Kept,
        read=lambda kept: Confidential(kept.confidential),
        write=lambda text: {KEPT: text.reveal()},
        otherwise="is no confidential text",
    )
