"""Tables that are asked for in a file: obeyed or refused, with line, column and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import survey
from survey.errors import QuestionnaireError
from survey.tables.tables_file import TableRequests, read_tables
from tests.tables.shipped_wave import INSTRUMENT, form, wave

SHIPPED = INSTRUMENT.with_name("interethnic_tables.yaml")
HEAD = 'version: "1"\ncolumns: [sex]\nletters: bh\nalpha: 0.1\nformats: [xlsx, html]\ntables:\n'
Ask = Callable[[str], TableRequests]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Reads a file with these tables."""

    def read(tables: str) -> TableRequests:
        path = tmp_path / "tables.yaml"
        path.write_text(HEAD + tables, encoding="utf-8")
        return read_tables(path, form())

    return read


def test_every_key_reaches_the_table(ask: Ask) -> None:
    """What the file says for all tables holds where a table says nothing else."""
    found = ask(
        "- {id: a, rows: [C01a], show: [shares, mean], order: ascending, nets: questionnaire, percent: row, base: asked,\n"
        "   where: S03 >= 18, stacked: true, total_row: true, against_total: true, overall: true, intervals: true, before: true,\n"
        "   letters: omit, columns: [age4, urban x sex, S03 >= 60], title: {kk: Сенім, ru: Доверие}}\n"
        "- {id: b, rows: [C01], grid: true}\n"
        "- {id: c, rows: [B03, urban], nets: [{answers: ['1', 14], kk: а, ru: б}]}\n".replace("B03, urban", "B03")
    )
    first, second, third = found.tables
    (block,) = first.blocks
    assert (block.source, block.show, block.order, block.nets) == (
        "C01a",
        ("shares", "mean"),
        "ascending",
        "questionnaire",
    )
    assert first.columns == ("age4", "urban x sex", "S03 >= 60")
    assert (first.where, first.before) == ("S03 >= 18", True)
    assert first.title is not None
    assert first.title["ru"] == "Доверие"
    assert first.options == {
        "grid": False, "stacked": True, "total_row": True, "against_total": True, "overall": True, "intervals": True,
        "letters": None, "alpha": 0.1, "percent": "row", "base": "asked",
    }  # fmt: skip
    assert (second.options["grid"], second.options["letters"], second.columns) == (True, "bh", ())
    assert third.columns == ("sex",)
    assert found.formats == ("html", "xlsx")
    assert [list(levels) for levels in third.blocks[0].nets.values()] == [["1", 14]]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "tables", "column"),
    [
        ("B071", "- {id: a, rows: [C01a]}\n- {id: a, rows: [C01b]}\n", 8),
        ("B072", "- {id: a, rows: [C01a, C99]}\n", 24),
        ("B072", "- {id: a, rows: [C01a], columns: [sexx]}\n", 35),
        ("B072", "- {id: a, rows: [C01a], columns: [sex x agee]}\n", 35),
        ("B073", "- {id: a, rows: [C01a], nets: [{answers: [9], kk: а, ru: б}]}\n", 43),
        ("B074", "- {id: a, rows: [C01], grid: true, columns: [sex]}\n", 45),
        ("B075", "- {id: a, rows: [C01a, K01]}\n", 24),
        ("D007", "- {id: a, rows: [C01a], percent: rows}\n", 34),
        ("D010", "- {id: a, rows: [C01a], title: {kk: а}}\n", 32),
        ("D011", "- {id: a, rows: [C01a], sort: up}\n", 25),
        ("D009", "- {id: a}\n", 3),
        ("X024", "- {id: a, rows: [C01a], where: S03 >= 'x'}\n", 39),
    ],
)
def test_what_is_refused(ask: Ask, code: str, tables: str, column: int) -> None:
    with pytest.raises(QuestionnaireError) as raised:
        ask(tables)
    (complaint,) = raised.value.complaints
    assert complaint.code == code
    assert complaint.place.line == 6 + tables.count("\n")
    assert complaint.place.column == column
    assert complaint.remedy


def test_a_level_out_of_range(tmp_path: Path) -> None:
    path = tmp_path / "tables.yaml"
    path.write_text('version: "1"\nalpha: 0\ntables: [{id: a, rows: [C01a]}]\n', encoding="utf-8")
    with pytest.raises(QuestionnaireError, match="B070"):
        read_tables(path, form())


def test_the_shipped_file_can_be_tabulated() -> None:
    """Every table it asks for, except the columns of the wave before."""
    found = read_tables(SHIPPED, form())
    assert len(found.tables) >= 4
    for one in found.tables:
        made = survey.tabulate(wave(), one.blocks, one.columns, title=one.title, **one.options)  # type: ignore[arg-type]
        assert set(made.languages) == {"kk", "ru"}, one.id
