"""Blocks of the document as calls of the functions of ``templates/document.typ``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from survey.reports.chart_model import DotChart
from survey.reports.charts import draw_svg
from survey.reports.document_model import (
    FIGURE,
    Card,
    Cards,
    Downloads,
    Fact,
    FactList,
    Figure,
    FigureGroup,
    Glossary,
    KeyMessages,
    Paragraph,
    Quote,
    ReportSection,
    ReportTable,
    SectionBlock,
)
from survey.reports.number_format import number
from survey.reports.phrases import STATUS_WORDS, Phrases
from survey.reports.writers.shown_cell import shown_cell
from survey.reports.writers.typst_cells import share, status_content, status_word
from survey.reports.writers.typst_tables import LANDSCAPE, PORTRAIT, typst_table
from survey.reports.writers.typst_words import literal, words
from survey.text import Language, Text

FONTS = ("Open Sans", "DejaVu Sans")
"""The font of the document, and the one for letters that it has not."""

HALF = 0.66
"""Points to a pixel of a drawing that is not as wide as the page."""


@dataclass(frozen=True, slots=True)
class TypstBlocks:
    """Blocks in one language."""

    language: Language

    def section(self, section: ReportSection) -> Iterator[str]:
        """The heading of a section and its blocks, one call each."""
        yield f"#heading(level: {section.level}, {self.text(section.title)})"
        width = LANDSCAPE if section.is_landscape else PORTRAIT
        for group in gathered(section.blocks):
            if isinstance(group, list):
                yield f"#items({', '.join(self.text(one.text) for one in group)})"
            else:
                yield from self.block(group, section.level, width)

    def block(self, block: SectionBlock, level: int, width: float) -> Iterator[str]:
        """One block of a section of this level, on lines of this width."""
        match block:
            case Paragraph(kind="heading", text=text):
                yield f"#heading(level: {level + 1}, outlined: false, bookmarked: true, {self.text(text)})"
            case Paragraph(kind=kind, text=text):
                yield f"#{ {'lead': 'lead', 'note': 'note'}.get(kind, 'paragraph') }({self.text(text)})"
            case KeyMessages(messages=messages):
                said = [f'("{one.kind}", {self.text(one.text)})' for one in messages]
                yield f"#key-messages({', '.join(said)})"
            case Cards(cards=cards):
                yield "#cards(\n  " + ",\n  ".join(self.card(one) for one in cards) + ",\n)"
            case ReportTable():
                yield typst_table(block, self.language, width=width)
            case FigureGroup():
                yield from self.figures(block, width)
            case FactList(facts=facts):
                yield f"#facts({', '.join(self.fact(one) for one in facts)})"
            case Quote():
                yield f"#{self.quote(block)}"
            case Glossary(entries=entries):
                said = [f"({self.text(one.term)}, {self.text(one.meaning)})" for one in entries]
                yield f"#glossary({', '.join(said)})"
            case Downloads(files=files):
                said = [f"({literal(one.name)}, {self.text(one.description)})" for one in files]
                yield f"#downloads({', '.join(said)})"

    def text(self, text: Text) -> str:
        """An expression for a text."""
        return words(text[self.language])

    def fact(self, fact: Fact) -> str:
        """A name and its value; a code is set in letters of equal width."""
        value = f"code({literal(fact.code)})" if fact.code else self.text(fact.value)
        return f"({self.text(fact.name)}, {value})"

    def quote(self, quote: Quote) -> str:
        """A question as it was asked."""
        places = [f"question: {self.text(quote.question)}", f"rows: {listed(self.text(one) for one in quote.rows)}"]
        if quote.serves:
            places.append(f"serves: {self.text(quote.serves)}")
        if quote.answers:
            said = [f"strong({self.text(one)})" if one in quote.counted else self.text(one) for one in quote.answers]
            joined = ' + "; " + '.join(said)
            places.append(f'answers: {self._say("wording_answers")} + " " + {joined}')
        return f"quote-block({', '.join(places)})"

    def card(self, card: Card) -> str:
        """A headline indicator at a glance."""
        before, value, after = self._figure(card)
        status = card.status
        shown = shown_cell(status, self.language)
        verdict = words(shown.main) if status.publish == "hidden" else status_content(shown, self.language)
        lines = [self.text(one) for one in (*card.lines, *((card.base,) if card.base else ()))]
        places = [
            f'status: "{status.status or "none"}"',
            f"name: {self.text(card.name)}",
            f"value: {value}",
            f"interval: {self.text(card.interval)}" if card.interval else "",
            f"before: {before}" if before else "",
            f"after: {after}" if after else "",
            f"drawn: {self._scale(card)}" if card.estimate.value is not None and card.zones else "",
            f"verdict: {verdict}",
            f"lines: {listed(lines)}",
            f"asked: {listed(self._asked(card.asked))}",
            f"change: {self.text(card.change)}" if card.change else "",
        ]
        return f"card({', '.join(place for place in places if place)})"

    def _figure(self, card: Card) -> tuple[str, str, str]:
        """Words before the estimate, the estimate with what is written next to it, words after it."""
        before, _, after = card.figure[self.language].partition(FIGURE)
        shown = shown_cell(card.estimate, self.language)
        if card.estimate.value is None:
            before = after = ""
        ending = after.partition(" ")[0]
        value = words(shown.main + ending)
        if shown.letters:
            value += f" + super({literal(shown.letters)})"
        before, after = before.strip(), after.removeprefix(ending).strip()
        return (words(before) if before else "", value, words(after) if after else "")

    def _scale(self, card: Card) -> str:
        """The levels with the thresholds between them, the interval and the estimate, as shares of the width."""
        estimate = card.estimate
        zones = [
            f'({share(start, card.axis):.4f}, {share(end, card.axis):.4f}, "{status}")'
            for start, end, status in card.zones
        ]
        bounds = [
            f"({share(start, card.axis):.4f}, {literal(number(start, self.language, 0))})"
            for start, _, _ in card.zones[1:]
        ]
        ends = ["none", "none"]
        if estimate.low is not None and estimate.high is not None:
            ends = [f"{share(one, card.axis):.4f}" for one in (estimate.low, estimate.high)]
        value = f"{share(estimate.value or 0.0, card.axis):.4f}"
        return f"scale({listed(zones)}, {', '.join(ends)}, {value}, {listed(bounds)})"

    def _asked(self, asked: Sequence[Quote]) -> Iterator[str]:
        """What a card asked, in quotation marks, with the answers that count."""
        quoted = Phrases((self.language,)).quoted
        for position, one in enumerate(asked):
            said = "; ".join(text[self.language] for text in (one.question, *one.rows))
            line = words(said)
            if position == 0:
                line = f'text({GREY_NAME}, {self._say("card_asked")}) + " " + {line}'
            if one.counted:
                counted = ", ".join(quoted(answer)[self.language] for answer in one.counted)
                line += f' + " " + text({GREY_NAME}, {self._say("card_counted")}) + " " + {words(counted)}'
            yield line

    def figures(self, group: FigureGroup, width: float) -> Iterator[str]:
        """Drawings one below the other, small ones side by side; the legend of shapes once."""
        drawn = [self._drawing(one, width, small=group.small) for one in group.figures]
        if group.small:
            yield f"#side-by-side({', '.join(drawn)})"
        else:
            yield from (f"#{one}" for one in drawn)
        if any(isinstance(one.chart, DotChart) for one in group.figures):
            say = Phrases((self.language,)).say
            parts = [self._say("legend_shapes")]
            parts += [status_word(status, say(key)[self.language]) for status, key in STATUS_WORDS.items()]
            yield f"#legend({', '.join(parts)})"

    def _drawing(self, figure: Figure, width: float, *, small: bool) -> str:
        label = Phrases((self.language,)).say("figure_label", number=figure.number)[self.language]
        source = draw_svg(figure.chart, self.language, font=", ".join(FONTS))
        room = width / 2 - 10 if small else width
        wide = min(room, _pixels(source) * HALF)
        notes = [self.text(figure.note)] if figure.note else []
        places = [
            words(label) if figure.number else '""', self.text(figure.title), svg_literal(source),
            self.text(figure.alternative), f"{wide:.1f}pt", listed(notes),
        ]  # fmt: skip
        return f"drawing({', '.join(places)})"

    def _say(self, key: str) -> str:
        return words(Phrases((self.language,)).say(key)[self.language])


GREY_NAME = "fill: grey"


def gathered(blocks: Sequence[SectionBlock]) -> list[SectionBlock | list[Paragraph]]:
    """The blocks, lines of a list that follow each other as one list."""
    found: list[SectionBlock | list[Paragraph]] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.kind == "item":
            if found and isinstance(found[-1], list):
                found[-1].append(block)
            else:
                found.append([block])
        else:
            found.append(block)
    return found


def listed(expressions: Iterable[str]) -> str:
    """An array of Typst code.

    Examples
    --------
    >>> listed(['"a"']), listed([])
    ('("a",)', '()')
    """
    given = list(expressions)
    return f"({', '.join(given)},)" if given else "()"


def svg_literal(source: str) -> str:
    """An SVG file as a string of Typst code."""
    return '"' + source.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _pixels(source: str) -> float:
    """Width of a drawing."""
    return float(source.partition('width="')[2].partition('"')[0])
