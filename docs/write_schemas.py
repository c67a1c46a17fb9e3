"""Writes the JSON Schemas that the documentation publishes; `make schemas` does it."""

import json
from pathlib import Path

from conferencekit.exchange import DOCUMENT_SCHEMAS, document_schema

FOLDER = Path(__file__).parent / "schemas"


def text_of(kind: str) -> str:
    """The file of one schema."""
    return json.dumps(document_schema(kind), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    for kind in DOCUMENT_SCHEMAS:
        (FOLDER / f"{kind}.schema.json").write_text(text_of(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
