"""The report as a tagged PDF, set by Typst."""

from __future__ import annotations

import datetime
import functools
import os
import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import ReportError
from survey.reports.document_model import Meta, Report
from survey.reports.inline_marks import unmarked
from survey.reports.phrases import Phrases
from survey.reports.writers.typst_blocks import FONTS, TypstBlocks, listed
from survey.reports.writers.typst_tables import typst_table
from survey.reports.writers.typst_words import literal, words
from survey.reports.writers.whole_file import need_language, write_whole
from survey.text import Language, Text

if TYPE_CHECKING:
    from typst import Fonts

__all__ = ["typst_source", "typst_table", "write_pdf"]

UNKNOWN, BYTE_ORDER_MARK = "\ufffd", 0xFEFF
"""What a character is shown as that no font of the document has, and the one that is left out."""

DENSITIES, BRIEF_PAGES = 4, 2
"""Densities of the template, and pages of a brief, which is as dense as it must be to fit them."""

LEAST_CONTENTS = 4
"""Sections from which on a report has contents."""


def write_pdf(
    report: Report, language: Language, path: str | os.PathLike[str], *, date: datetime.date | None = None
) -> Path:
    """Write the report to a PDF that is tagged for screen readers (PDF/UA-1), and return its path.

    Parameters
    ----------
    report : Report
    language : str
    path : str or path
        The file appears whole or not at all.
    date : datetime.date or None
        Date of the document in its properties; none by default, so that the same report gives the same bytes on every day.

    Raises
    ------
    ReportError
        ``R001`` when the report was not built in this language, ``R020`` when Typst is not installed, ``R021`` when Typst
        cannot set the document or warns of it, ``R022`` when no font has the letters of the language.
    """
    place = f"{report.meta.kind} in {language!r}"
    content = b""
    for density in range(DENSITIES if report.meta.kind == "brief" else 1):
        content = _compiled(typst_source(report, language, date=date, density=density), place)
        if n_pages(content) <= BRIEF_PAGES:
            break
    return write_whole(path, content)


def n_pages(content: bytes) -> int:
    """Number of pages of a PDF of Typst."""
    return len(re.findall(rb"/Type ?/Page\b", content))


def typst_source(report: Report, language: Language, *, date: datetime.date | None = None, density: int = 0) -> str:
    """The report as Typst source: a template, and calls of its functions with every text as a string.

    A character that no font of the document has is the replacement character. ``density`` from 1 to 3 makes letters, drawings
    and gaps smaller: a brief takes the least with which it fits two pages.
    """
    need_language(report, language)
    blocks = TypstBlocks(language, is_brief=report.meta.kind == "brief", density=density)
    look = (files("survey.reports.writers") / "templates" / "document.typ").read_text(encoding="utf-8")
    lines = [
        f"#set text(lang: {_code(language)})",
        f"#let density = {density}",
        look,
        _look(report.meta, language, date),
        f"#{_title(report.meta, language)}",
    ]
    if report.meta.kind == "report" and len(report.sections) >= LEAST_CONTENTS:
        lines.append(f"#contents({words(Phrases((language,)).say('contents')[language])})")
    lines += _sections(report, blocks)
    return _printable("\n".join(lines) + "\n", language)


def _sections(report: Report, blocks: TypstBlocks) -> Iterator[str]:
    """Sections, with a new page where one starts it or where the page is turned; annexes are named as such."""
    is_landscape = False
    annexes = words(Phrases((blocks.language,)).say("annexes")[blocks.language])
    for section in report.sections:
        if section.is_landscape != is_landscape:
            is_landscape = section.is_landscape
            yield f"#set page(flipped: {str(is_landscape).lower()})"
        elif section.starts_page:
            yield "#page-start"
        if section.level == 1:
            yield "#place.flush()"
        if section.is_annex and section.level == 1:
            yield f"#annex-mark({annexes})"
        yield from blocks.section(section)


def _look(meta: Meta, language: Language, date: datetime.date | None) -> str:
    """The rule that sets pages, fonts, heads and feet."""
    title = ". ".join(unmarked(one[language]) for one in (meta.title, meta.period))
    head = [words(f"{meta.title[language]}. {meta.region[language]}"), words(meta.period[language])]
    day = "none" if date is None else f"datetime(year: {date.year}, month: {date.month}, day: {date.day})"
    author = listed([literal(meta.issuer[language])] if meta.issuer else [])
    places = [
        f"language: {_code(language)}", f"title: {literal(title)}", f"author: {author}", f"date: {day}",
        f"fonts: {listed(literal(one) for one in FONTS)}", f"head: {listed(head)}",
        f"warnings: {listed(_warnings(meta, language))}", f"foot: {_foot(language)}",
    ]  # fmt: skip
    return f"#show: document-look.with({', '.join(places)})"


def _code(language: Language) -> str:
    """The language without its script, as Typst names it."""
    return literal(language.partition("_")[0])


def _warnings(meta: Meta, language: Language) -> list[str]:
    return [words(one[language]) for one in (meta.draft, meta.simulated) if one]


def _foot(language: Language) -> str:
    """A function from the page and the number of pages to the words of a page number."""
    page, pages = "\ue000", "\ue001"
    said = literal(Phrases((language,)).say("page_of", page=page, pages=pages)[language])
    filled = said.replace(page, '" + page + "').replace(pages, '" + pages + "')
    return f"(page, pages) => {filled}"


def _title(meta: Meta, language: Language) -> str:
    facts = [one for one in (*meta.facts, meta.revision) if one]
    names = [one for one in (meta.issuer, meta.contact, meta.issued) if one]
    places = [
        words(meta.title[language]), words(meta.region[language]), words(meta.period[language]),
        _array(facts, language), _array(names, language),
        words(meta.caution[language]) if meta.caution else "none",
        listed(_warnings(meta, language)),
    ]  # fmt: skip
    return f"title-block({', '.join(places)})"


def _array(texts: list[Text], language: Language) -> str:
    return listed(words(one[language]) for one in texts)


def _printable(source: str, language: Language) -> str:
    """The source with the replacement character for what no font has; the letters of the language must be there."""
    known = _known_characters()
    missing = {
        one for one in set(source) if ord(one) not in known and one != "\n" and unicodedata.category(one) != "Cf"
    }
    if needed := missing & set(Phrases((language,)).say("contents")[language]):
        raise ReportError(
            "R022",
            f"PDF in {language!r}",
            f"The fonts of the document have no letters such as {', '.join(sorted(needed)[:3])}.",
            "Write the other formats: pages and Word take the fonts of the computer.",
        )
    # PDF/UA forbids the mark of byte order inside a text, where it says nothing.
    return source.translate({ord(one): UNKNOWN for one in missing} | {BYTE_ORDER_MARK: None})


@functools.cache
def _font_folders() -> tuple[str, ...]:
    """Folders of the fonts: that of the document comes with this package, the other one with matplotlib."""
    import matplotlib

    return (str(files("survey.reports") / "fonts"), str(Path(matplotlib.get_data_path()) / "fonts" / "ttf"))


@functools.cache
def _fonts() -> Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=list(_font_folders()))


@functools.cache
def _known_characters() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    own, others = (Path(one) for one in _font_folders())
    names = (own / "OpenSans-Regular.ttf", others / "DejaVuSans.ttf")
    return frozenset().union(*(get_font(str(name)).get_charmap() for name in names))


def _compiled(source: str, place: str) -> bytes:
    try:
        import typst
    except ModuleNotFoundError:
        raise ReportError(
            "R020",
            f"{place}, PDF",
            "The library typst, which sets the PDF, is not installed.",
            "Install it: pip install 'survey-barometer[pdf]'.",
        ) from None
    try:
        content, warnings = typst.compile_with_warnings(
            source.encode("utf-8"), format="pdf", font_paths=_fonts(), ignore_system_fonts=True, pdf_standards="ua-1"
        )
        said = "; ".join(str(one) for one in warnings)
    except typst.TypstError as error:
        content, said = b"", str(error)
    if said:
        raise ReportError(
            "R021",
            f"{place}, PDF",
            f"Typst could not set the document without complaint: {said[:400]}.",
            "Please report it with typst_source(report, language), which gives the source.",
        )
    return bytes(content)
