"""CASE 1.1 packages: frameworks and rubrics as JSON, read and written without loss.

Source: 1EdTech, *Competencies and Academic Standards Exchange 1.1*, 2024 (``CFPackage``,
``CFRubric``, ``CFRubricCriterion``, ``CFRubricCriterionLevel``); packages of 1.0 are read too.

What this library does not model is kept and written back: a package that was read and not changed
is written as it was. CASE has no versions of rubrics, translations, groups or kinds of scales, so
a rubric that says more than CASE can is written with its own file in ``extensions``, and read
back from there for as long as nobody changed what CASE says of it.
"""

from conferencekit.exchange.case.model import CaseItem, CasePackage
from conferencekit.exchange.case.reading import read_case
from conferencekit.exchange.case.writing import new_case_package, write_case

__all__ = ["CaseItem", "CasePackage", "new_case_package", "read_case", "write_case"]
