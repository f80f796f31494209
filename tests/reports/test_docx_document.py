"""The document for Word: native parts, the numbers of the document, nothing leaked, the same bytes in every run."""

import builtins
import datetime
import io
import itertools
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from survey.errors import ReportError
from survey.reports import Report, ReportInput, build_report
from survey.reports.document_model import (
    Cards,
    ColumnSpanner,
    DownloadFile,
    Downloads,
    FigureGroup,
    Glossary,
    GlossaryEntry,
    KeyMessage,
    KeyMessages,
    Meta,
    Paragraph,
    ReportSection,
    ReportTable,
)
from survey.reports.inline_marks import marked
from survey.reports.report_input import NO_WORDS
from survey.reports.writers import word_blocks
from survey.reports.writers.docx_document import write_docx, write_docx_tables
from survey.reports.writers.shown_cell import shown_cell
from survey.reports.writers.word_tables import shown_columns
from survey.text import Text
from tests.reports.example_tables import SECRET, banner, en, wild
from tests.reports.test_html_page import hiding
from tests.reports.test_workbook import sources

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def report(facts: ReportInput) -> Report:
    return build_report(replace(facts, simulated=True))


@pytest.fixture(scope="module")
def files(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("word")
    return {
        language: write_docx(report, language, folder / f"report.{language}.docx") for language in report.meta.languages
    }


@pytest.fixture(scope="module")
def documents(files: Mapping[str, Path]) -> Mapping[str, Document]:
    return {language: docx.Document(str(path)) for language, path in files.items()}


def words(element: object) -> str:
    """Text of an element, its lines parted by a line end."""
    lines = element.iter(qn("w:t"), qn("w:br"))  # type: ignore[attr-defined]
    return "".join("\n" if one.tag == qn("w:br") else one.text or "" for one in lines)


def rows_of(table: Table) -> list[list[str]]:
    """Cells of the rows under the heading."""
    rows = [row for row in table._tbl.tr_lst if row.find(f".//{qn('w:tblHeader')}") is None]
    return [[words(cell) for cell in row.tc_lst] for row in rows]


def of_style(document: Document, name: str) -> list[str]:
    return [words(one._p) for one in document.paragraphs if one.style is not None and one.style.name == name]


def surveys(document: Document) -> list[Table]:
    """Tables of numbers: not cards, facts or pictures next to each other."""
    return [one for one in document.tables if one.style is not None and one.style.name == "Survey Table"]


def english(report: Report, draft: Text = NO_WORDS) -> Meta:
    """The head of a document of a few words."""
    return replace(
        report.meta, languages=("en",), title=en("T"), period=en("P"), region=en("R"), facts=(), caution=NO_WORDS, simulated=NO_WORDS,
        draft=draft,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_headings_are_native_and_in_order(report: Report, documents: Mapping[str, Document], language: str) -> None:
    found = [
        (int(one.style.name[-1]), words(one._p))
        for one in documents[language].paragraphs
        if one.style is not None and one.style.name.startswith("Heading")
    ]
    expected = []
    for section in report.sections:
        level = section.level + section.is_annex
        if section.is_annex and section is next(one for one in report.sections if one.is_annex):
            expected.append((1, {"kk": "Қосымшалар", "ru": "Приложения"}[language]))
        expected.append((level, section.title[language]))
        headings = [one for one in section.blocks if isinstance(one, Paragraph) and one.kind == "heading"]
        expected += [(level + 1, one.text[language]) for one in headings]
    assert found == expected
    levels = [level for level, _ in found]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize(("language", "caption"), [("kk", "{}-кесте. {}"), ("ru", "Таблица {}. {}")])
def test_tables_have_captions_that_count(
    report: Report, documents: Mapping[str, Document], language: str, caption: str
) -> None:
    captions = of_style(documents[language], "Caption")
    expected = [caption.format(one.number, one.title[language]) for one in report.tables]
    assert [one for one in captions if one in set(expected)] == expected
    source = documents[language].element.xml
    assert source.count(" SEQ ") == len(report.tables) + len(report.figures)
    assert f" SEQ {'кесте' if language == 'kk' else 'Таблица'} \\* ARABIC " in source


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_table_shows_the_words_of_its_cells(
    report: Report, documents: Mapping[str, Document], language: str
) -> None:
    """The same as every other format, interval and remark on lines below; columns drawn to scale are left out."""
    tables = surveys(documents[language])
    joined: list[list[list[str]]] = []
    place = 0
    for table in report.tables:
        n_columns = 0
        parts = []
        while n_columns < len(shown_columns(table)):
            parts.append(rows_of(tables[place]))
            n_columns += len(tables[place].columns) - 1
            place += 1
        joined.append([[cell for row in rows for cell in row[1:]] for rows in zip(*parts, strict=True)])
    assert place == len(tables)
    for table, found in zip(report.tables, joined, strict=True):
        for row, cells in zip(table.rows, found, strict=True):
            kept = [row.cells[at] for at in shown_columns(table)] if row.cells else []
            for cell, shown in zip(kept, cells, strict=True):
                expected = shown_cell(cell, language)
                assert [part for part in (expected.main, expected.interval, expected.word) if part not in shown] == []


def test_rows_are_whole_and_headings_repeated(documents: Mapping[str, Document]) -> None:
    tables = surveys(documents["ru"])
    rows = [row for table in tables for row in table._tbl.tr_lst]
    assert len(rows) > 150
    assert [row for row in rows if row.find(f".//{qn('w:cantSplit')}") is None] == []
    assert {bool(table._tbl.tr_lst[0].findall(f".//{qn('w:tblHeader')}")) for table in tables} == {True}


def test_contents_lead_to_headings(documents: Mapping[str, Document]) -> None:
    """The field is filled, and each line leads to a place that exists."""
    body = documents["ru"].element.body
    listed = list(body.iter(qn("w:hyperlink")))
    places = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    assert ' TOC \\o "1-2"' in body.xml
    assert len(listed) > 6
    assert {one.get(qn("w:anchor")) for one in listed} <= places
    assert [words(one) for one in listed] == [
        words(one._p) for one in documents["ru"].paragraphs if one.style is not None and one.style.name in ("Heading 1", "Heading 2")
    ]  # fmt: skip


def test_every_style_that_is_used_exists(documents: Mapping[str, Document]) -> None:
    """Word shows text of an unknown style as plain text, without a word."""
    document = documents["ru"]
    known = {style.style_id for style in document.styles}
    used = {
        one.get(qn("w:val"))
        for kind in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for part in (document.element, document.sections[0].header._element, document.sections[0].footer._element)
        for one in part.iter(qn(kind))
    }
    assert len(used) > 15
    assert used <= known


def test_figures_are_drawings_with_images_and_words(report: Report, documents: Mapping[str, Document]) -> None:
    """Programs that know SVG show it, others the PNG; both are in the file."""
    document = documents["kk"]
    described = [one.get("descr") for one in document.element.iter(qn("wp:docPr"))]
    cards = [
        card
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Cards)
        for card in block.cards
    ]
    assert described[len(cards) :] == [" ".join(one.alternative["kk"].split()) for one in report.figures]
    assert [card.id for card, words in zip(cards, described, strict=False) if card.interval["kk"] not in words] == []
    parts = {name: link.target_part.blob for name, link in document.part.rels.items() if "image" in link.reltype}
    drawings = [one.attrib[qn("r:embed")] for one in document.element.iter() if str(one.tag).endswith("svgBlip")]
    images = [one.attrib[qn("r:embed")] for one in document.element.iter(qn("a:blip"))]
    assert len(drawings) == len(images) == len(described) > len(report.figures)
    assert {parts[one][:4] for one in images} == {PNG}
    assert {parts[one][:4] for one in drawings} == {b"<svg"}


@pytest.mark.parametrize(("language", "tag"), [("kk", "kk-KZ"), ("ru", "ru-RU")])
def test_the_language_and_the_properties_are_set(
    report: Report, documents: Mapping[str, Document], language: str, tag: str
) -> None:
    document = documents[language]
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {tag}
    properties = document.core_properties
    assert (properties.title, properties.language) == (report.meta.title[language], tag)
    assert (properties.comments, properties.created) == ("", datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC))


def test_every_page_warns_and_is_numbered(report: Report, documents: Mapping[str, Document]) -> None:
    """Pages across have the same heads."""
    for section in documents["ru"].sections:
        assert report.meta.simulated["ru"] in [one.text for one in section.header.paragraphs]
        foot = section.footer.paragraphs[0]._p.xml
        assert " PAGE " in foot
        assert " NUMPAGES " in foot
        assert words(section.footer._element) == "Страница 1 из 1"


def test_pages_lie_as_the_sections_ask(report: Report, tmp_path: Path) -> None:
    upright = ReportSection("a", en("A"), (Paragraph("p", en("text")),))
    across = replace(upright, id="b", is_landscape=True, starts_page=True)
    meta = english(report, draft=en("draft"))
    path = write_docx(Report(meta, (upright, across, upright)), "en", tmp_path / "a.docx")
    sections = docx.Document(str(path)).sections
    assert [int(one.page_width or 0) > int(one.page_height or 0) for one in sections] == [False, True, False]
    assert ["draft" in [line.text for line in one.header.paragraphs] for one in sections] == [True] * 3


def test_blocks_that_are_not_tables(report: Report, tmp_path: Path) -> None:
    """Key messages, terms, files and emphasised words."""
    blocks = (
        KeyMessages("k", (KeyMessage("1", "bad", en(marked("**Trust** is low"))),)),
        Glossary("g", (GlossaryEntry("t", en("Interval"), en("Both limits")),)),
        Downloads("d", (DownloadFile("indicators.csv", en("all indicators"), "text/csv", b""),)),
        Paragraph("i", en("One item"), "item"),
    )
    meta = english(report)
    document = docx.Document(
        str(write_docx(Report(meta, (ReportSection("a", en("A"), blocks),)), "en", tmp_path / "a.docx"))
    )
    message = next(one for one in document.paragraphs if one.style is not None and one.style.name == "Key Message")
    assert [(run.text, bool(run.bold)) for run in message.runs] == [("Trust", True), (" is low", False)]
    assert "Interval – Both limits" in [words(one._p) for one in document.paragraphs]
    assert of_style(document, "List Bullet") == ["indicators.csv – all indicators", "One item"]


def test_spanners_are_joined_cells(tmp_path: Path) -> None:
    """A heading without a spanner reaches up over both rows; letters are raised, roles show, indents are kept."""
    table = replace(banner(), spanners=(*banner().spanners, ColumnSpanner(en("All"), "men", "change", level=2)))
    document = docx.Document(str(write_docx_tables([table], "en", tmp_path / "a.docx")))
    head = [row for row in surveys(document)[0]._tbl.tr_lst if row.find(f".//{qn('w:tblHeader')}") is not None]
    spans = [[(words(cell), cell.grid_span, cell.vMerge) for cell in row.tc_lst] for row in head]
    assert spans == [
        [("Answer", 1, "restart"), ("All", 3, None), ("Level", 1, "restart"), ("Note", 1, "restart")],
        [("", 1, "continue"), ("Sex", 2, None), ("Change", 1, "restart"), ("", 1, "continue"), ("", 1, "continue")],
        [("", 1, "continue"), ("Men\nA", 1, None), ("Women\nB", 1, None), ("", 1, "continue"), ("", 1, "continue"), ("", 1, "continue")],
    ]  # fmt: skip
    raised = [words(one) for one in document.element.iter(qn("w:r")) if (style := one.style) == "Letters" and style]
    assert raised == [" B"]
    total = next(row for row in surveys(document)[0].rows if row.cells[0].text == "All")
    assert {run.bold for run in total.cells[0].paragraphs[0].runs} == {True}
    assert surveys(document)[0].rows[4].cells[0].paragraphs[0].paragraph_format.left_indent is not None
    notes = of_style(document, "Table Note")
    assert notes == [
        "Base: all.",
        "Asked: Do you trust?",
        "Letters: the share is higher than that of the column.",
        "Source: the survey.",
    ]


def test_a_hidden_cell_has_only_its_mark(tmp_path: Path) -> None:
    """Even when the model still has its number."""
    path = write_docx_tables([banner()], "en", tmp_path / "a.docx")
    found = sources(path)
    shown = f"{SECRET:.1f}"
    assert [leak for leak in (str(SECRET)[:6], shown, "617283", "ecret", "SECRET") if leak in found] == []
    row = next(row for row in rows_of(surveys(docx.Document(str(path)))[0]) if row[0] == "No")
    assert row[2:5] == ["x", "–", "x"]


def test_what_is_hidden_has_no_influence(
    facts: ReportInput, files: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The images are those of the drawings, so that one image for all saves time."""
    image = zipfile.ZipFile(files["ru"]).read("word/media/image1.png")
    monkeypatch.setattr(word_blocks, "draw_png", lambda *_, **__: image)
    first, second = (build_report(hiding(facts, secret)) for secret in (12.3456, 78.9123))
    one, two = (write_docx(made, "ru", tmp_path / name) for made, name in ((first, "1.docx"), (second, "2.docx")))
    assert one.read_bytes() == two.read_bytes()


def test_two_runs_give_the_same_bytes(report: Report, files: Mapping[str, Path], tmp_path: Path) -> None:
    again = write_docx(report, "kk", tmp_path / "again.docx").read_bytes()
    assert again == files["kk"].read_bytes()
    with zipfile.ZipFile(io.BytesIO(again)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_large_table_with_wild_names_is_cut_into_parts(tmp_path: Path) -> None:
    """Thirty columns do not fit on a page: they are in several tables, each with the headings of the rows."""
    table = wild(60)
    tables = surveys(docx.Document(str(write_docx_tables([table, table], "en", tmp_path / "a.docx"))))
    parts = tables[: len(tables) // 2]
    assert len(parts) > 1
    assert sum(len(one.columns) - 1 for one in parts) == 30
    assert {len(rows_of(one)) for one in parts} == {60}
    first = [row[0] for row in rows_of(parts[0])]
    assert first[0] == "=1+1"
    assert first[4] == "ab" or "\N{REPLACEMENT CHARACTER}" in first[4]
    pages = docx.Document(str(tmp_path / "a.docx")).sections[-1]
    assert pages.page_width is not None
    assert (
        max(sum(int(cell.get(qn("w:w"))) for cell in one._tbl.tblGrid.iter(qn("w:gridCol"))) for one in tables)
        <= pages.page_width.twips
    )


def test_numbers_that_jump_are_counted_anew(tmp_path: Path) -> None:
    """A table that keeps its number from elsewhere."""
    tables = [replace(banner(), number=5), replace(banner(), number=6), replace(banner(), number=9)]
    source = docx.Document(str(write_docx_tables(tables, "en", tmp_path / "a.docx"))).element.xml
    assert re.findall(r" SEQ Table [^<]*", source) == [
        " SEQ Table \\* ARABIC \\r 5 ",
        " SEQ Table \\* ARABIC ",
        " SEQ Table \\* ARABIC \\r 9 ",
    ]


def test_empty_documents_open(report: Report, tmp_path: Path) -> None:
    """No section, no table, a table without rows or columns."""
    bare = ReportTable("b", en("Bare"), en("corner"), (), ())
    for path in (
        write_docx(Report(report.meta), "kk", tmp_path / "1.docx"),
        write_docx_tables([], "en", tmp_path / "2.docx"),
        write_docx_tables([bare, replace(banner(), rows=())], "en", tmp_path / "3.docx"),
    ):
        assert docx.Document(str(path)).sections


def test_a_group_without_figures_is_nothing(report: Report, tmp_path: Path) -> None:
    section = ReportSection("a", report.meta.title, (FigureGroup(()), FigureGroup((), small=True)))
    assert docx.Document(str(write_docx(Report(report.meta, (section,)), "kk", tmp_path / "1.docx"))).paragraphs


def test_without_python_docx_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def missing(name: str, *args: object) -> object:
        if name.partition(".")[0] == "docx":
            raise ImportError(name)
        return known(name, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ReportError) as raised:
        write_docx_tables([banner()], "en", tmp_path / "a.docx")
    assert (raised.value.code, raised.value.remedy) == ("R030", 'Run: pip install "survey-barometer[docx]"')


def test_a_language_that_was_not_built_is_refused(report: Report, tmp_path: Path) -> None:
    with pytest.raises(ReportError) as raised:
        write_docx(report, "en", tmp_path / "a.docx")
    assert raised.value.code == "R001"
