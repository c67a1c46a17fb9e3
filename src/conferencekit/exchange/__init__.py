"""Files and formats of the world outside: what this library reads from there and writes for it."""

from conferencekit.exchange._atomic import check_writable
from conferencekit.exchange.canvas import CanvasImport, read_canvas_rubrics, write_canvas_rubrics
from conferencekit.exchange.case import (
    CaseItem,
    CasePackage,
    new_case_package,
    read_case,
    write_case,
)
from conferencekit.exchange.example import EXAMPLE_DAY, EXAMPLE_ZONE, example_school
from conferencekit.exchange.files import (
    read_plan,
    read_policy,
    read_round,
    read_school,
    write_plan,
    write_round,
    write_school,
)
from conferencekit.exchange.oneroster import RosterImport, read_oneroster
from conferencekit.exchange.rubrics import (
    READY_RUBRICS,
    read_migration,
    read_overlay,
    read_rubric,
    ready_rubric,
    rubric_schema,
    write_migration,
    write_overlay,
    write_rubric,
)
from conferencekit.exchange.schemas import DOCUMENT_SCHEMAS, document_schema
from conferencekit.exchange.wishes import read_wishes

__all__ = [
    "CanvasImport",
    "CaseItem",
    "CasePackage",
    "DOCUMENT_SCHEMAS",
    "EXAMPLE_DAY",
    "EXAMPLE_ZONE",
    "READY_RUBRICS",
    "RosterImport",
    "check_writable",
    "document_schema",
    "example_school",
    "new_case_package",
    "read_canvas_rubrics",
    "read_case",
    "read_migration",
    "read_oneroster",
    "read_overlay",
    "read_plan",
    "read_policy",
    "read_round",
    "read_rubric",
    "read_school",
    "read_wishes",
    "ready_rubric",
    "rubric_schema",
    "write_canvas_rubrics",
    "write_case",
    "write_migration",
    "write_overlay",
    "write_plan",
    "write_round",
    "write_rubric",
    "write_school",
]
