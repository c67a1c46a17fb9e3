"""Student's t distribution, for a whole number of degrees of freedom."""

from math import atan, cos, pi, sin, sqrt

__all__ = ["t_quantile"]

_STEPS = 200


def t_quantile(probability: float, freedom: int) -> float:
    """The value below which t lies with a probability.

    By halving the distribution function, whose closed form for whole degrees of freedom is in
    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.

    Args:
        probability: Above one half and below 1.
        freedom: Degrees of freedom; 1 or more.
    """
    wanted = 2 * probability - 1
    low, high = 0.0, 1.0
    while _within(high, freedom) < wanted:
        low, high = high, high * 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _within(middle, freedom) < wanted else (low, middle)
    return (low + high) / 2


def _within(value: float, freedom: int) -> float:
    """The probability that t lies between minus a value and the value."""
    angle = atan(value / sqrt(freedom))
    start = 2 + freedom % 2
    term = 1.0 if freedom % 2 == 0 else cos(angle)
    total = term if freedom > 1 else 0.0
    for step in range(start, freedom - 1, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    if freedom % 2 == 0:
        return sin(angle) * total
    return 2 / pi * (angle + sin(angle) * total)
