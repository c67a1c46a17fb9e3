"""Faults are collected, shown and carried whole."""

import pickle

import pytest

from conferencekit.errors import Fault, Faults, InvalidInputError, MissingExtraError, shorten


def test_a_fault_reads_as_place_message_and_remedy() -> None:
    """One line, with what is known."""
    assert str(Fault("a[1].b", "is odd", "make it even")) == "a[1].b: is odd (make it even)"
    assert str(Fault("", "is odd")) == "is odd"


@pytest.mark.parametrize(
    ("path", "place", "joined"),
    [("b", "a", "a.b"), ("[1]", "a", "a[1]"), ("", "a", "a"), ("b", "", "b")],
)
def test_paths_are_joined(path: str, place: str, joined: str) -> None:
    """With a dot before a name, with nothing before an index."""
    assert Fault(path, "x").inside(place).path == joined


def test_one_fault_is_told_on_the_line_of_the_source() -> None:
    """A single fault needs no list."""
    error = InvalidInputError.single("minutes", "is odd", source="round.json")
    assert str(error) == "round.json: minutes: is odd"


def test_many_faults_are_counted_and_listed_up_to_a_limit() -> None:
    """All are kept, the first fifty shown."""
    error = InvalidInputError([Fault(str(number), "x") for number in range(60)], source="file")
    lines = str(error).splitlines()
    assert lines[0] == "file: 60 faults"
    assert lines[1] == "  0: x"
    assert lines[-1] == "  ... and 10 more"
    assert len(error.faults) == 60


def test_errors_survive_pickling() -> None:
    """As when they come back from another process."""
    error = InvalidInputError([Fault("a", "b", "c")], source="d")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert (again.faults, again.source, str(again)) == (error.faults, "d", str(error))
    missing = pickle.loads(pickle.dumps(MissingExtraError("cli", "this")))  # noqa: S301
    assert str(missing) == "this needs the extra 'cli': pip install 'conferencekit[cli]'"


def test_faults_are_raised_together_at_the_end_of_the_block() -> None:
    """And not where another exception is under way."""
    with pytest.raises(InvalidInputError) as caught, Faults(source="s") as faults:
        faults.add("a", "one")
        faults.extend([Fault("c", "two")], inside="b")
        assert len(faults) == 2
    assert [fault.path for fault in caught.value.faults] == ["a", "b.c"]
    with pytest.raises(KeyError), Faults() as faults:
        faults.add("a", "one")
        raise KeyError
    with Faults() as faults:
        assert faults.found == ()


def test_what_is_attempted_leaves_its_faults() -> None:
    """A failed attempt is None, and its faults are kept with their place."""

    def fail() -> int:
        raise InvalidInputError.single("x", "no")

    faults = Faults()
    assert faults.attempt(lambda: 5) == 5
    assert faults.attempt(fail, inside="y") is None
    assert faults.found == (Fault("y.x", "no"),)


def test_long_values_are_cut() -> None:
    """A message stays readable whatever the input."""
    assert shorten("a" * 100) == "'" + "a" * 59 + "..."
    assert shorten([1]) == "[1]"
