"""Write the tables of ``docs/settings.md`` anew from the schemas, and the examples from the shipped files."""

from survey.documents.settings_reference import reference
from survey.monitor.workspace_schemas import SCHEMAS
from tests.settings.mutation import ROOT
from tests.settings.shipped_examples import example

PAGE = ROOT / "docs" / "settings.md"


def with_tables(text: str) -> str:
    """The page with the table of each file and an example at the end of its section."""
    first, *sections = text.split("\n## ")
    names = {f"{name}.yaml": schema for name, schema in SCHEMAS.items()}
    written = [first.rstrip()]
    for section in sections:
        heading = section.split("\n", 1)[0]
        words = section.split("\n| setting", 1)[0].rstrip()
        table, shown = reference(names[heading]).rstrip(), example(heading.removesuffix(".yaml"))
        written.append(f"## {words}\n\n{table}\n\n{shown}")
    return "\n\n".join(written) + "\n"


def main() -> None:
    """Rewrite the page."""
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
