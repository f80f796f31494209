"""Tables made by hand, for writers of every format."""

from __future__ import annotations

from survey.indicators.publication import Publish
from survey.reports.document_model import ColumnSpanner, ReportTable, TableCell, TableColumn, TableRow
from survey.text import Text


def en(words: str) -> Text:
    return Text.of(en=words)


SECRET = 61.7283945
"""A number of a hidden cell: its digits must be nowhere in a file."""


def banner() -> ReportTable:
    """Shares by sex with letters, a small base, a hidden cell, a change, a level, a net, a total and a base."""

    def share(value: float, letters: str = "", publish: Publish = "ok") -> TableCell:
        return TableCell(
            "both", "percent", value, value - 3, value + 3, None, publish, se=1.53, n=480, n_eff=320.5, letters=letters
        )  # fmt: skip

    hidden = TableCell(
        "both", "percent", SECRET, SECRET - 1, SECRET + 1, "negative", "hidden", en("secret words"), en("secret detail"),
        se=SECRET / 9, n=617283, n_eff=SECRET * 3, letters="SECRET", before="tension",
    )  # fmt: skip
    change = TableCell("difference", "pp", -2.26, -5.04, 0.52, detail=en("cannot be told"))
    level = TableCell(
        "status", status="negative", text=en("alarming"), detail=en("probability 97%"), alert=True, before="stable"
    )
    words = TableCell("text", text=en("=HYPERLINK(0)"))
    return ReportTable(
        "banner", en("Trust, by sex"), en("Answer"),
        (TableColumn("men", en("Men"), en("A")), TableColumn("women", en("Women"), en("B")), TableColumn("change", en("Change")),
         TableColumn("level", en("Level")), TableColumn("note", en("Note"))),
        (
            TableRow("group", en("Answers")),
            TableRow("yes", en("Yes"), (share(58.31, "B"), share(41.25), change, level, words), indent=1),
            TableRow("no", en("No"), (share(12.04, publish="low"), hidden, TableCell("difference", "pp"), TableCell("status", publish="hidden"), TableCell("text")), indent=1),
            TableRow("net", en("-Net"), (share(70.35), share(0.04), change, level, words), role="net"),
            TableRow("all", en("All"), (share(100.0), share(100.0), change, level, words), role="total"),
            TableRow("n", en("Interviews"), (TableCell("count", value=1480), TableCell("count", value=495), *[TableCell("text", text=en(""))] * 3), role="base"),
        ),
        notes=(en("Letters: the share is higher than that of the column."),),
        number=1, spanners=(ColumnSpanner(en("Sex"), "men", "women"),), asked=(en("Do you trust?"),), base=en("Base: all."),
        source=en("Source: the survey."),
    )  # fmt: skip


def wild(n_rows: int = 300, n_columns: int = 30) -> ReportTable:
    """A large table with names that no program likes: long, with control signs, beginning as formulas begin."""
    starts = (
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "a\x00\x0b\ud800b",
        "x" * 200,
        "y" * 33_000,
        "&<>\"'",
        "\t=2",
        "👍" * 20,
    )
    cells = tuple(
        TableCell("both", "percent", at / 7, at / 9, at / 5, letters="ABC"[: at % 4]) for at in range(n_columns)
    )
    return ReportTable(
        "wild", en("[Wild]: \x01 table * of ? names / and \\ signs"), en("corner" * 40),
        tuple(TableColumn(f"c{at}", en(f"{starts[at % len(starts)][:200]} {at}")) for at in range(n_columns)),
        tuple(TableRow(f"r{at}", en(starts[at % len(starts)]), cells) for at in range(n_rows)),
        notes=tuple(en(start) for start in starts), number=2,
    )  # fmt: skip
