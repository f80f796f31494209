"""Write the tables of ``docs/settings.md`` anew from the schemas."""

from survey.documents.settings_reference import reference
from survey.monitor.workspace_schemas import SCHEMAS
from tests.settings.mutation import ROOT

PAGE = ROOT / "docs" / "settings.md"


def with_tables(text: str) -> str:
    """The page with the table of each file at the end of its section."""
    first, *sections = text.split("\n## ")
    names = {f"{name}.yaml": schema for name, schema in SCHEMAS.items()}
    written = [first.rstrip()]
    for section in sections:
        heading = section.split("\n", 1)[0]
        words = section.split("\n| setting", 1)[0].rstrip()
        written.append(f"## {words}\n\n{reference(names[heading]).rstrip()}")
    return "\n\n".join(written) + "\n"


def main() -> None:
    """Rewrite the page."""
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
