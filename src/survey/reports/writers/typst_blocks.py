"""Blocks of the document as calls of the functions of ``templates/document.typ``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from survey.reports.alphabetical import alphabetical
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

POINTS = (0.7, 0.62, 0.55, 0.5)
"""Points to a pixel of a drawing by density: letters of 13 pixels are 9 points high where there is room."""
LEAST_POINTS = 0.54
"""Points to a pixel at which letters of 13 pixels are 7 points high: with fewer, drawings of a pair are narrow."""

MOST_UNBROKEN = 3000
"""Letters of source of a card or question that is not broken over pages."""

GAP, HIGHEST, MOST_FIXED = 12.0, 400.0, 230.0
"""Points between two drawings, of the highest drawing, and of the highest that stays between its neighbours: a higher one
goes to the foot of a page, and what follows fills the room before it."""

TABLE_SIZES = (8.0, 8.0, 7.6, 7.2)
"""Points of the letters of tables by density."""


@dataclass(frozen=True, slots=True)
class TypstBlocks:
    """Blocks in one language; in a brief, figures that follow each other are side by side. ``density`` is that of the template."""

    language: Language
    is_brief: bool = False
    density: int = 0

    def section(self, section: ReportSection) -> Iterator[str]:
        """The heading of a section and its blocks, one call each."""
        yield f"#heading(level: {section.level}, {self.text(section.title)})"
        width = LANDSCAPE if section.is_landscape else PORTRAIT
        groups = gathered(section.blocks, with_figures=self.is_brief)
        for at, group in enumerate(groups):
            if isinstance(group, list):
                yield f"#items({', '.join(self.text(one.text) for one in group)})"
            elif isinstance(group, FigureGroup):
                may_float = not self.is_brief and rows_before_heading(groups[at + 1 :]) >= LEAST_ROWS
                yield from self.figures(group, width, may_float=may_float)
            else:
                yield from self.block(group, section.level, width)

    def block(self, block: SectionBlock, level: int, width: float) -> Iterator[str]:
        """One block of a section of this level, on lines of this width."""
        match block:
            case Paragraph(text=text) if not text[self.language].strip():
                return
            case Paragraph(kind="heading", text=text):
                yield f"#heading(level: {level + 1}, outlined: false, bookmarked: true, {self.text(text)})"
            case Paragraph(kind=kind, text=text):
                yield f"#{ {'lead': 'lead', 'note': 'note'}.get(kind, 'paragraph') }({self.text(text)})"
            case KeyMessages(messages=messages):
                said = [f'("{one.kind}", {self.text(one.text)})' for one in messages]
                yield f"#key-messages({', '.join(said)})"
            case Cards(cards=cards) if cards:
                yield "#cards(\n  " + ",\n  ".join(self.card(one) for one in cards) + ",\n)"
            case ReportTable():
                yield typst_table(
                    block,
                    self.language,
                    width=width,
                    size=TABLE_SIZES[self.density],
                    most_whole=10 if self.is_brief else 6,
                )
            case FactList(facts=facts):
                yield f"#facts({', '.join(self.fact(one) for one in facts)})"
            case Quote():
                yield f"#{self.quote(block)}"
            case Glossary(entries=entries):
                order = sorted(entries, key=lambda one: alphabetical(one.term[self.language]))
                said = [f"({self.text(one.term)}, {self.text(one.meaning)})" for one in order]
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
        given = ", ".join(places)
        return f"quote-block(whole: {is_short(given)}, {given})"

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
        said = ", ".join(place for place in places if place)
        return f"card(whole: {is_short(said)}, {said})"

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
        """Questions of a card, with the answers that count."""
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

    def figures(self, group: FigureGroup, width: float, *, may_float: bool) -> Iterator[str]:
        """Drawings of a group two by two, a single one as wide as it may be; the legend of shapes with the last of them.

        A high one that ``may_float`` leaves its place for the foot of this page or the next, never for the head: its heading is above.
        """
        pairs = [group.figures[first : first + 2] for first in range(0, len(group.figures), 2)]
        legend = self._legend() if any(one.has_levels for one in group.figures) else "none"
        is_single = len(group.figures) == 1
        for at, pair in enumerate(pairs):
            last = at == len(pairs) - 1
            yield self._pair(pair, width, legend if last else "none", is_single=is_single, may_float=may_float)

    def _pair(self, pair: Sequence[Figure], width: float, legend: str, *, is_single: bool, may_float: bool) -> str:
        """One or two drawings in a line, as large as the line and the page allow."""
        sources = self._sources(pair, [not is_single and not isinstance(one.chart, DotChart) for one in pair])
        if len(pair) > 1 and width / sum(_pixels(one, "width") for one in sources) < LEAST_POINTS:
            sources = self._sources(pair, [True] * len(pair))
        wide, high = ([_pixels(one, side) for one in sources] for side in ("width", "height"))
        room = (width - GAP * (len(pair) - 1)) / sum(wide)
        points = min(POINTS[self.density], room, HIGHEST / max(high))
        widths = [f"{points * one:.1f}pt" for one in wide]
        drawn = [self._drawing(*one) for one in zip(pair, sources, widths, strict=True)]
        floats = may_float and points * max(high) > MOST_FIXED
        return f"#figures({str(floats).lower()}, {listed(widths)}, {legend}, {', '.join(drawn)})"

    def _legend(self) -> str:
        """The shapes with their words."""
        say = Phrases((self.language,)).say
        parts = [self._say("legend_shapes")]
        parts += [status_word(status, say(key)[self.language]) for status, key in STATUS_WORDS.items()]
        return f"legend({', '.join(parts)})"

    def _sources(self, figures: Sequence[Figure], narrow: Sequence[bool]) -> list[str]:
        """Drawings; a narrow one is as a telephone has it, so that its letters stay large next to another drawing."""
        font = ", ".join(FONTS)
        return [
            draw_svg(one.chart, self.language, font=font, narrow=is_narrow)
            for one, is_narrow in zip(figures, narrow, strict=True)
        ]

    def _drawing(self, figure: Figure, source: str, width: str) -> str:
        label = Phrases((self.language,)).say("figure_label", number=figure.number)[self.language]
        notes = [self.text(figure.note)] if figure.note else []
        places = [
            words(label) if figure.number else '""', self.text(figure.title), svg_literal(source),
            self.text(figure.alternative), width, listed(notes),
        ]  # fmt: skip
        return f"drawing({', '.join(places)})"

    def _say(self, key: str) -> str:
        return words(Phrases((self.language,)).say(key)[self.language])


GREY_NAME = "fill: grey"


LEAST_ROWS = 10
"""Rows of tables after a figure that fill the page next to it: with fewer the next heading would come above a figure at the foot."""


def rows_before_heading(blocks: Sequence[SectionBlock | list[Paragraph]]) -> int:
    """Number of rows of the tables that come before the next heading of a section."""
    found = 0
    for block in blocks:
        if isinstance(block, Paragraph) and block.kind == "heading":
            break
        found += len(block.rows) if isinstance(block, ReportTable) else 0
    return found


def gathered(blocks: Sequence[SectionBlock], *, with_figures: bool) -> list[SectionBlock | list[Paragraph]]:
    """The blocks, lines of a list that follow each other as one list, and, where wanted, neighbouring figures as one group."""
    found: list[SectionBlock | list[Paragraph]] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(block, Paragraph) and block.kind == "item":
            if isinstance(last, list):
                last.append(block)
            else:
                found.append([block])
        elif with_figures and isinstance(block, FigureGroup) and isinstance(last, FigureGroup):
            found[-1] = FigureGroup((*last.figures, *block.figures), last.small and block.small)
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


def is_short(source: str) -> str:
    """The truth value of Typst for a source whose words fit a page, so that they need not be broken."""
    return "true" if len(source) < MOST_UNBROKEN else "false"


def svg_literal(source: str) -> str:
    """An SVG file as a string of Typst code."""
    return '"' + source.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _pixels(source: str, side: str) -> float:
    """Width or height of a drawing."""
    return float(source.partition(f'{side}="')[2].partition('"')[0])
