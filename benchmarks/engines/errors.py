"""What keeps an engine from a round."""

__all__ = ["CannotExpressError"]


class CannotExpressError(Exception):
    """The engine has no words for a rule of the round; the message says for which."""
