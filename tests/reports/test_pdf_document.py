"""The printed report: words, pages, tags, what must not be in it."""

from __future__ import annotations

import datetime
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import get_font

from survey.errors import ReportError
from survey.language_files import read_language, use_language
from survey.periods import Quarter
from survey.reports import Report, ReportInput, build_report
from survey.reports.chart_model import DotChart, DotRow
from survey.reports.document_model import (
    Card,
    Cards,
    ColumnSpanner,
    DownloadFile,
    Downloads,
    Fact,
    FactList,
    Figure,
    FigureGroup,
    Glossary,
    GlossaryEntry,
    KeyMessage,
    KeyMessages,
    Meta,
    Paragraph,
    Quote,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableCell,
    TableColumn,
    TableRow,
)
from survey.reports.report_numbers import report_numbers
from survey.reports.writers import typst_setting
from survey.reports.writers.pdf_document import typst_source, typst_table, write_pdf
from survey.reports.writers.typst_words import extent, literal
from survey.text import Text
from tests.mechanical_language import translated
from tests.reports.pdf_reading import PdfFile

NONE = Text()


def word(text: str) -> Text:
    return Text.of(kk=text)


def document(*blocks: SectionBlock, meta: Callable[[Meta], Meta] = lambda one: one, **section: bool) -> Report:
    head = Meta(word("Мониторинг"), Quarter.parse("2018Q1"), word("2018 жыл"), word("Өңір"), (), NONE, NONE, ("kk",))
    return Report(meta(head), (ReportSection("s", word("Бөлім"), blocks, **section),))


def printed(report: Report, folder: Path, language: str = "kk") -> PdfFile:
    return PdfFile(write_pdf(report, language, folder / "report.pdf").read_bytes())


def joined(text: str) -> str:
    """Words without spaces and characters that are not seen: lines are broken where the page ends."""
    return re.sub(r"[\s\u00a0\u00ad\u200b\u200e\u2066\ufeff]+", "", text)


def table(*rows: TableRow, columns: int = 1, spanners: tuple[ColumnSpanner, ...] = ()) -> ReportTable:
    heads = tuple(TableColumn(f"c{at}", word(f"Баған{at}")) for at in range(columns))
    return ReportTable("t", word("Кесте аты"), word("Топ"), heads, rows, number=7, spanners=spanners)


def row(name: str, *cells: TableCell, **more: object) -> TableRow:
    return TableRow(name, word(name), cells, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def report(facts: ReportInput) -> Report:
    return build_report(facts)


@pytest.fixture(scope="module")
def pdf(report: Report, tmp_path_factory: pytest.TempPathFactory) -> PdfFile:
    return printed(report, tmp_path_factory.mktemp("pdf"))


def test_the_file_is_tagged_for_screen_readers_in_its_language(pdf: PdfFile, report: Report) -> None:
    """PDF/UA-1, as Typst checked it; no other language anywhere; every picture has its words."""
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.content
    assert set(re.findall(rb"/Lang ?\(([^)]*)\)", pdf.content)) == {b"kk"}
    alternatives = {joined(one) for one in pdf.texts(b"Alt")}
    assert {joined(figure.alternative["kk"]) for figure in report.figures} <= alternatives


def test_sections_are_bookmarks_and_pages_are_counted(pdf: PdfFile, report: Report) -> None:
    assert {section.title["kk"] for section in report.sections} <= set(pdf.texts(b"Title"))
    for page in range(len(pdf.pages)):
        assert f"Бет: {page + 1} / {len(pdf.pages)}" in pdf.words(page)
    assert 5 < len(pdf.pages) < 60


def test_words_can_be_searched_with_every_kazakh_letter(pdf: PdfFile) -> None:
    assert set("әғқңөұүі") <= set(pdf.text)
    assert "\ufffd" not in pdf.text


def test_every_number_of_the_report_is_printed(pdf: PdfFile, report: Report) -> None:
    """Of tables, charts, cards and sentences; none is cut off or replaced."""
    text = joined(pdf.text)
    numbers = [one for one in report_numbers(report) if "kk" in one.shown.languages]
    assert len(numbers) > 1000
    assert [one.key for one in numbers if joined(one.shown["kk"]) not in text] == []


def test_heads_of_a_long_table_are_repeated(pdf: PdfFile, report: Report) -> None:
    """Tables of districts and groups go over a page: their heads are there more often than they are."""
    long = [one for one in report.tables if len(one.rows) > 30]
    assert len(long) > 3
    title = long[0].corner["kk"]
    assert pdf.text.split("\n").count(title) > len([one for one in report.tables if one.corner["kk"] == title])


def test_the_same_report_is_the_same_bytes(tmp_path: Path) -> None:
    """No time of day; a date only when it is given."""
    given_ = document(Paragraph("p", word("Сөз")), table(row("а", TableCell("count", value=5))))
    first, second = (printed(given_, tmp_path).content for _ in range(2))
    assert first == second
    assert b"CreationDate" not in first
    dated = write_pdf(given_, "kk", tmp_path / "dated.pdf", date=datetime.date(2018, 4, 2)).read_bytes()
    assert b"D:20180402" in dated


HIDDEN = TableCell("both", "percent", 77.7, 66.6, 88.8, publish="hidden", letters="Q", n=4444)


def test_a_figure_is_not_under_the_heading_of_what_follows(tmp_path: Path) -> None:
    """Whatever comes before a high one, and whether the heading is that of a section or of a part of one."""
    rows = tuple(DotRow(word(f"қатар{at}"), 50.0, 40.0, 60.0) for at in range(16))
    dots = DotChart(rows, "percent", (0, 100), None, (), NONE_KK, NONE_KK, word("х"))
    figures = FigureGroup((Figure("f", word("Суреттіңаты"), dots, word("баламасы")),))
    for lines in (12, 36):
        before = [Paragraph("p", word(f"жол {at}")) for at in range(lines)]
        short = table(*(row(f"жол{at}", TableCell("count", value=at)) for at in range(3)))
        inner = document(
            *before, figures, short, Paragraph("h", word("Келесітақырып"), "heading"), Paragraph("q", word("сөз"))
        )
        outer = document(*before, figures, short)
        last = ReportSection("next", word("Келесітақырып"), (Paragraph("q", word("сөз")),))
        for report in (inner, replace(outer, sections=(*outer.sections, last))):
            file = printed(report, tmp_path)
            assert _place(file, "Суреттіңаты") < _place(file, "Келесітақырып")


def _place(file: PdfFile, run: str) -> tuple[int, float]:
    """Page and distance from its top, the larger the lower, of the first run with these letters."""
    for page in range(len(file.pages)):
        for y, text in file.lines(page):
            if run in text:
                return page, -y
    raise AssertionError(run)


def test_a_hidden_value_is_nowhere(tmp_path: Path) -> None:
    """Not in the words, not in alternatives, not in the bytes of streams."""
    dots = DotChart(
        (DotRow(word("Текелі"), 77.7, 66.6, 88.8, publish="hidden"),), "percent", (0, 100), None, (), NONE_KK, NONE_KK, word("х")
    )  # fmt: skip
    figures = FigureGroup((Figure("f", word("Сурет"), dots, word("баламасы")),))
    file = printed(document(table(row("Текелі", HIDDEN)), figures), tmp_path)
    assert file.text.count("х\n") >= 2
    assert not re.search(r"77,7|66,6|88,8|4\s?444|Q", file.text)


NONE_KK = word("")

CARD = Card(
    "i", word("Сенім"), "percent", word("үлесі {value} тұрғын"), TableCell("estimate", "percent", 58.3, 55.1, 61.4), word("аралық 55–61"),
    TableCell("status", status="tension", text=word("назарда"), before="negative", alert=True, detail=word("ықтималдығы 91%")),
    word("өзгерді"), (word("мағынасы"),), (Quote("q", NONE, word("Сенесіз бе?"), (word("сотқа"),), (), (word("иә"),)),), word("негізі"), (0, 100),
    ((0, 40, "negative"), (40, 60, "tension"), (60, 100, "stable")),
)  # fmt: skip
EVERY: tuple[SectionBlock, ...] = (
    KeyMessages("k", (KeyMessage("1", "bad", word("Жаман \x02хабар\x03")), KeyMessage("2", "good", word("Жақсы хабар")))),
    Paragraph("h", word("Тақырыпша"), "heading"), Paragraph("l", word("Бастама"), "lead"), Paragraph("n", word("Ескерту"), "note"),
    Paragraph("i", word("Бірінші"), "item"), Paragraph("j", word("Екінші"), "item"), Cards((CARD,)),
    FactList("f", (Fact("a", word("Аты"), word("мәні")), Fact("b", word("Файл"), code="0123456789abcdef"))),
    Quote("q", word("Көрсеткіш"), word("Қалай ойлайсыз?"), (word("жолы"),), (word("иә"), word("жоқ")), (word("иә"),)),
    Glossary("g", (GlossaryEntry("w", word("Салмақ"), word("неше адам")),)),
    Downloads("d", (DownloadFile("numbers.csv", word("сандар"), "text/csv", b"SECRET"),)),
    replace(
        table(
            TableRow("g", word("Жасы")),
            row("18-29", TableCell("both", "percent", 58.3, 55.1, 61.4, letters="AB"), TableCell("difference", "pp", -2.0, -3.0, -1.0, detail=word("төмендеді"))),
            row("Барлығы", TableCell("count", value=1234), TableCell("range", "percent", 5.0, 1.0, 9.0), role="total"),
            row("Негіз", TableCell("text", text=word("сөз")), TableCell("status", status="stable", text=word("қалыпты"), before="tension"), role="base", indent=2),
            columns=2, spanners=(ColumnSpanner(word("Екі баған"), "c0", "c1"),),
        ),
        asked=(word("Сұрақ?"),), base=word("Бәрі"), source=word("Дереккөз"), notes=(word("Түсінік"),),
    ),
)  # fmt: skip


def test_every_kind_of_block_is_printed(tmp_path: Path) -> None:
    """A file for download is named, its content is not in the document."""
    file = printed(document(*EVERY), tmp_path)
    text = " ".join(file.text.split("\n"))
    for said in (
        "Жаман", "хабар", "Тақырыпша", "Бастама", "Ескерту", "Бірінші", "үлесі", "58,3%", "тұрғын", "назарда", "алаңдатарлық", "Сенесіз бе?", "мәні",
        "0123456789abcdef", "Қалай ойлайсыз?", "Салмақ", "неше адам", "numbers.csv", "7-кесте.", "AB", "55,1–61,4", "−2,0", "төмендеді", "1\xa0234",
        "Екі баған", "«Сұрақ?»", "Дереккөз", "Түсінік", "Баған1",
    ):  # fmt: skip
        assert said in text, said
    assert b"SECRET" not in file.content
    assert "Бөлім" in file.texts(b"Title")
    assert "Тақырыпша" in file.texts(b"Title")


def test_warnings_of_a_draft_are_on_every_page(tmp_path: Path) -> None:
    pages = tuple(
        ReportSection(f"s{at}", word(f"Бөлім {at}"), (Paragraph("p", word("сөз " * 900)),), starts_page=True)
        for at in range(3)
    )
    report = document(meta=lambda head: replace(head, draft=word("Жоба"), simulated=word("Жасанды деректер")))
    file = printed(replace(report, sections=pages), tmp_path)
    assert len(file.pages) >= 3
    for page in range(len(file.pages)):
        assert {"Жоба", "Жасанды деректер"} <= set(file.words(page))


def test_a_brief_has_no_contents_and_a_landscape_section_is_turned(tmp_path: Path) -> None:
    turned = document(Paragraph("p", word("сөз")), is_landscape=True).sections[0]
    four = tuple(replace(turned, id=str(at), is_landscape=at == 1) for at in range(4))
    sizes, contents = {}, {}
    for kind in ("report", "brief"):
        report = replace(document(), sections=four, meta=replace(document().meta, kind=kind))
        file = printed(report, tmp_path)
        contents[kind] = "Мазмұны" in file.text
        sizes[kind] = [re.search(rb"/MediaBox ?\[0 0 (\d+)", page) for page in file.pages]
    assert contents == {"report": True, "brief": False}
    assert [one[1] for one in sizes["brief"] if one] == [b"595", b"841", b"595"]


NASTY = [
    "#set page(fill: red)", "$x^2$ *bold* _it_ `raw`", "@label <label>", "\\ \\n \\u{41}", '"quoted" \\"', "// comment", "/* a */", "= heading",
    "- item", "+ item", "[#x]", "{ }", "~ -- ---", "http://example.org", "a\nb\tc", "'single'", "\x02strong\x03", "\x00\x1b[31m", "%s {value} {0}",
    "漢字 🙂", "\ud800", "\ufeffbom\ufeff \u200e\u2066x\u00ad",
]  # fmt: skip


def test_markup_in_data_is_letters(tmp_path: Path) -> None:
    """Every text is printed as it is; a letter that no font has is marked as such, control characters are left out."""
    blocks = tuple(table(row(text, TableCell("text", text=word(text)))) for text in NASTY)
    heads = tuple(Paragraph("p", word(text), kind) for text in NASTY for kind in ("text", "item", "heading"))
    text = joined(printed(document(*heads, *blocks), tmp_path).text)
    for shown in NASTY:
        plain = "".join(
            "\ufffd" if one in "漢字🙂" else one for one in shown.replace("\ud800", "?") if one >= " " or one == "\n"
        )
        assert text.count(joined(plain)) >= 5, shown


@given(st.lists(st.text(), max_size=20))
@settings(max_examples=25, deadline=None)
def test_a_string_of_typst_is_the_text_it_was(texts: list[str]) -> None:
    """Whatever the characters: asked of Typst itself. White space is a space, control characters are left out."""
    source = "\n".join(f"#metadata({literal(text)}) <given>" for text in texts)
    found = [one["value"] for one in json.loads(typst.query(source.encode(), "<given>"))]
    plain = [re.sub(r"[\r\n\t\u2028\u2029]+", " ", text) for text in texts]
    assert found == [re.sub(r"[\x00-\x1f\x7f]", "", text) for text in plain]


def test_a_brief_is_as_dense_as_two_pages_need(tmp_path: Path) -> None:
    """A short one has the usual sizes, one of three pages at these sizes is made denser; nothing of it is lost."""
    sizes = {}
    for n in (2, 46):
        said = tuple(KeyMessage(str(at), "changed", word(f"сөз{at} " + "сөз " * 30)) for at in range(n))
        report = document(KeyMessages("k", said), meta=lambda head: replace(head, kind="brief"))
        file = printed(report, tmp_path)
        assert len(file.pages) <= 2
        assert all(f"сөз{at} " in file.text for at in range(n))
        sizes[n] = len(PdfFile(typst_setting.compiled(typst_source(report, "kk"), "x")).pages)
    assert sizes == {2: 1, 46: 3}


def test_blocks_without_content_are_left_out(tmp_path: Path) -> None:
    empty = (
        Cards(()), FigureGroup(()), FactList("a", ()), Glossary("g", ()), Downloads("d", ()), KeyMessages("k", ()), table(columns=2),
        Paragraph("p", word("")), Paragraph("q", word(""), "heading"), Paragraph("r", word(""), "item"),
    )  # fmt: skip
    file = printed(document(*empty), tmp_path)
    assert len(file.pages) == 1
    assert len(printed(replace(document(), sections=()), tmp_path).pages) == 1


def test_what_is_higher_than_a_page_is_broken_and_not_cut_off(tmp_path: Path) -> None:
    words = " ".join(f"сөз{at}" for at in range(2500))
    quote = Quote("q", NONE, word(words), (), (), ())
    for block in (
        table(row("а", TableCell("text", text=word(words)))),
        quote,
        Cards((replace(CARD, lines=(word(words),)),)),
    ):
        file = printed(document(block), tmp_path)
        places = [float(one) for page in file.pages for one in _heights(file, page)]
        assert len(file.pages) > 1
        assert min(places) > 20
        assert joined(words) in joined(re.sub(r"Мониторинг\. Өңір|2018 жыл|Топ|Баған0|Бет: \d / \d", "", file.text))


def _heights(file: PdfFile, page: bytes) -> list[bytes]:
    """Distances of the words from the foot of the page, in points."""
    contents = re.search(rb"/Contents (\d+) 0 R", page)
    assert contents is not None
    return re.findall(rb"q\s+1 0 0 -1 [-.\d]+ ([-.\d]+)\s+cm", file.stream(int(contents[1])))


def test_a_short_table_is_on_one_page_and_a_long_one_ends_with_two_rows(tmp_path: Path) -> None:
    """Whatever comes before it: 40 places down the page."""
    for n in (6, 30):
        rows = [row(f"қатар{at}", TableCell("count", value=at)) for at in range(n)]
        for lines in range(20, 60, 4):
            before = [Paragraph("p", word(f"жол {at}")) for at in range(lines)]
            file = printed(document(*before, table(*rows)), tmp_path)
            found = [[one for one in file.words(page) if one.startswith("қатар")] for page in range(len(file.pages))]
            filled = [page for page in found if page]
            assert [one for page in filled for one in page] == [f"қатар{at}" for at in range(n)]
            assert len(filled) == 1 if n == 6 else len(filled[-1]) > 1


def test_columns_that_are_too_many_come_in_parts(tmp_path: Path) -> None:
    """Thirty columns: every heading and value once, row headings in each part, spanners over what is left of them."""
    cells = tuple(TableCell("both", "percent", 10 + at, 9.0 + at, 11.0 + at) for at in range(30))
    wide = table(row("Қала", *cells), columns=30, spanners=(ColumnSpanner(word("Топтар"), "c3", "c25"),))
    source = typst_table(wide, "kk")
    parts = source.count("figure(kind: table")
    assert parts > 1
    runs = printed(document(wide), tmp_path).words(0)
    assert [runs.count(f"Баған{at}") for at in range(30)] == [1] * 30
    assert [runs.count(f"{10 + at},0%") for at in range(30)] == [1] * 30
    assert runs.count("Қала") == runs.count("Топтар") == parts
    assert sum("(жалғасы)" in one for one in runs) == parts - 1


def test_a_table_is_source_for_any_document() -> None:
    """Nothing of the template of the report is needed."""
    content, warnings = typst.compile_with_warnings(typst_table(table(row("а", TableCell("status", status="stable", text=word("қ")))), "kk").encode(), format="pdf")  # fmt: skip
    assert content.startswith(b"%PDF")
    assert warnings == []


@pytest.mark.parametrize(
    "text",
    [
        "Этносаралық қарым-қатынас",
        "Толық сенемін 58,3",
        "СЕНІМ",
        "Обеспокоенность",
        "Wahrscheinlichkeit",
        "1 234,5–6 789,0",
    ],
)
def test_words_are_not_wider_than_they_are_taken_for(text: str) -> None:
    """Measured in the font of the document; at most a twelfth is missing, which the padding of a cell has."""
    font = get_font(str(Path(typst_setting.font_folders()[0]) / "OpenSans-Regular.ttf"))
    font.set_size(100, 72)
    measured = sum(font.load_char(ord(letter)).linearHoriAdvance / 65536 for letter in text)
    assert 0.92 * measured <= extent(text, 100) <= 1.35 * measured


def test_without_typst_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ReportError, match=r"survey-barometer\[pdf\]") as raised:
        write_pdf(document(), "kk", tmp_path / "x.pdf")
    assert raised.value.code == "R020"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("source", ["#nothing-of-this-name", '#set text(font: "No such font")\nx'])
def test_an_error_and_a_warning_of_typst_are_errors(source: str) -> None:
    with pytest.raises(ReportError) as raised:
        typst_setting.compiled(source, "report in 'kk'")
    assert raised.value.code == "R021"


def test_a_language_whose_letters_no_font_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst_setting, "known_characters", lambda: frozenset(range(128)))
    with pytest.raises(ReportError) as raised:
        typst_source(document(), "kk")
    assert raised.value.code == "R022"


@pytest.mark.parametrize(("language", "code"), [("es", b"es"), ("sr_Latn", b"sr")])
def test_a_language_of_the_workspace_has_its_words(
    tmp_path: Path, language: str, code: bytes, languages_as_before: None
) -> None:
    """Labels, page numbers and contents come from its file."""
    path = tmp_path / f"{language}.toml"
    path.write_text(translated(language), encoding="utf-8")
    use_language(read_language(path))
    title = Text(((language, "Título ñ"),))
    head = replace(document().meta, title=title, region=title, period=title, languages=(language,))
    block = ReportTable(
        "t", title, title, (TableColumn("c", title),), (TableRow("r", title, (TableCell("count", value=5),)),), number=3
    )
    report = Report(head, tuple(ReportSection(str(at), title, (block,)) for at in range(4)))
    file = printed(report, tmp_path, language)
    assert {"‹Contents›", "‹Table 3.›", "‹Page 1 of 1›"} <= set(file.words(0))
    assert set(re.findall(rb"/Lang ?\(([^)]*)\)", file.content)) == {code}


def test_a_language_in_which_the_report_was_not_built_is_refused() -> None:
    with pytest.raises(ReportError) as raised:
        typst_source(document(), "ru")
    assert raised.value.code == "R001"
