"""The report as a tagged PDF, set by Typst."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from survey.reports.document_model import Meta, Report
from survey.reports.inline_marks import unmarked
from survey.reports.phrases import Phrases
from survey.reports.writers.typst_blocks import FONTS, TypstBlocks, listed
from survey.reports.writers.typst_setting import compiled, printable
from survey.reports.writers.typst_tables import typst_table
from survey.reports.writers.typst_words import literal, words
from survey.reports.writers.whole_file import need_language, write_whole
from survey.text import Language, Text

__all__ = ["typst_source", "typst_table", "write_pdf"]

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
        content = compiled(typst_source(report, language, date=date, density=density), place)
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
    return printable("\n".join(lines) + "\n", language)


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
