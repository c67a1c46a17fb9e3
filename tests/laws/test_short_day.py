"""Laws of the days that the bound is made of, against trying every day there is."""

from itertools import combinations, pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from conferencekit.scheduling._proof.day import NEARLY_NEVER, NEVER
from conferencekit.scheduling._proof.short import Idle, ShortDay
from conferencekit.scheduling.compile import Span

idles = st.builds(
    Idle,
    cell=st.integers(0, 5).map(float),
    pause=st.sampled_from([0.0, 0.0, 3.0, 20.0]),
    visit=st.sampled_from([0.0, 7.0]),
    longest=st.none() | st.integers(0, 4),
)


def laid_out(cells: tuple[int, ...]) -> list[Span]:
    """Sessions so long, one after the other."""
    spans, base = [], 0
    for count in cells:
        spans.append(Span(base, count, 0))
        base += count + 2
    return spans


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Span], list[int], list[list[int]], Idle]:
    """Up to three meetings in sessions of unequal length, with walks longer than some of them."""
    spans = laid_out(tuple(draw(st.lists(st.integers(1, 5), min_size=1, max_size=2))))
    lengths = draw(st.lists(st.integers(1, 2), min_size=1, max_size=3))
    walks = [[0] * len(lengths) for _ in lengths]
    for here, there in combinations(range(len(lengths)), 2):
        walks[here][there] = walks[there][here] = draw(st.sampled_from([0, 1, 2, 7]))
    return spans, lengths, walks, draw(idles)


def cost_of(
    day: tuple[list[Span], list[int], list[list[int]], Idle], starts: dict[int, int]
) -> float:
    """What a day costs beside its prices; NEVER where it breaks a rule."""
    spans, lengths, walks, idle = day
    cost, visits = 0.0, 0
    for span in spans:
        cells = range(span.base, span.base + span.cells)
        there = sorted((at, one) for one, at in starts.items() if at in cells)
        visits += bool(there)
        for (at, one), (later, other) in pairwise(there):
            wait = later - at - lengths[one]
            if wait < walks[one][other] or (idle.longest is not None and wait > idle.longest):
                return NEVER
            cost += wait * idle.cell + (idle.pause if wait else 0.0)
        if any(at + lengths[one] > cells.stop for at, one in there):
            return NEVER
    return cost + idle.visit * max(0, visits - 1)


@given(day=days(), data=st.data())
def test_the_cheapest_day_is_the_cheapest_of_all(
    day: tuple[list[Span], list[int], list[list[int]], Idle], data: st.DataObject
) -> None:
    """It costs what the best of all days does, and is one that costs so."""
    spans, lengths, walks, idle = day
    cells = [cell for span in spans for cell in range(span.base, span.base + span.cells)]
    price = st.integers(-20, 20).map(float) | st.just(NEVER)
    prices = [[NEVER] * (cells[-1] + 1) for _ in lengths]
    for row in prices:
        for cell in cells:
            row[cell] = data.draw(price)
    out = data.draw(
        st.lists(st.integers(-5, 30).map(float), min_size=len(lengths), max_size=len(lengths))
    )

    def whole(starts: dict[int, int]) -> float:
        paid = sum(
            prices[one][starts[one]] if one in starts else out[one] for one in range(len(out))
        )
        return cost_of(day, starts) + paid

    every = product((None, *cells), repeat=len(lengths))
    expected = min(
        whole({one: at for one, at in enumerate(chosen) if at is not None}) for chosen in every
    )
    cost, chosen = ShortDay(spans, lengths, walks, idle).cheapest(prices, out)
    assert cost == expected < NEARLY_NEVER
    assert whole(dict(chosen)) == cost
