"""Write the tables of ``docs/settings.md`` anew from the schemas."""

import re

from survey.documents.reference import reference
from survey.monitor.schemas import SCHEMAS
from tests.settings.mutation import ROOT

PAGE = ROOT / "docs" / "settings.md"


def main() -> None:
    """Replace the table below the heading of each file."""
    text = PAGE.read_text("utf-8")
    for name, schema in SCHEMAS.items():
        table = reference(schema)
        heading = rf"(## {name}\.yaml\n(?:(?!\n## |\n\| setting).)*\n)(?:\| setting(?:.|\n)*?\n(?=\n|\Z))?"
        text, n = re.subn(heading, lambda found, table=table: found[1] + table, text, count=1, flags=re.DOTALL)
        assert n == 1, name
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
