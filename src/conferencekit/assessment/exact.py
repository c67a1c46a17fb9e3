"""Exact numbers: points are decimals, what is computed from them are fractions."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import Final, TypeAlias

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, shorten

__all__ = ["Number", "decimal_of", "optional_decimal", "rounded"]

Number: TypeAlias = int | str | float | Decimal
"""What a decimal may be given as. A float counts as what it shows: 0.1 is one tenth."""

_DIGITS: Final = 15


def decimal_of(number: Number) -> Decimal:
    """The decimal that a number shows.

    Raises:
        InvalidInputError: It is none, not finite, or has more than 15 digits before or behind
            the point.
    """
    try:
        made = Decimal(repr(number) if isinstance(number, float) else number)
    except (InvalidOperation, TypeError, ValueError):
        made = Decimal("nan")
    if isinstance(number, bool) or not made.is_finite():
        raise InvalidInputError.single("", f"{shorten(number)} is not a number")
    exponent = made.as_tuple().exponent
    if made.adjusted() > _DIGITS or not isinstance(exponent, int) or exponent < -_DIGITS:
        raise InvalidInputError.single(
            "", f"{shorten(number)} has more than {_DIGITS} digits before or behind the point"
        )
    return made


def optional_decimal(number: Number | None) -> Decimal | None:
    """The decimal that a number shows; None where there is none."""
    return None if number is None else decimal_of(number)


@kinds_checked
def rounded(value: Fraction, places: int = 1) -> Decimal:
    """A fraction as a decimal for people, halves away from zero.

    Args:
        value: Exact.
        places: Digits behind the point.

    Example:
        >>> rounded(Fraction(13, 4))
        Decimal('3.3')
    """
    scaled = abs(value) * 10**places
    whole = int((scaled + Fraction(1, 2)) // 1)
    with localcontext() as context:
        context.prec = max(28, len(str(whole)) + 2)
        context.rounding = ROUND_HALF_UP
        made = Decimal(whole).scaleb(-places)
        return -made if value < 0 and whole else made


def decimal_from_json(value: object) -> Decimal:
    """A decimal of a JSON number, or of a text where a number would not be exact."""
    if type(value) not in (int, float, str):
        raise InvalidInputError.single("", f"{shorten(value)} is not a number")
    return decimal_of(value)  # type: ignore[arg-type]  # it is one of the three


def decimal_to_json(value: Decimal) -> int | float | str:
    """A JSON number; a text where a number would not be read back exactly."""
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else format(value, "f").rstrip("0")


def fraction_from_json(value: object) -> Fraction:
    """A fraction of a text such as ``16/5``."""
    try:
        if isinstance(value, str) and "." not in value and "e" not in value.lower():
            return Fraction(value)
    except (ValueError, ZeroDivisionError):
        pass
    raise InvalidInputError.single("", f"{shorten(value)} is not a fraction", "write it as 16/5")


def fraction_to_json(value: Fraction) -> str:
    """A text such as ``16/5``."""
    return str(value)
