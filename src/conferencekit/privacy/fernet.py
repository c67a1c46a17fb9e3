"""A cipher by Fernet, of the library ``cryptography`` (extra ``crypto``)."""

import json
from collections.abc import Iterable

from conferencekit.errors import InvalidInputError, MissingExtraError, StoreCorruptError

__all__ = ["FernetCipher", "new_key"]


class FernetCipher:
    """Encrypts with the first of some keys, and decrypts with any of them.

    To change keys, put a new one in front, run
    :func:`~conferencekit.privacy.sealing.reseal` over all documents, and drop the old one.
    A token tells when it was made and how long the text is, to about 16 bytes.

    Args:
        keys: Fernet keys, as of :func:`new_key`; the one to encrypt with first. They belong in the
            host's store of secrets, never beside the documents.

    Raises:
        MissingExtraError: ``cryptography`` is not installed.
        InvalidInputError: There is no key, or one is none.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        try:
            from cryptography import fernet  # noqa: PLC0415  the extra may be missing
        except ModuleNotFoundError as error:
            raise MissingExtraError("crypto", "encryption at rest") from error
        made = []
        for index, key in enumerate(keys):
            try:
                made.append(fernet.Fernet(key))
            except (ValueError, TypeError):  # the message must not show the key
                text = "is no Fernet key"
                raise InvalidInputError.single(f"keys[{index}]", text, "use new_key()") from None
        if not made:
            raise InvalidInputError.single("keys", "is empty", "give at least one key")
        self._fernet = fernet.MultiFernet(made)
        self._invalid = fernet.InvalidToken

    def encrypt(self, text: str, context: str, /) -> str:
        """A token that tells nothing about the text, and works in its context alone."""
        plain = json.dumps([context, text]).encode("ascii")
        return self._fernet.encrypt(plain).decode("ascii")

    def decrypt(self, token: str, context: str, /) -> str:
        """The text of a token.

        Raises:
            StoreCorruptError: The token was changed or moved, or its key is not there.
        """
        try:
            made_for, text = json.loads(self._fernet.decrypt(token))
        except (self._invalid, ValueError):
            raise StoreCorruptError(
                f"{context} cannot be decrypted: it was changed, or its key is missing"
            ) from None
        if made_for != context:
            raise StoreCorruptError(f"{context} holds a token that was made for another place")
        return str(text)


def new_key() -> str:
    """A new random key.

    Raises:
        MissingExtraError: ``cryptography`` is not installed.
    """
    try:
        from cryptography import fernet  # noqa: PLC0415  the extra may be missing
    except ModuleNotFoundError as error:
        raise MissingExtraError("crypto", "encryption at rest") from error
    return fernet.Fernet.generate_key().decode("ascii")
