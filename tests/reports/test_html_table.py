"""A table as a fragment of HTML: its head, its rows, what is hidden, and where its style ends."""

import re
from collections import Counter

from survey.reports.document_model import ColumnSpanner, ReportTable, TableCell, TableColumn, TableRow
from survey.reports.writers.html_table import render_table
from survey.reports.writers.table_head import head_rows
from survey.text import Text
from tests.reports.test_html_page import read


def said(words: str) -> Text:
    return Text.of(kk=words, ru=words)


COLUMNS = tuple(TableColumn(name, said(name.upper())) for name in "abcde")
SPANNERS = (
    ColumnSpanner(said("Пол"), "b", "c"),
    ColumnSpanner(said("Возраст"), "d", "e"),
    ColumnSpanner(said("Группы"), "b", "e", level=2),
)
SHARE = TableCell("both", "percent", 33.21, 30.1, 36.4)


def of(*rows: TableRow, **changed: object) -> ReportTable:
    columns = COLUMNS[: max((len(row.cells) for row in rows), default=1)]
    return ReportTable("trust", said("Доверие"), said("Ответ"), columns, rows, **changed)  # type: ignore[arg-type]


def test_the_head_covers_every_column_in_every_row_once() -> None:
    """Two levels of spanners: a column under none of them reaches to the top; gaps are empty cells."""
    for spanners in (
        SPANNERS,
        SPANNERS[:1],
        SPANNERS[2:],
        (),
        (*SPANNERS, ColumnSpanner(said("Все"), "a", "b", level=3)),
    ):
        rows = head_rows(COLUMNS, spanners)
        covered: Counter[tuple[int, int]] = Counter()
        for top, row in enumerate(rows):
            place = 0
            for cell in row:
                while covered[top, place]:
                    place += 1
                covered.update(
                    (top + down, place + right) for down in range(cell.height) for right in range(cell.width)
                )
        assert set(covered.values()) == {1}
        assert len(covered) == len(rows) * len(COLUMNS)
    whole = head_rows(COLUMNS, SPANNERS)
    assert [cell.heading for cell in whole[0]] == [said("A"), said("Группы")]
    assert (whole[0][0].height, whole[0][1].width) == (3, 4)


def test_a_table_has_a_caption_headings_with_scopes_and_its_question() -> None:
    """What a screen reader says of a number, and what an analyst needs under it."""
    table = of(
        TableRow("open", said("Раздел")),
        TableRow("one", said("Вполне"), (SHARE,) * 5, indent=2),
        spanners=SPANNERS, number=7, asked=(said("«Доверяете?»"),), base=said("все"), source=said("опрос"),
    )  # fmt: skip
    shown = render_table(table, "ru")
    read(shown)
    assert "<caption><span><b>Таблица 7.</b> Доверие</span></caption>" in shown
    assert '<th class="spanner" scope="colgroup" colspan="4"><span>Группы</span></th>' in shown
    assert '<th scope="rowgroup" colspan="6"><span>Раздел</span></th>' in shown
    assert '<th scope="row" style="--indent:2">Вполне</th>' in shown
    assert re.findall(r'<(?:blockquote|p) class="(asked|footnote)">([^<]+)<', shown) == [
        ("asked", "«Доверяете?»"), ("footnote", "все"), ("footnote", "опрос"),
    ]  # fmt: skip
    assert "Таблица" not in render_table(of(TableRow("one", said("Вполне"), (SHARE,))), "ru")


def test_letters_parts_and_the_status_before_are_shown() -> None:
    """Superscripts say what they mean; nets, totals and bases have their look."""
    now = TableCell("status", text=said("норма"), status="stable", before="negative")
    lettered = TableCell("estimate", "percent", 40.0, letters="B C")
    shown = render_table(
        of(
            TableRow("net", said("Вместе"), (lettered,), role="net"),
            TableRow("n", said("Интервью"), (TableCell("count", value=1985),), role="base"),
            TableRow("level", said("Уровень"), (now,)),
        ),
        "ru",
    )
    assert 'title="Установлено отличие от столбцов: B C">B C</sup>' in shown
    assert [row for row in ("net", "total", "base") if f'class="{row}"' in shown] == ["net", "base"]
    level = shown[shown.index("Уровень") :]
    assert re.findall("[а-я]+", re.sub("<[^>]*>", " ", level)) == ["ровень", "норма", "раньше", "тревога"]


def test_a_hidden_cell_is_its_mark_alone() -> None:
    """Whatever else the cell has: value, limits, letters, status, interviews."""
    secret = TableCell(
        "both", "percent", 61.2345, 58.1234, 64.4321, "negative", "hidden", said("тайна"), said("тайна"), alert=True,
        se=1.777, n=4711, n_eff=333.3, letters="QQ", before="tension", digits=4,
    )  # fmt: skip
    for kind in ("estimate", "both", "interval", "difference", "count", "factor", "status", "text", "range"):
        cell = TableCell(kind, *(getattr(secret, name) for name in secret.__slots__[1:]))
        shown = render_table(of(TableRow("one", said("Вполне"), (cell,))), "ru")
        assert re.findall(r"<td[^>]*>(.*?)</td>", shown) == ["х"]


def test_markup_in_data_is_only_words() -> None:
    """Names come from files that others write."""
    evil = said('"><script>alert(1)</script>')
    row = TableRow('a"b', evil, (TableCell("text", text=evil),), detail=evil)
    table = ReportTable("x", evil, evil, (TableColumn('c"d', evil, evil),), (row,), (evil,), asked=(evil,), base=evil)
    shown = render_table(table, "ru")
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 11
    read(shown)


def test_the_style_touches_only_the_table() -> None:
    """Every rule of it is for the inside of the table; nothing is fetched."""
    shown = render_table(of(TableRow("one", said("Вполне"), (SHARE,))), "ru")
    style = shown[shown.index("<style>") + 7 : shown.index("</style>")]
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{", style) for one in rule.split(",")]
    outside = [one for one in selectors if ".survey-table" not in one and not one.startswith("@media")]
    assert len(selectors) > 60
    assert outside == []
    assert not {"url(", "@import", "http", "<script"} & {
        one for one in ("url(", "@import", "http", "<script") if one in shown
    }
