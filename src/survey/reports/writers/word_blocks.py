"""Blocks of a document for Word: paragraphs, messages, cards, tables, figures, facts, questions, terms and files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.reports.alphabetical import alphabetical
from survey.reports.charts import draw_png, draw_svg
from survey.reports.charts.card_scale import draw_scale
from survey.reports.document_model import (
    FIGURE,
    Card,
    Cards,
    Downloads,
    FactList,
    Figure,
    FigureGroup,
    Glossary,
    KeyMessages,
    Paragraph,
    Quote,
    ReportTable,
    SectionBlock,
)
from survey.reports.phrases import STATUS_WORDS, Phrases
from survey.reports.writers.shown_cell import shown_cell
from survey.reports.writers.status_signs import status_sign
from survey.reports.writers.tidy_cells import worded
from survey.reports.writers.word_package import PictureSize, add_picture, picture_xml
from survey.reports.writers.word_styles import FONT
from survey.reports.writers.word_tables import cell_xml, plain_table, table_xml
from survey.reports.writers.word_xml import PLACE, bookmark, no_break_hyphen, paragraph, run, words
from survey.reports.writers.word_xml import field as field_xml
from survey.text import Language, Text

if TYPE_CHECKING:
    from docx.document import Document

_STYLES = {"text": "", "lead": "Lead", "note": "Note", "item": "ListBullet"}
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_DOTS = 2.0
"""Dots of an image to a pixel of its drawing."""
_WIDEST_IMAGE = 1300
"""Dots of an image across, enough for the width of a page."""
_CARD_SCALE = 3500
"""Width of the scale of a card in twentieths of a point."""
_PIXEL = 15
"""A pixel of a drawing in twentieths of a point, at most."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the document, with the name of its place."""

    level: int
    text: str
    anchor: str


@dataclass(slots=True)
class WordBlocks:
    """Blocks written one after another, with what is counted through the document.

    ``width`` of the page is in twentieths of a point; ``levels`` are those of the headings above a block.
    """

    document: Document
    language: Language
    width: int
    headings: list[Heading] = field(default_factory=list)
    pictures: int = 0
    counted: dict[str, int] = field(default_factory=dict)

    def xml(self, block: SectionBlock, level: int) -> str:
        """A block under a heading of a level."""
        match block:
            case Paragraph(kind="heading"):
                return self.heading(worded(block.text, self.language), level + 1)
            case Paragraph():
                return paragraph(words(worded(block.text, self.language)), _STYLES[block.kind])
            case KeyMessages():
                return "".join(
                    paragraph(words(worded(one.text, self.language)), "KeyMessage") for one in block.messages
                )
            case Cards():
                return self._cards(block.cards)
            case ReportTable():
                return self.table(block)
            case FigureGroup():
                return self._figures(block)
            case FactList():
                return self._facts(block)
            case Quote():
                return self._quote(block)
            case Glossary():
                terms = sorted(block.entries, key=lambda one: alphabetical(worded(one.term, self.language)))
                return "".join(self._term(one.term, one.meaning) for one in terms)
            case Downloads():
                files = [(run(one.name, "Strong"), worded(one.description, self.language)) for one in block.files]
                return "".join(paragraph(f"{name}{run(' – ')}{words(told)}", "ListBullet") for name, told in files)

    def heading(self, text: str, level: int, *, on_new_page: bool = False) -> str:
        """A heading of its native style, which the contents lead to."""
        anchor = f"_Toc{len(self.headings) + 1:06d}"
        self.headings.append(Heading(level, text, anchor))
        marked = bookmark(anchor, len(self.headings), words(text))
        return paragraph(marked, f"Heading{min(level, 3)}", on_new_page=on_new_page)

    def say(self, key: str, **places: Text | str | int) -> str:
        """A sentence of the catalogue."""
        return Phrases((self.language,)).say(key, **places)[self.language]

    def table(self, table: ReportTable) -> str:
        """A table with its caption above, and under it base, questions in full, notes and source."""
        asked = self.say("card_asked")
        under = [worded(table.base, self.language), *(f"{asked} {worded(one, self.language)}" for one in table.asked)]
        under += [worded(one, self.language) for one in (*table.notes, table.source)]
        notes = "".join(paragraph(words(one), "TableNote") for one in under if one) or paragraph("", "TableNote")
        caption = self._caption("table_label", table.number, table.title)
        return caption + table_xml(table, self.language, self.width) + notes

    def _caption(self, key: str, number: int, title: Text) -> str:
        """A native caption: its number is a field that counts, in the words of the language."""
        before, _, after = self.say(key, number=PLACE).partition(PLACE)
        counter = re.sub(r"\W", "", before + after)
        last = self.counted.get(counter, 0)
        jump = "" if number == last + 1 else f" \\r {number}"
        self.counted[counter] = number
        counting = field_xml(f"SEQ {counter} \\* ARABIC{jump}", run(str(number)))
        label = (run(before) if before else "") + counting + run(f"{after} ")
        return paragraph(label + words(worded(title, self.language)), "Caption", keep_next=True)

    def _figures(self, group: FigureGroup) -> str:
        legend = any(one.has_levels for one in group.figures)
        drawn = [self._figure(one, self.width if not group.small else self.width // 2 - 150) for one in group.figures]
        below = paragraph(self._legend(), "Note") if legend else ""
        if not group.small:
            return "".join(drawn) + below
        half = self.width // 2
        pairs = [drawn[at : at + 2] for at in range(0, len(drawn), 2)]
        rows = [pair if len(pair) == 2 else [*pair, paragraph("")] for pair in pairs]
        return plain_table(rows, (half, half), "TableNormal") + (below or paragraph("", "TableNote"))

    def _figure(self, figure: Figure, width: int) -> str:
        svg = draw_svg(figure.chart, self.language, font=FONT)
        found = _SIZE.search(svg)
        size = PictureSize(float(found[1]), float(found[2])) if found else PictureSize(1.0, 1.0)
        names = add_picture(
            self.document, draw_png(figure.chart, self.language, scale=min(_DOTS, _WIDEST_IMAGE / size.width)), svg
        )
        self.pictures += 1
        title, shown = worded(figure.title, self.language), worded(figure.alternative, self.language)
        picture = picture_xml(names, self.pictures, size, min(width, round(_PIXEL * size.width)), (title, shown))
        note = paragraph(words(worded(figure.note, self.language)), "TableNote") if figure.note else ""
        caption = self._caption("figure_label", figure.number, figure.title)
        return caption + paragraph(picture, "Picture", keep_next=bool(note)) + note

    def _legend(self) -> str:
        """The signs of levels with their words."""
        parts = [run(f"{self.say('legend_shapes')} ")]
        for status, key in STATUS_WORDS.items():
            sign = status_sign(status)
            parts += [run(sign.sign, colour=sign.colour), run(f" {self.say(key)}   ")] if sign else []
        return "".join(parts)

    def _cards(self, cards: Sequence[Card]) -> str:
        left = self.width * 2 // 5
        rows = [("".join(self._card_number(one)), "".join(self._card_words(one))) for one in cards]
        return plain_table(rows, (left, self.width - left), "SurveyCards") + paragraph("", "TableNote")

    def _card_number(self, card: Card) -> Iterator[str]:
        yield paragraph(words(worded(card.name, self.language), bold=True), "TableText")
        value = shown_cell(card.estimate, self.language).main
        before, _, after = worded(card.figure, self.language).partition(FIGURE)
        if card.estimate.value is None:
            before = after = ""
        # An ending of a word stays with its number: the hyphen between them does not break.
        ending = after[:1] == "-"
        joined = no_break_hyphen() + words(after[1:]) if ending else words(after)
        yield paragraph(words(before + value) + joined, "CardFigure")
        yield paragraph(words(worded(card.interval, self.language), "SmallPrint"), "TableText")
        scale = draw_scale(card, self.language)
        if scale is not None:
            alternative = f"{value}; {worded(card.interval, self.language)}"
            names = add_picture(self.document, scale.png(_DOTS), scale.svg_file(FONT))
            self.pictures += 1
            size = PictureSize(scale.width, scale.height)
            shown = (worded(card.name, self.language), alternative)
            yield paragraph(picture_xml(names, self.pictures, size, _CARD_SCALE, shown), "TableText")

    def _card_words(self, card: Card) -> Iterator[str]:
        yield paragraph(cell_xml(card.status, self.language, bold=True), "TableText")
        for line in (*card.lines, card.base, card.change):
            if line:
                yield paragraph(words(worded(line, self.language)), "TableText")
        if card.asked:
            yield paragraph(words(self.say("card_asked"), "SmallPrint"), "TableText", keep_next=True)
        for one in card.asked:
            asked = [worded(text, self.language) for text in (one.question, *one.rows)]
            yield paragraph(words("\n".join(asked), "SmallPrint"), "TableText", indent=200)
            if one.counted:
                answers = ", ".join(self.say("quoted", text=answer) for answer in one.counted)
                yield paragraph(words(f"{self.say('card_counted')} {answers}", "SmallPrint"), "TableText", indent=200)

    def _facts(self, block: FactList) -> str:
        left = self.width * 3 // 10
        rows = [
            (
                paragraph(words(worded(one.name, self.language), bold=True), "TableText"),
                paragraph(words(one.code or worded(one.value, self.language)), "TableText"),
            )
            for one in block.facts
        ]
        return plain_table(rows, (left, self.width - left), "SurveyCards") + paragraph("", "TableNote") if rows else ""

    def _quote(self, quote: Quote) -> str:
        """A question: what it serves, its words, its rows, and its answers, those that count underlined."""
        parts = [paragraph(words(worded(quote.serves, self.language)), "Note", keep_next=True)] if quote.serves else []
        parts.append(paragraph(words(worded(quote.question, self.language)), "Quote"))
        parts += [paragraph(words(worded(row, self.language)), "ListBullet2") for row in quote.rows]
        if quote.answers:
            answers = [
                words(worded(one, self.language), "Counted" if one in quote.counted else "") for one in quote.answers
            ]
            parts.append(paragraph(run(f"{self.say('wording_answers')} ") + run("; ").join(answers), "Note"))
        return "".join(parts)

    def _term(self, term: Text, meaning: Text) -> str:
        return paragraph(
            words(worded(term, self.language), bold=True) + run(" – ") + words(worded(meaning, self.language))
        )
