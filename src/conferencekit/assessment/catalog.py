"""The rubrics of a school, every version that assessments were made by."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from conferencekit._kinds import look_up
from conferencekit.assessment.formats import rubric_ref
from conferencekit.assessment.rubric import Rubric, RubricRef, version_key
from conferencekit.errors import Fault, InvalidInputError

__all__ = ["RubricCatalog"]


def _by_ref(rubrics: Iterable[Rubric]) -> dict[RubricRef, Rubric]:
    by_ref: dict[RubricRef, Rubric] = {}
    digests: dict[tuple[str, tuple[int, ...]], str] = {}
    faults = []
    for index, rubric in enumerate(rubrics):
        ref = rubric_ref(rubric)
        name = (ref.id, version_key(ref.version))
        if digests.setdefault(name, ref.digest) != ref.digest:
            text = f"{ref} says otherwise than the one that was published"
            faults.append(Fault(f"[{index}]", text, "give it another version"))
        by_ref[ref] = rubric
    if faults:
        raise InvalidInputError(faults, source="catalog of rubrics")
    return by_ref


@attrs.frozen(repr=False)
class RubricCatalog:
    """Rubrics that were published, by version; none of them can change.

    Args:
        rubrics: In any order; the same one may be given twice.

    Raises:
        InvalidInputError: Two that say different things have the same id and version.
    """

    _by_ref: Mapping[RubricRef, Rubric] = attrs.field(
        alias="rubrics", converter=_by_ref, hash=False
    )
    _current: Mapping[str, RubricRef] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Find the newest version of each."""
        current: dict[str, RubricRef] = {}
        for ref in self._by_ref:
            best = current.get(ref.id)
            if best is None or version_key(best.version) < version_key(ref.version):
                current[ref.id] = ref
        object.__setattr__(self, "_current", current)

    def __iter__(self) -> Iterator[Rubric]:
        """The rubrics."""
        return iter(self._by_ref.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_ref)

    def __repr__(self) -> str:
        """Which there are."""
        return f"<RubricCatalog: {', '.join(map(str, self._by_ref))}>"

    def with_rubric(self, rubric: Rubric) -> "RubricCatalog":
        """This and one more.

        Raises:
            InvalidInputError: It says otherwise than the one with its id and version.
        """
        return RubricCatalog((*self, rubric))

    def find(self, ref: RubricRef) -> Rubric | None:
        """The rubric of a reference; None where there is none that says just that."""
        return self._by_ref.get(ref)

    def get(self, ref: RubricRef) -> Rubric:
        """The rubric of a reference.

        Raises:
            InvalidInputError: There is none that says just that.
        """
        rubric = self._by_ref.get(ref)
        if rubric is None:
            raise InvalidInputError.single("", f"the catalog has no {ref} that says just that")
        return rubric

    def rubric_ids(self) -> tuple[str, ...]:
        """The ids of its rubrics, each once."""
        return tuple(self._current)

    def current(self, id_: str) -> RubricRef:
        """The newest version of a rubric.

        Raises:
            InvalidInputError: There is none.
        """
        return look_up(self._current, id_, "rubric")

    def newest(self, id_: str) -> Rubric:
        """The newest version of a rubric.

        Raises:
            InvalidInputError: There is none.
        """
        return self._by_ref[self.current(id_)]
