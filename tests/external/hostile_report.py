"""A report of the worst that names and shapes of data can bring."""

from survey.periods import Quarter
from survey.reports import Report
from survey.reports.chart_model import Chart, DotChart, DotRow, LikertChart, LikertRow, Tile, TileMap
from survey.reports.document_model import (
    DownloadFile,
    Downloads,
    Fact,
    FactList,
    Figure,
    FigureGroup,
    Meta,
    Paragraph,
    ReportSection,
    ReportTable,
    TableCell,
    TableColumn,
    TableRow,
)
from survey.text import Text

LONG = "Непроизносимоедлинноеслово" * 8
RIGHT_TO_LEFT = "استطلاع رأي \u202e 12,5 %"
MARKUP = "\"><script>alert('x')</script><img src=x onerror=alert(1)>"


def said(words: str) -> Text:
    """The same words in both languages."""
    return Text.of(kk=words, ru=words)


def hostile_report() -> Report:
    """Thirty columns, names of two hundred letters with and without spaces, right-to-left words, markup, blanks everywhere."""
    names = (LONG, "очень длинное название " * 9, RIGHT_TO_LEFT, MARKUP)
    meta = Meta(
        title=said(MARKUP), wave=Quarter(2018, 1), period=said(LONG), region=said(RIGHT_TO_LEFT), facts=tuple(map(said, names)),
        caution=said(LONG), simulated=said(MARKUP), languages=("kk", "ru"), draft=said(LONG), issuer=said(LONG), counterparts=("brief",),
    )  # fmt: skip
    blocks = (
        Paragraph("long", said(LONG), "lead"),
        _table("many", 30, names),
        _table("few", 2, names),
        FigureGroup(
            tuple(Figure(f"chart_{at}", said(LONG), one, said(MARKUP)) for at, one in enumerate(_charts(names)))
        ),
        FactList("facts", tuple(Fact(f"fact_{at}", said(one), said(one)) for at, one in enumerate(names))),
        Downloads("files", (DownloadFile("a" * 200 + ".csv", said(LONG), "text/csv", b""),)),
    )
    empty = ReportTable("empty", said("Пусто"), said("Ответ"), (TableColumn("one", said("Доля")),), ())
    sections = (
        ReportSection("first", said(LONG), blocks),
        ReportSection("second", said("Пустой раздел"), ()),
        ReportSection("third", said(MARKUP), (empty, FigureGroup(())), is_annex=True),
    )
    return Report(meta, sections)


def _table(name: str, n_columns: int, names: tuple[str, ...]) -> ReportTable:
    columns = tuple(
        TableColumn(f"column_{at}", said(names[at % 4][:40]), said(names[at % 4])) for at in range(n_columns)
    )
    cell = TableCell("both", "percent", 12.345, 1.2, 98.7, letters="ABCDEFGHIJ")
    rows = tuple(
        TableRow(f"row_{at}", said(one), (cell,) * n_columns, said(one), indent=at) for at, one in enumerate(names)
    )
    return ReportTable(name, said(LONG), said(LONG), columns, rows, tuple(map(said, names)), asked=(said(LONG),))


def _charts(names: tuple[str, ...]) -> tuple[Chart, ...]:
    rows = tuple(DotRow(said(one), 50, 40, 60, 12, "stable") for one in names)
    bars = tuple(LikertRow(said(one), (0.0, 0.0, 0.0, 100.0), 50.0, 50.0, -100.0) for one in names)
    tiles = tuple(Tile(said(one), at, 0, None if at else 5.0, "ok") for at, one in enumerate(names))
    none = said("")
    return (
        DotChart(rows, "percent", (0, 100), None, (), none, none, said("х")),
        DotChart((), "percent", (0, 100), None, (), none, none, said("х")),
        LikertChart(bars, tuple(map(said, names)), (1, 1, -1, -1), none, none, none, none, said("х")),
        TileMap(tiles, "percent", (20, 40), none, said("х")),
    )
