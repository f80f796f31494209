"""The paper questionnaire as a document for Word, in which wordings and room can still be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from survey.exchange.paper.grid_columns import code_width, column_width, id_widths, narrow_width
from survey.exchange.paper.paper_model import (
    Choice,
    ChoiceList,
    CodeList,
    GridRow,
    MarkGrid,
    Note,
    PaperForm,
    PaperQuestion,
    PaperSection,
    Part,
    ScaleLine,
    ShowCard,
    WriteField,
    WriteGrid,
)
from survey.exchange.paper.word_rows import EMPTY, WordRow, cell, gap, row, table
from survey.reports.writers.word_package import (
    SHORT_SIDE,
    content,
    fill,
    need_docx,
    new_document,
    pages,
    set_running_heads,
)
from survey.reports.writers.word_xml import field as word_field
from survey.reports.writers.word_xml import paragraph, run
from survey.text import Text, number_marks

_MARGIN = 850
_WIDTH = SHORT_SIDE - 2 * _MARGIN
_SIGN, _CODE, _CODE_EDGE = 340, 500, 150
"""Twentieths of a point: the margin, a line, the columns of signs and usual codes before the words, the edges of a code."""

_SIGNS = {"circle": "\N{WHITE CIRCLE}", "square": "\N{WHITE SQUARE}", "arrow": "\N{RIGHTWARDS ARROW}"}
_SIGN_SIZE, _SIZE = 11.5, 9.0
_SOFT = "4A525C"
_BOX = "|__"
_LINE = "_" * 44


def paper_docx(paper: PaperForm) -> bytes:
    """The bytes of the document, which depend on the form alone.

    Raises
    ------
    ReportError
        ``R030`` when python-docx is not installed.
    """
    need_docx()
    first = paper.languages[0]
    document = new_document(first, paper.title[first], "", None)
    key = " / ".join(paper.key[one] for one in paper.languages)
    foot = (
        run(f"{_joined(paper, paper.version)}    ")
        + word_field("PAGE", run("1"))
        + run(" / ")
        + word_field("NUMPAGES", run("1"))
    )
    head = run(f"{paper.title[first]}    {key} {'_' * 16}")
    set_running_heads(document, [paragraph(head, "Header")], [paragraph(foot, "Footer")])
    fill(document, "".join(_Body(paper).parts()), pages(document, margin=_MARGIN))
    return content(document)


def _joined(paper: PaperForm, text: Text) -> str:
    return " / ".join(text[one] for one in paper.languages)


@dataclass(slots=True)
class _QuestionTables:
    """Tables of a question one after another; rows keep the next with them, the last one of the question does not."""

    parts: list[tuple[Sequence[int], list[WordRow], bool]] = field(default_factory=list)

    def add(self, widths: Sequence[int], rows: Sequence[WordRow], *, is_ruled: bool = False) -> None:
        """Rows, at the end of the last table where it has the same columns."""
        if not is_ruled and self.parts and self.parts[-1][0] == widths:
            self.parts[-1][1].extend(rows)
        else:
            self.parts.append((widths, list(rows), is_ruled))

    def xml(self) -> str:
        """The tables with small gaps between them."""
        last = len(self.parts) - 1
        return gap(is_small=True).join(
            table(widths, rows, is_ruled=is_ruled, is_last=at == last)
            for at, (widths, rows, is_ruled) in enumerate(self.parts)
        )


class _Body:
    """Paragraphs and tables of the form."""

    def __init__(self, paper: PaperForm) -> None:
        self._paper = paper
        self._mark = number_marks(paper.languages[0])[0]
        ids, self._row_id = (round(20 * width) for width in id_widths(paper))
        each = (_WIDTH - ids) // len(paper.languages)
        code = max(_CODE, round(20 * code_width(paper, _SIZE)) + _CODE_EDGE)
        self._widths = (ids, _SIGN, code, each - _SIGN - code, *(each for _ in paper.languages[1:]))

    def parts(self) -> Iterator[str]:
        """The form from cover to cards."""
        paper = self._paper
        for language in paper.languages:
            yield paragraph(run(paper.title[language]), "Title")
        yield paragraph(run(_joined(paper, paper.version)), "Subtitle")
        legend = [self._words(paper.legend_title, bold=True)]
        legend += [
            self._words(text, sign=_SIGNS.get(kind, ""), italic=kind == "instruction") for kind, text in paper.legend
        ]
        yield table(self._widths, legend)
        yield gap()
        for section in paper.sections:
            yield from self._section(section)
        if paper.cards:
            yield paragraph(run(_joined(paper, paper.cards_title)), "Heading2", on_new_page=True)
            for card in paper.cards:
                yield self._card(card)
                yield gap()

    def _section(self, section: PaperSection) -> Iterator[str]:
        yield paragraph(run(f"{section.id}    {_joined(self._paper, section.title)}"), "Heading2", keep_next=True)
        for text in self._each(section.intro):
            yield paragraph(run(text), "Quote", keep_next=True)
        for question in section.questions:
            yield self._question(question)
            yield gap()
        for text in self._each(section.outro):
            yield paragraph(run(text), "Quote")

    def _question(self, question: PaperQuestion) -> str:
        tables = _QuestionTables()
        opening = [self._note(one) for one in question.before]
        tables.add(self._widths, [*opening, self._words(question.text, name=question.id, bold=True)])
        number = 0
        for part in question.parts:
            number = number + 1 if isinstance(part, Note) and part.kind == "read" else 0
            self._part(tables, part, number)
        return tables.xml()

    def _part(self, tables: _QuestionTables, part: Part, number: int) -> None:
        match part:
            case Note():
                tables.add(self._widths, [self._note(part, number)])
            case ChoiceList(mark=mark, answers=answers, missing=missing):
                sign = _SIGNS[mark]
                tables.add(self._widths, [self._choice(one, sign) for one in answers])
                tables.add(self._widths, self._missing(missing, sign))
            case CodeList(codes=codes):
                tables.add(self._widths, [self._choice(one, "") for one in codes if one.text])
            case ScaleLine(points=points, missing=missing):
                line = "      ".join(f"{_SIGNS['circle']} {one.code}" for one in points)
                tables.add(self._widths, [self._across(line)])
                tables.add(self._widths, [self._choice(one, "") for one in points if one.text])
                tables.add(self._widths, self._missing(missing, _SIGNS["circle"]))
            case WriteField():
                tables.add(self._widths, [self._across(line) for line in _lines(part, self._mark)])
                tables.add(self._widths, [self._note(Note("instruction", part.form))] if part.form else [])
                tables.add(self._widths, self._no_answer(part.missing))
            case MarkGrid():
                self._grid(tables, part)
            case WriteGrid(rows=rows, field=place):
                self._write_grid(tables, rows, place)

    def _words(
        self, text: Text, *, name: str = "", sign: str = "", bold: bool = False, italic: bool = False, number: int = 0
    ) -> WordRow:  # fmt: skip
        """A row of words in every language, under the signs and codes of answers."""
        said = [f"{number}. {one}" if number else one for one in self._each(text)]
        colour = _SOFT if italic and not bold else ""
        runs = [run(one, bold=bold, italic=italic, colour=colour) for one in said]
        before = (cell(run(name, bold=True) if name else _sign(sign), self._widths[0]),)
        first = cell(runs[0], sum(self._widths[1:4]), span=3)
        rest = (cell(one, width) for one, width in zip(runs[1:], self._widths[4:], strict=True))
        return row((*before, first, *rest))

    def _note(self, note: Note, number: int = 0) -> WordRow:
        is_routing = note.kind in ("when", "route")
        is_office = is_routing or note.kind == "instruction"
        return self._words(note.text, bold=is_routing, italic=is_office, number=number)

    def _across(self, line: str) -> WordRow:
        """A row with one cell over all languages."""
        over = len(self._widths) - 1
        return row((cell(EMPTY, self._widths[0]), cell(run(line), sum(self._widths[1:]), span=over)))

    def _choice(self, choice: Choice, sign: str, *, is_dotted: bool = False) -> WordRow:
        runs = [run(one) for one in self._choice_words(choice)]
        cells = [_sign(sign), run(choice.code), *runs]
        drawn = (cell(one, width, is_dotted=is_dotted) for one, width in zip(cells, self._widths[1:], strict=True))
        return row((cell(EMPTY, self._widths[0]), *drawn))

    def _choice_words(self, choice: Choice) -> Iterator[str]:
        for at, said in enumerate(self._each(choice.text)):
            remark = f" ({self._each(choice.remark)[at]})" if choice.remark else ""
            line = f" {_LINE[:20]}" if choice.is_written else ""
            arrow = f"  {_SIGNS['arrow']} {self._each(choice.arrow)[at]}" if choice.arrow else ""
            yield f"{said}{remark}{line}{arrow}"

    def _missing(self, missing: Sequence[Choice], sign: str) -> list[WordRow]:
        """Codes for no answer, apart from the answers by a dotted line."""
        return [self._choice(one, sign, is_dotted=at == 0) for at, one in enumerate(missing)]

    def _no_answer(self, missing: Sequence[Choice]) -> list[WordRow]:
        """Codes that are written instead of an answer."""
        if not missing:
            return []
        return [self._note(Note("instruction", self._paper.no_answer)), *(self._choice(one, "") for one in missing)]

    def _grid(self, tables: _QuestionTables, grid: MarkGrid) -> None:
        width = column_width(grid, self._paper.languages)
        listed = [one for one in ((() if width else grid.answers) + grid.missing) if one.text]
        tables.add(self._widths, [self._choice(one, "") for one in listed])
        narrow = narrow_width(grid, self._paper)
        columns = [round(20 * (width or narrow)) for _ in grid.answers] + [round(20 * narrow) for _ in grid.missing]
        heads = [run(one.code, bold=True) for one in (*grid.answers, *grid.missing)]
        if width:
            heads = [self._head(one) for one in grid.answers] + heads[len(grid.answers) :]
        signs = [_sign(_SIGNS["circle"]) for _ in columns]
        self._ruled(tables, grid.rows, columns, heads, signs)

    def _head(self, answer: Choice) -> str:
        first = self._each(answer.text)[0] if answer.text else ""
        return run(answer.code, bold=True) + (run(f"\n{first}", size=7) if first else "")

    def _write_grid(self, tables: _QuestionTables, rows: Sequence[GridRow], place: WriteField) -> None:
        self._ruled(tables, rows, [2400], [EMPTY], [run(next(_lines(place, self._mark)))])
        tables.add(self._widths, [self._note(Note("instruction", place.form))] if place.form else [])
        tables.add(self._widths, self._no_answer(place.missing))

    def _ruled(
        self, tables: _QuestionTables, rows: Sequence[GridRow], columns: Sequence[int], heads: Sequence[str], signs: Sequence[str]
    ) -> None:  # fmt: skip
        """A table with lines whose heading is repeated on every page."""
        n = len(self._paper.languages)
        each = (_WIDTH - self._row_id - sum(columns)) // n
        widths = (self._row_id, *(each for _ in range(n)), *columns)
        first = row([cell(EMPTY, one) for one in widths[: n + 1]] + _middle(heads, columns), is_heading=True)
        made = [first] if any(heads) else []
        for one in rows:
            remark = self._each(one.remark) if one.remark else [""] * n
            said = [
                run(text) + (run(f" ({extra})", italic=True, colour=_SOFT) if extra else "")
                for text, extra in zip(self._each(one.text), remark, strict=True)
            ]
            words = [cell(text, width) for text, width in zip((run(one.id), *said), widths[: n + 1], strict=True)]
            made.append(row(words + _middle(signs, columns)))
        tables.add(widths, made, is_ruled=True)

    def _card(self, card: ShowCard) -> str:
        title = paragraph(
            run(_joined(self._paper, card.title), bold=True, size=14)
            + run(f"    {', '.join(card.questions)}", colour=_SOFT)
        )
        lines = [paragraph(run(f"{one.code}    {_joined(self._paper, one.text)}", size=15)) for one in card.answers]
        made: Callable[[bool], str] = row((cell("", _WIDTH, paragraphs=title + "".join(lines)),))
        return table((_WIDTH,), [made], is_ruled=True)

    def _each(self, text: Text) -> list[str]:
        return [text[one] for one in self._paper.languages] if text else []


def _sign(sign: str) -> str:
    """A sign that is large enough to be marked."""
    return run(sign, size=_SIGN_SIZE) if sign else EMPTY


def _middle(contents: Sequence[str], widths: Sequence[int]) -> list[Callable[[bool], str]]:
    return [cell(one, width, is_middle=True) for one, width in zip(contents, widths, strict=True)]


def _lines(place: WriteField, mark: str) -> Iterator[str]:
    """Lines to write on, in signs; ``mark`` comes before decimals."""
    match place.kind:
        case "digits":
            yield _BOX * place.n + "|"
        case "decimal":
            yield f"{_BOX * 5}| {mark} {_BOX * 2}|"
        case "date":
            yield f"{_BOX * 2}|  {_BOX * 2}|  {_BOX * 4}|"
        case "time":
            yield f"{_BOX * 2}| : {_BOX * 2}|"
        case "lines":
            yield from (_LINE * 2 for _ in range(place.n))
        case "line":
            yield _LINE
