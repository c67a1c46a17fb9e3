"""A package of a third party, really installed: its kinds and rules are found, used, held to."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

KINDS = '''
"""Stars, votes and the best two: what the package oak plugs into assessment."""

from fractions import Fraction

import attrs

from conferencekit import InvalidInputError
from conferencekit.assessment import Combined, Levels, Score, Trait


@attrs.frozen
class OutOf:
    """A criterion that is so many of so many, such as 7 of 10 words."""

    name: str = "oak.out-of"

    def faults(self, criterion, scale, /):
        return ()

    def score(self, criterion, scale, response, /):
        if not isinstance(response, list) or len(response) != 2 or not response[1]:
            raise InvalidInputError.single("", "is not such as [7, 10]")
        share = Fraction(response[0], response[1])
        place = min(int(share * len(scale.levels)), len(scale.levels) - 1)
        return Score(criterion.id, scale.levels[place].id, response=response)


@attrs.frozen
class BestTwo:
    """The mean of the best two."""

    name: str = attrs.field(default="oak.best-two", init=False)
    version: int = attrs.field(default=1, init=False)
    settings: dict = attrs.field(factory=dict, init=False)
    traits: frozenset = attrs.field(
        default=frozenset({Trait.MONOTONE, Trait.BOUNDED}), init=False
    )

    def combine(self, inputs, /):
        best = sorted((one.value for one in inputs), reverse=True)[:2]
        return Combined(sum(best, Fraction(0)) / len(best))


OUT_OF = OutOf()
STARS = Levels(name="oak.stars")
'''

ENTRY_POINTS = """
[conferencekit.criteria]
out-of = oak.kinds:OUT_OF
[conferencekit.scales]
stars = oak.kinds:STARS
[conferencekit.rules]
oak.best-two = oak.kinds:BestTwo
"""

SCRIPT = """
from conferencekit import Instant
from conferencekit.assessment import (
    Aggregation, Criterion, Level, Rubric, RubricCatalog, Scale, Score, check_rubric, draft,
    installed_extensions, is_sound, profile, publish, record,
)
from conferencekit.testing import check_criterion_kind, check_rule, check_scale_kind

known = installed_extensions()
stars = Scale("s", tuple(Level(str(n), str(n), n) for n in (1, 2, 3)), kind="oak.stars")
rubric = Rubric(
    "r", "1", "R", "academic", (stars,), (Criterion("c", "C", "s", kind="oak.out-of"),)
)
check_rubric(rubric, known)
at = Instant.parse("2026-09-07T09:00Z")
made = []
for n, said in enumerate(([1, 10], [9, 10], [5, 10])):
    one = draft(f"a{n}", rubric=rubric, student="noah", assessor="ada", at=at.plus(days=n),
                extensions=known)
    score = Score("c", response=said)
    one = record(one, rubric, [score], extensions=known)
    made.append(publish(one, rubric, at=one.at, extensions=known))
how = Aggregation(over_time=known.rule("oak.best-two", {}))
picture = profile("noah", made, RubricCatalog([rubric]), how, as_of=at.plus(days=9),
                  extensions=known)
receipt = picture.criterion("r", "c")
assert is_sound(receipt, known)
print(receipt.value, receipt.rule)

kind = known.criterion_kind("oak.out-of")
for report in (
    check_rule(known.rule("oak.best-two", {}), extensions=known),
    check_scale_kind(known.scale_kind("oak.stars"), stars,
                     good=[Score("c", "1"), Score("c", "3")], bad=[Score("c", "4")]),
    check_criterion_kind(kind, rubric.criteria[0], stars, good=[[7, 10]], bad=[7, [1, 0]],
                         extensions=known),
):
    report.raise_for_failures()
"""


def wheel(folder: Path, points: str) -> Path:
    """A wheel of the package, as a build backend would make it."""
    info = "oak-1.0.dist-info"
    files = {
        "oak/__init__.py": "",
        "oak/kinds.py": KINDS,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: oak\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        f"{info}/entry_points.txt": points,
    }
    record = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    path = folder / "oak-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            made.writestr(name, text)
    return path


def installed(folder: Path, points: str, script: str) -> subprocess.CompletedProcess[str]:
    """What a script says where pip has installed the package."""
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    arguments = [*pip, "--target", str(target), str(wheel(folder, points))]
    subprocess.run(arguments, check=True, capture_output=True, timeout=120)  # noqa: S603
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"import sys; sys.path.append({str(target)!r})\n{script}"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_an_installed_package_extends_assessment(tmp_path: Path) -> None:
    """A scale, a criterion and a rule of another package, from a response to a sound receipt."""
    pytest.importorskip("pip")
    said = installed(tmp_path, ENTRY_POINTS, SCRIPT)
    assert said.returncode == 0, said.stderr
    assert said.stdout == "5/2 oak.best-two\n"


def test_what_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    """Every entry point that leads nowhere, not the first alone."""
    pytest.importorskip("pip")
    points = ENTRY_POINTS.replace(":OUT_OF", ":GONE").replace("oak.kinds:STARS", "oak.gone:STARS")
    said = installed(
        tmp_path, points, "import conferencekit.assessment as a; a.installed_extensions()"
    )
    assert said.returncode == 1
    for name in (
        "conferencekit.criteria.out-of: oak.kinds:GONE",
        "conferencekit.scales.stars: oak",
    ):
        assert name in said.stderr
