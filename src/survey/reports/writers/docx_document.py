"""Reports and tables as a document for Word (DOCX): native headings, captions, contents and tables that an editor can go on with."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from survey.reports.document_model import Report, ReportSection, ReportTable
from survey.reports.writers.document_head import DocumentHead
from survey.reports.writers.tidy_cells import worded
from survey.reports.writers.whole_file import need_language, write_whole
from survey.reports.writers.word_blocks import WordBlocks
from survey.reports.writers.word_package import (
    LONG_SIDE,
    SHORT_SIDE,
    content,
    fill,
    need_docx,
    new_document,
    pages,
    set_running_heads,
)
from survey.reports.writers.word_tables import natural_width
from survey.reports.writers.word_xml import NEXT_PLACE, PLACE, field, link, paragraph, run, words
from survey.text import Language

if TYPE_CHECKING:
    from docx.document import Document

_MARGIN = 1134
"""Margins at both sides in twentieths of a point."""


def write_docx(
    report: Report, language: Language, path: str | os.PathLike[str], *, created: datetime.date | None = None
) -> Path:
    """Write a report as a document for Word that appears whole or not at all, and return its path.

    Parameters
    ----------
    report : Report
    language : str
        A language of the report; spelling is checked in it.
    path : path
    created : date, optional
        Date of creation among the properties of the file; without it 1 January 1980, so that two runs give the same bytes.

    Raises
    ------
    ReportError
        ``R001`` when the report was not built in this language, ``R030`` when python-docx is not installed.
    """
    need_language(report, language)
    need_docx()
    writing = _Writing.start(DocumentHead.of(report.meta), language, created)
    writing.open(with_contents=report.meta.kind == "report" and len(report.sections) > 1)
    annexes = [section for section in report.sections if section.is_annex]
    for section in report.sections:
        writing.section(section, opens_annexes=bool(annexes) and section is annexes[0])
    return write_whole(path, writing.content())


def write_docx_tables(
    tables: Sequence[ReportTable],
    language: Language,
    path: str | os.PathLike[str],
    *,
    head: DocumentHead | None = None,
    created: datetime.date | None = None,
) -> Path:
    """Write tables as a document for Word that appears whole or not at all, and return its path.

    Parameters
    ----------
    tables : sequence of ReportTable
        Those without a number are numbered by their place; tables that are wider than a page are on pages across.
    language : str
        A language of all their texts.
    path : path
    head : DocumentHead, optional
        Title, lines under it, warnings and issuer.
    created : date, optional
        As in :func:`write_docx`.

    Raises
    ------
    ReportError
        ``R030`` when python-docx is not installed.
    TextError
        ``T001`` when a text has no wording in this language.
    """
    need_docx()
    writing = _Writing.start(head or DocumentHead(), language, created)
    writing.open(with_contents=False)
    for at, table in enumerate(tables, 1):
        writing.turn(is_landscape=natural_width(table, language) > SHORT_SIDE - 2 * _MARGIN)
        writing.add(writing.blocks.table(table if table.number else replace(table, number=at)))
    return write_whole(path, writing.content())


@dataclass(slots=True)
class _Writing:
    """A document that is being written: its parts so far, and how the page lies."""

    document: Document
    head: DocumentHead
    language: Language
    blocks: WordBlocks
    parts: list[str]
    contents_at: int | None = None
    is_landscape: bool = False

    @classmethod
    def start(cls, head: DocumentHead, language: Language, created: datetime.date | None) -> _Writing:
        """An empty document with running heads and page numbers."""
        title, issuer = worded(head.title, language), worded(head.issuer, language)
        document = new_document(language, title, issuer, created)
        writing = cls(document, head, language, WordBlocks(document, language, SHORT_SIDE - 2 * _MARGIN), [])
        writing._running_head(title)
        return writing

    def add(self, xml: str) -> None:
        """Add paragraphs or tables."""
        self.parts.append(xml)

    def open(self, *, with_contents: bool) -> None:
        """Title, lines under it, warnings, and the place of the contents."""
        for position, line in enumerate(self.head.lines_in(self.language)):
            self.add(paragraph(words(line), "Subtitle" if position < 2 else "Note"))
        if self.head.title:
            self.parts.insert(0, paragraph(words(worded(self.head.title, self.language)), "Title"))
        for warning in self.head.warnings_in(self.language):
            self.add(paragraph(words(warning), "Warning"))
        if with_contents:
            self.contents_at = len(self.parts)

    def section(self, section: ReportSection, *, opens_annexes: bool) -> None:
        """A section with its heading; the first annex is preceded by a heading of all annexes, whose level is the first."""
        self.turn(is_landscape=section.is_landscape)
        on_new_page = section.starts_page
        if opens_annexes:
            self.add(self.blocks.heading(self.blocks.say("annexes"), 1, on_new_page=on_new_page))
            on_new_page = False
        level = section.level + section.is_annex
        self.add(self.blocks.heading(worded(section.title, self.language), level, on_new_page=on_new_page))
        for block in section.blocks:
            self.add(self.blocks.xml(block, level))

    def turn(self, *, is_landscape: bool) -> None:
        """Begin pages that lie the other way, when they do."""
        if is_landscape != self.is_landscape and self.parts:
            self.add(paragraph("", "TableNote", section=self._pages()))
        self.is_landscape = is_landscape
        self.blocks.width = (LONG_SIDE if is_landscape else SHORT_SIDE) - 2 * _MARGIN

    def content(self) -> bytes:
        """The bytes of the document."""
        if self.contents_at is not None:
            self.parts.insert(self.contents_at, self._contents())
        fill(self.document, "".join(self.parts) or paragraph(""), self._pages())
        return content(self.document)

    def _contents(self) -> str:
        """The contents as a field with all its lines, which lead to their places.

        Page numbers are left to Word, which adds them when the field is updated (F9): a writer without layout cannot know
        them, and a field that updates itself asks every reader for permission first.
        """
        listed = [one for one in self.blocks.headings if one.level <= 2]
        lines = [link(heading.anchor, words(heading.text)) for heading in listed]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u '
            '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        lines[0] = begin + lines[0]
        lines[-1] += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        title = paragraph(words(self.blocks.say("contents")), "TOCHeading")
        return title + "".join(
            paragraph(line, f"TOC{heading.level}") for line, heading in zip(lines, listed, strict=True)
        )

    def _running_head(self, title: str) -> None:
        """Title and warnings at the head of every page, its number at the foot."""
        before, _, rest = self.blocks.say("page_of", page=PLACE, pages=NEXT_PLACE).partition(PLACE)
        middle, _, after = rest.partition(NEXT_PLACE)
        foot = run(before) + field("PAGE", run("1")) + run(middle) + field("NUMPAGES", run("1")) + run(after)
        head = [paragraph(words(title), "Header")] if title else []
        head += [paragraph(words(one), "HeaderWarning") for one in self.head.warnings_in(self.language)]
        set_running_heads(self.document, head or [paragraph("", "Header")], [paragraph(foot, "Footer")])

    def _pages(self) -> str:
        """Size, margins and running heads of the pages so far."""
        return pages(self.document, margin=_MARGIN, is_landscape=self.is_landscape)
