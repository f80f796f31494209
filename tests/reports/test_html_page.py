"""The page: one file, one language, nothing leaked."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import survey.reports
from survey.errors import ReportError
from survey.indicators import IndicatorRow
from survey.indicators.definitions import ScoreFormula
from survey.indicators.indicator_table import blank_row
from survey.reports import Report, ReportInput, build_report, render, write_html
from survey.reports.charts.colours import NEGATIVE, POSITIVE, SERIES, STATUS_COLOURS, TILE_CLASSES, contrast, text_on
from survey.reports.charts.dot_chart import BAND
from survey.reports.charts.svg_canvas import FAINT, GREY, INK, LINE, PAPER
from survey.reports.document_model import (
    FigureGroup,
    Glossary,
    GlossaryEntry,
    KeyMessage,
    KeyMessages,
    Paragraph,
    ReportSection,
)
from survey.reports.writers.chart_theme import DARK, themed
from survey.text import Text
from tests.reports.example_wave import line, table, with_rows
from tests.terms import refused

ROMAN = {"I", "II", "III", "IV"}
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Reader(HTMLParser):
    """Visible words, words of attributes for readers, and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.visible: list[str] = []
        self.codes: list[str] = []
        self.ids: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.visible += [value for name in ("aria-label", "alt", "title") if (value := given.get(name))]
        if tag == "td":
            self.cells.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        (self.codes if "code" in self.open else self.visible).append(data)
        if "td" in self.open:
            self.cells[-1] += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def pages(facts: ReportInput) -> Mapping[str, str]:
    report = build_report(facts)
    return {language: render(report, language) for language in facts.languages}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_page_uses_no_refused_word(pages: Mapping[str, str], language: str) -> None:
    """One thing, one word, in the sentences as they are read."""
    visible = read(pages[language]).visible
    assert len(visible) > 1000
    assert [(term.said, words) for words in visible for term in refused(words, language, "report")] == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_latin_letter_is_visible(pages: Mapping[str, str], language: str) -> None:
    """Apart from the Roman numeral of a quarter and names that are Latin: an association's, a file's."""
    reader = read(pages[language])
    words = re.findall(r"[A-Za-z]+", " ".join(reader.visible))
    assert [
        word
        for word in words
        if word not in ROMAN | {"AAPOR", "ESOMAR", "WAPOR", "ISO", "manifest", "json", "numbers", "csv"}
    ] == []
    assert reader.codes == ["indicators.csv " + "0" * 60 + "c0de", "manifest.json"]


def test_both_languages_have_the_same_tables_cells_and_numbers(pages: Mapping[str, str]) -> None:
    """Cell by cell, the digits agree."""
    cells = {
        language: [re.sub(r"[^\d,−+–]", "", cell) for cell in read(page).cells] for language, page in pages.items()
    }
    numbers = {language: [cell for cell in found if re.search(r"\d,\d", cell)] for language, found in cells.items()}
    assert len(cells["kk"]) == len(cells["ru"]) > 500
    assert numbers["kk"] == numbers["ru"]


def test_both_languages_have_the_same_elements(pages: Mapping[str, str]) -> None:
    """The same ids in the same order."""
    kk, ru = (read(pages[language]).ids for language in ("kk", "ru"))
    assert kk == ru
    assert len(kk) == len(set(kk))


def test_the_page_says_its_language_and_offers_a_short_way(pages: Mapping[str, str]) -> None:
    """For screen readers and keyboards."""
    for language, page in pages.items():
        assert f'<html lang="{language}">' in page
        assert '<a class="skip" href="#main">' in page
        assert 'name="viewport"' in page


def test_every_link_inside_the_page_leads_somewhere(pages: Mapping[str, str]) -> None:
    """Contents, shapes, captions."""
    page = pages["kk"]
    ids = set(read(page).ids)
    pointed = re.findall(r'(?:href="#|aria-labelledby="|url\(#)([^")]+)', page)
    assert len(pointed) > 40
    assert set(pointed) - ids == set()


def test_the_page_asks_nothing_of_the_network(pages: Mapping[str, str]) -> None:
    """No address, no import, no script."""
    for page in pages.values():
        assert "http" not in page
        assert "@import" not in page
        assert "<script" not in page
        assert "src=" not in page


def test_the_page_is_light(pages: Mapping[str, str]) -> None:
    """Well under a megabyte and a half."""
    assert all(len(page.encode()) < 1_000_000 for page in pages.values())


def test_every_figure_has_words_and_a_table(facts: ReportInput, pages: Mapping[str, str]) -> None:
    """Whoever cannot see the drawing reads the numbers."""
    assert pages["kk"].count('role="img" aria-label="') == len(build_report(facts).figures) > 10
    assert 'aria-label=""' not in pages["kk"]


def test_two_runs_give_the_same_bytes(facts: ReportInput, pages: Mapping[str, str]) -> None:
    """Nothing depends on the hour or on chance."""
    assert render(build_report(facts), "kk") == pages["kk"]


def hiding(facts: ReportInput, secret: float) -> ReportInput:
    """Two ethnic groups, two districts and an institution hidden; what is hidden is this number."""

    def hidden(row: IndicatorRow) -> IndicatorRow:
        known = row.status or "stable"
        return replace(
            row, estimate=secret, se=secret / 9, ci_low=secret - 3, ci_high=secret + 3, n=int(secret), deff_pooled=2.0,
            status=known, p_stable=secret / 100, share_dk=secret / 7, publish="hidden",
        )  # fmt: skip

    assert facts.battery is not None
    first, *others = facts.battery.lines
    closed = line(first.id, (secret, 9.0, 9.0, 9.0, secret / 3, 0.0), int(secret), "hidden")
    small = "turkish_azerbaijani_kurdish_dungan"
    places = {("ethnic_group", "uyghur"), ("ethnic_group", small), ("unit", "3"), ("unit", "6")}

    def changed(row: IndicatorRow) -> IndicatorRow:
        return hidden(row) if (row.domain, row.level) in places else row

    return replace(with_rows(facts, changed), battery=replace(facts.battery, lines=(*others, closed)))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_is_hidden_has_no_influence_on_the_page(facts: ReportInput, language: str) -> None:
    """Two quite different secrets give the same bytes: no table, chart, order or description depends on them."""
    one, other = (render(build_report(hiding(facts, secret)), language) for secret in (8.4321, 61.2345))
    assert one == other
    assert one.count(">х<") >= 2 * 8 * 2 + 3 * 2 * 2


def test_a_hidden_name_stays(facts: ReportInput) -> None:
    """The reader sees that something is withheld."""
    page = render(build_report(hiding(facts, 61.2345)), "ru")
    assert "Президент Республики Казахстан" in page
    assert "х – не публикуется" in page


def test_a_hostile_label_is_only_a_label(facts: ReportInput) -> None:
    """Names come from files that others write."""
    name = '<script>alert("1")</script>'
    hostile = Text.of(kk=name, ru=name)
    known = facts.table.indicators
    groupings = {
        name: replace(one, text=hostile, categories=tuple(replace(level, text=hostile) for level in one.categories))
        for name, one in known.form.groupings.items()
    }
    items = tuple(replace(one, name=hostile, meaning=hostile) for one in known)
    renamed = replace(known, items=items, form=replace(known.form, groupings=groupings))
    given = replace(facts, title=hostile, table=replace(facts.table, indicators=renamed))
    page = render(build_report(given), "kk")
    assert "<script" not in page
    read(page)


def test_a_language_that_was_not_built_is_refused(facts: ReportInput) -> None:
    """Nothing falls back silently."""
    with pytest.raises(ReportError) as raised:
        render(build_report(facts), "en")
    assert (raised.value.code, raised.value.place) == ("R001", "report of 2018Q1, language 'en'")


def test_english_is_written_when_every_text_has_it(facts: ReportInput) -> None:
    """A third language costs nothing but wordings."""
    text, known = Text.of(en="Monitor"), facts.table.indicators
    formula = known["ISI"].formula
    assert isinstance(formula, ScoreFormula)
    row = replace(
        blank_row("ISI"),
        estimate=67.25,
        se=1.0,
        ci_low=65.2,
        ci_high=69.3,
        df=81,
        n=975,
        deff_pooled=1.8,
        df_pooled=81.0,
        status="stable",
        p_stable=0.98,
    )
    few = replace(
        facts,
        title=text,
        region=text,
        people=Text(),
        languages=("en",),
        table=table([row], known=replace(known, items=(replace(known["ISI"], formula=replace(formula, items=())),))),
        battery=None,
        concerns=None,
        group_tests=(),
        previous=None,
        findings=(),
        methods=replace(
            facts.methods, population=text, sampling=text, mode=text, interviews_by_language=(), weight_steps=(), margins=(),
        ),
    )  # fmt: skip
    page = render(build_report(few), "en")
    assert "67.3" in page
    assert "probability 98%" in page
    assert "hreflang" not in page


def test_the_file_appears_whole(facts: ReportInput, tmp_path: Path) -> None:
    """And leaves nothing else behind."""
    path = write_html(build_report(facts), "kk", tmp_path / "report.kk.html")
    page = path.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    assert [other.name for other in tmp_path.iterdir()] == ["report.kk.html"]


def test_a_page_that_cannot_be_made_leaves_the_old_one(facts: ReportInput, tmp_path: Path) -> None:
    """The target is only replaced by a finished page."""
    target = tmp_path / "report.en.html"
    target.write_text("old", "utf-8")
    with pytest.raises(ReportError):
        write_html(build_report(facts), "en", target)
    assert target.read_text("utf-8") == "old"
    assert [other.name for other in tmp_path.iterdir()] == ["report.en.html"]


def test_the_figure_of_a_card_stands_in_its_words(pages: Mapping[str, str]) -> None:
    """Kazakh puts the people first and the share, with its ending, last."""
    shares = re.findall(
        r'<p class="figure"><span>([^<]*)</span><strong>([^<]*)</strong><span>([^<]*)</span>', pages["kk"]
    )
    assert len(shares) == 8
    people = [(before, after) for before, shown, after in shares if shown.endswith("%-ы")]
    assert people == [("ересек тұрғындардың ", "")] * 6
    assert {after for before, _, after in shares if before.startswith("100")} == {" балл"}


def test_a_narrow_drawing_says_what_the_broad_one_says(pages: Mapping[str, str]) -> None:
    """On a telephone no value is missing and none is added; parts of bars may be too narrow for theirs."""
    compared = 0
    for page in pages.values():
        for broad, narrow in re.findall(r'<div class="broad"[^>]*>(.*?)</div><div class="narrow">(.*?)</div>', page):
            many, few = (Counter(re.findall(r"[^<>\s]*\d[^<>\s]*(?=[^<>]*</text>)", svg)) for svg in (broad, narrow))
            # a heat map has the names of its rows again where its columns go on below
            assert set(few) <= set(many)
            missing = many - few
            assert not missing or (max(map(len, missing)) <= 2 and missing.total() < few.total() / 4)
            assert float(narrow.partition(' width="')[2].partition('"')[0]) <= 350
            compared += 1
    assert compared > 10


def test_headings_go_down_one_step_at_a_time(facts: ReportInput, parts: Report) -> None:
    """One title, sections under it, parts under sections, cards and headings in their place."""
    for report in (build_report(facts), parts):
        levels = [int(one) for one in re.findall(r"<h(\d)", render(report, "kk"))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert max(later - earlier for earlier, later in pairwise(levels)) == 1


@pytest.fixture(scope="module")
def parts(facts: ReportInput) -> Report:
    """A draft with sections of two levels and annexes, beside a brief, as an issuer publishes it."""

    def said(words: str) -> Text:
        return Text.of(kk=f"{words} kk", ru=words)

    heading = Paragraph("inner", said("Подробнее"), "heading")
    terms = Text.of(kk="қала", ru="город"), Text.of(kk="кент", ru="ёмкость"), Text.of(kk="үлес", ru="екатеринбург")
    glossary = Glossary("terms", tuple(GlossaryEntry(f"term_{at}", term, said("то")) for at, term in enumerate(terms)))
    message = KeyMessage("one", "bad", Text.of(kk="\x02Төмен\x03", ru="\x02Низко\x03"))
    figure = replace(build_report(facts).figures[0], alternative=Text.of(kk="\x02Бір\x03", ru='\x02"Раз"\x03'))
    meta = replace(
        build_report(facts).meta, draft=said("Черновик"), issuer=said("Акимат"), contact=said("пишите"), issued=said("май"),
        counterparts=("brief",),
    )  # fmt: skip
    sections = (
        ReportSection("main", said("Главное"), (KeyMessages("key", (message,)), heading)),
        ReportSection("part", said("Часть"), (heading, FigureGroup((figure,))), level=2),
        ReportSection("method", said("Как"), (), is_annex=True, starts_page=True),
        ReportSection("words", said("Слова"), (glossary,), is_annex=True, is_landscape=True),
    )
    return Report(meta, sections)


def test_the_contents_have_parts_and_annexes(parts: Report) -> None:
    """For a telephone and for a desk alike; the annexes are announced once in each and once in the text."""
    page = render(parts, "ru")
    inside = '<li><a href="#main">Главное</a>\n<ol>\n<li><a href="#part">Часть</a></li>\n</ol>'
    assert re.sub(r"\n+", "\n", page).count(inside) == 2
    assert page.count(">Приложения<") == 3
    assert page.index('<p class="part">') > page.index('id="part"')
    assert 'class="level-1 annex starts-page"' in page
    assert 'class="level-1 annex landscape"' in page


def test_the_head_names_issuer_and_other_documents(parts: Report) -> None:
    """The brief in this language, the report in the other, each under its name; catalogues find the same."""
    page = render(parts, "ru")
    links = re.findall(r'<li><a href="([a-z.]+)"(?: hreflang="(..)" lang="..")?>([^<]+)</a>', page)
    assert links == [("brief.ru.html", "", "Краткий обзор"), ("report.kk.html", "kk", "Қазақ тілі")]
    assert '<link rel="alternate" hreflang="kk" href="report.kk.html">' in page
    described = dict(re.findall(r'<meta name="((?:dcterms\.)?[a-z]+)" content="([^"]*)">', page))
    assert (described["description"], described["dcterms.publisher"]) == ("Низко", "Акимат")
    assert [line for line in ("Акимат", "пишите", "май") if f'<li class="name">{line}</li>' in page] == [
        "Акимат", "пишите", "май",
    ]  # fmt: skip


def test_a_draft_says_so_on_screen_and_on_every_printed_page(parts: Report) -> None:
    """The warnings are the footer group of the printed body, whichever of them there are."""
    page = render(parts, "ru")
    assert '<p class="draft">Черновик</p>' in page
    only = render(Report(replace(parts.meta, simulated=Text(), draft=Text())), "ru")
    assert 'class="warnings"' not in only
    assert 'class="contents"' not in only
    read(only)


def test_terms_are_in_the_order_of_the_alphabet_of_each_language(parts: Report) -> None:
    """Kazakh letters are not put after the last Russian one, and ё goes with е."""
    listed = {language: re.findall(r"<dt>([^<]+)</dt>", render(parts, language)) for language in ("kk", "ru")}
    assert listed == {"kk": ["кент", "қала", "үлес"], "ru": ["город", "екатеринбург", "ёмкость"]}


def test_emphasis_does_not_break_an_attribute(parts: Report) -> None:
    """What a screen reader reads of a figure has no marks and no elements."""
    assert 'role="img" aria-label="&#34;Раз&#34;"' in render(parts, "ru")


def colours_of(macro: str) -> dict[str, str]:
    """The colours of the style sheet, light or dark."""
    sheet = (Path(survey.reports.__file__).parent / "writers/templates/colours.css").read_text("utf-8")
    body = sheet[sheet.index(f"macro {macro}()") :].partition("endmacro")[0]
    return {
        name: code if len(code) == 7 else "#ffffff" for name, code in re.findall(r"--([a-z-]+): (#[0-9a-f]+);", body)
    }


def test_words_can_be_read_in_light_and_in_the_dark() -> None:
    """Contrast of WCAG 2.2: 4.5 for words on every ground they are set on, 3 for the outline of the keyboard's place."""
    for macro in ("light", "dark"):
        colours = colours_of(macro)
        words = [colours[name] for name in ("ink", "grey", "accent", "link", "stable", "tension", "negative", "open")]
        grounds = [colours[name] for name in ("paper", "faint", "warm")]
        assert min(contrast(word, ground) for word in words for ground in grounds) > 4.5
        assert contrast("#ffffff", colours["alarm"]) > 4.5
        assert contrast(colours["focus"], colours["paper"]) > 3


def test_drawings_change_in_the_dark() -> None:
    """Every colour that is drawn on paper has another for the dark, which can be seen there."""
    paper = DARK[PAPER]
    assert paper == colours_of("dark")["paper"]
    drawn = [*STATUS_COLOURS.values(), *SERIES, INK, GREY]
    assert min(contrast(DARK[colour], paper) for colour in drawn) > 4.5
    assert min(contrast(colour, PAPER) for colour in drawn) > 4.5
    assert max(contrast(DARK[colour], paper) for colour in (LINE, FAINT, BAND)) < 2
    assert themed(f'<text x="1" fill="{INK}">') == f'<text x="1" fill="var(--c-{INK[1:]}, {INK})">'
    ground = {text_on(fill) for fill in (*TILE_CLASSES, *POSITIVE, *NEGATIVE)}
    assert ground - {"#ffffff"} != set()
    assert all(themed(f'<text x="1" fill="{colour}">') == f'<text x="1" fill="{colour}">' for colour in ground)
