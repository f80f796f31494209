"""The paper questionnaire as a PDF, set by Typst: its source, and its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

from survey.exchange.paper.grid_columns import ID_WIDTH, LINE_WIDTH, column_width, id_in_lines, id_widths, narrow_width
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
from survey.reports.writers.typst_blocks import FONTS, is_short, listed
from survey.reports.writers.typst_setting import compiled, printable
from survey.reports.writers.typst_words import extent, literal, words
from survey.text import Text, number_marks

_OUTSIDE = ("H", "O")
"""Sections that interviewers fill in for themselves."""

_GAP = 12.0
"""Points between two columns."""

_MOST_IN_ONE_LIST, _SIZE = 7, 9.5
"""Answers from which on a list of short ones is set in two columns, and points of the letters."""

_FEWEST_MEASURED = 18
"""Rows and answers from which on a question might be longer than a page, so that Typst has to measure it."""


def paper_pdf(paper: PaperForm) -> bytes:
    """The bytes of the PDF, which depend on the form alone.

    Raises
    ------
    ReportError
        ``R020`` when Typst is not installed, ``R021`` when it cannot set the form, ``R022`` when no font has the letters.
    """
    return compiled(paper_source(paper), f"questionnaire in {', '.join(paper.languages)}")


def paper_source(paper: PaperForm) -> str:
    """The form as Typst source: a template, and calls of its functions with every text as a string."""
    look = (files("survey.exchange.paper") / "templates" / "paper.typ").read_text(encoding="utf-8")
    codes = listed(literal(one.partition("_")[0]) for one in paper.languages)
    none = listed(words(paper.no_answer[one]) for one in paper.languages)
    widths = (
        f"#let {name} = {width:.0f}pt"
        for name, width in zip(("id-width", "row-id-width"), id_widths(paper), strict=True)
    )
    mark = literal(number_marks(paper.languages[0])[0])
    before = (f"#let languages = {codes}", f"#let no-answer-words = {none}", f"#let decimal-mark = {mark}", *widths)
    source = "\n".join((*before, look, *_PaperSource(paper).lines())) + "\n"
    for language in paper.languages:
        source = printable(source, language)
    return source


class _PaperSource:
    """Calls of the functions of the template."""

    def __init__(self, paper: PaperForm) -> None:
        self._paper = paper

    def lines(self) -> Iterator[str]:
        """The form from cover to cards."""
        paper, first = self._paper, self._paper.languages[0]
        title = literal(". ".join((paper.title[first], paper.version[first])))
        places = f"title: {title}, fonts: {listed(literal(one) for one in FONTS)}, head: {words(paper.title[first])}"
        foot = f"version: {words(self._joined(paper.version))}, key: {words(self._joined(paper.key))}"
        yield f"#show: paper-look.with({places}, {foot})"
        signs = ", ".join(f"({literal(kind)}, {self._each(text)})" for kind, text in paper.legend)
        yield f"#cover({self._each(paper.title)}, {self._each(paper.version)}, {self._each(paper.legend_title)}, {signs})"
        for section in paper.sections:
            yield from self._section(section)
        if paper.cards:
            yield f"#cards-start({self._each(paper.cards_title)})"
            yield from (self._card(one) for one in paper.cards)

    def _section(self, section: PaperSection) -> Iterator[str]:
        yield f"#section({literal(id_in_lines(section.id))}, {self._each(section.title)}, {self._each(section.intro)})"
        for question in section.questions:
            yield self._question(question, is_office=section.id in _OUTSIDE)
        if section.outro:
            yield f"#outro({self._each(section.outro)})"

    def _question(self, question: PaperQuestion, *, is_office: bool) -> str:
        name, text = literal(id_in_lines(question.id)), self._each(question.text)
        match question.parts:
            case (WriteField(kind=kind, n=n, form=form, missing=()),) if kind != "lines" and not question.before:
                return f"#short-question({name}, {text}, {literal(kind)}, {n}, {self._each(form)})"
        before = listed(self._note(one) for one in question.before)
        parts = [self._part(one, number, is_office=is_office) for one, number in _numbered(question.parts)]
        called = ", ".join((name, text, before, *parts))
        short = is_short(called) if _items(question) < _FEWEST_MEASURED else "false"
        return f"#question(is-short: {short}, {called})"

    def _part(self, part: Part, number: int, *, is_office: bool) -> str:
        match part:
            case Note(kind="read", text=text):
                return f"read({number}, {self._each(text)})"
            case Note():
                return self._note(part)
            case ChoiceList(mark=mark, answers=answers, missing=missing):
                width = f"{_code_width((*answers, *missing)):.0f}pt"
                lists = ", ".join(self._choices(one, mark) for one in self._lists(answers, is_office=is_office))
                apart = f" + missing({width}, {self._choices(missing, mark)})" if missing else ""
                return f"answers({width}, {lists}){apart}"
            case CodeList(codes=codes):
                return f"legend-line({listed(self._head(one, has_words=True) for one in codes if one.text)})"
            case ScaleLine():
                return self._scale(part)
            case MarkGrid():
                return self._grid(part)
            case WriteField():
                return f"field({self._field(part)})"
            case WriteGrid(rows=rows, field=field):
                return f"write-grid({listed(self._row(one) for one in rows)}, {self._field(field)})"

    def _note(self, note: Note) -> str:
        return f"note({literal(note.kind)}, {self._each(note.text)})"

    def _lists(self, answers: tuple[Choice, ...], *, is_office: bool) -> Sequence[tuple[Choice, ...]]:
        """Answers in lists next to one another where one language leaves room: many short ones in two, few in a line.

        A line saves room among what interviewers fill in; respondents' answers are always one under another.
        """
        language, width = self._paper.languages[0], LINE_WIDTH - ID_WIDTH
        longest = max((extent(one.text[language], _SIZE) for one in answers), default=0.0)
        side = 14 + _code_width(answers) + _GAP
        if len(self._paper.languages) > 1 or any(one.arrow or (one.is_written and is_office) for one in answers):
            return (answers,)
        if is_office and longest + side < width / len(answers):
            return [(one,) for one in answers]
        if len(answers) <= _MOST_IN_ONE_LIST or longest > (width / 2 - side) * 1.4:
            return (answers,)
        half = (len(answers) + 1) // 2
        return answers[:half], answers[half:]

    def _choices(self, choices: Sequence[Choice], mark: str) -> str:
        return listed(self._choice(one, mark) for one in choices)

    def _choice(self, choice: Choice, mark: str) -> str:
        places = [literal(mark), words(choice.code), self._each(choice.text)]
        places += [f"remark: {self._each(choice.remark)}"] if choice.remark else []
        places += ["written: true"] if choice.is_written else []
        places += [f"goal: {self._each(choice.arrow)}"] if choice.arrow else []
        return f"answer({', '.join(places)})"

    def _scale(self, scale: ScaleLine) -> str:
        codes = ", ".join(literal(one.code) for one in scale.points)
        low, high = (self._each(self._anchor(scale.points[at])) for at in (0, -1))
        width = f"{_code_width(scale.missing):.0f}pt" if scale.missing else ""
        apart = f" + missing({width}, {self._choices(scale.missing, 'circle')})" if scale.missing else ""
        return f"scale({low}, {high}, {codes}){apart}"

    def _anchor(self, point: Choice) -> Text:
        """The words of an end of a scale after its number; empty where it has none."""
        if not point.text:
            return point.text
        return Text.each(self._paper.languages, lambda language: f"{point.code} \N{EN DASH} {point.text[language]}")

    def _grid(self, grid: MarkGrid) -> str:
        """A grid whose answers have their words over the columns where they fit, otherwise before it."""
        width = column_width(grid, self._paper.languages)
        heads = listed(self._head(one, has_words=width > 0) for one in grid.answers)
        missing = listed(self._head(one, has_words=False) for one in grid.missing)
        rows = listed(self._row(one) for one in grid.rows)
        narrow = narrow_width(grid, self._paper)
        widths = f"{width or narrow:.1f}pt, {narrow:.1f}pt"
        table = f"mark-grid({widths}, {rows}, {heads}, {missing})"
        before = [one for one in ((() if width else grid.answers) + grid.missing) if one.text]
        if not before:
            return table
        said = listed(self._head(one, has_words=True) for one in before)
        return f"legend-line({said}) + {table}"

    def _head(self, choice: Choice, *, has_words: bool) -> str:
        return f"({words(choice.code)}, {self._each(choice.text) if has_words else '()'})"

    def _row(self, row: GridRow) -> str:
        return f"({literal(id_in_lines(row.id, is_row=True))}, {self._each(row.text)}, {self._each(row.remark)})"

    def _field(self, field: WriteField) -> str:
        codes = listed(self._head(one, has_words=True) for one in field.missing)
        return f"{literal(field.kind)}, {field.n}, {self._each(field.form)}, {codes}"

    def _card(self, card: ShowCard) -> str:
        lines = ", ".join(self._head(one, has_words=True) for one in card.answers)
        asked = literal(", ".join(card.questions))
        return f"#card({self._each(card.title)}, {asked}, {lines})"

    def _each(self, text: Text) -> str:
        """The wordings of all languages of the form as an array; an empty one for no words."""
        return listed(words(text[one]) for one in self._paper.languages) if text else "()"

    def _joined(self, text: Text) -> str:
        return " / ".join(text[one] for one in self._paper.languages)


def _items(question: PaperQuestion) -> int:
    """Number of rows and answers of a question."""
    n = len(question.parts)
    for part in question.parts:
        match part:
            case MarkGrid(rows=rows) | WriteGrid(rows=rows):
                n += len(rows)
            case ChoiceList(answers=answers, missing=missing):
                n += len(answers) + len(missing)
            case _:
                pass
    return n


def _code_width(choices: Sequence[Choice]) -> float:
    """Points of the widest code of a list."""
    return max((extent(one.code, _SIZE) for one in choices), default=0.0) + 6


def _numbered(parts: Sequence[Part]) -> Iterator[tuple[Part, int]]:
    """Parts with the numbers of statements, which begin again after every condition."""
    number = 0
    for part in parts:
        number = number + 1 if isinstance(part, Note) and part.kind == "read" else 0
        yield part, number
