"""Data model of the questionnaire, frozen: blocks, questions, answers, missing codes, variables, groupings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats, Objects
from survey.blank_reasons import Reason as Reason
from survey.errors import ExpressionError, Place, nearest
from survey.expressions import AnswerKind, Expression
from survey.periods import PeriodKind
from survey.questionnaire.answer_options import LOWEST_WRITTEN as LOWEST_WRITTEN
from survey.questionnaire.answer_options import MissingCode as MissingCode
from survey.questionnaire.answer_options import Option as Option
from survey.questionnaire.former_parts import FormerName, FormerWording
from survey.questionnaire.tile_place import TilePlace
from survey.text import Language, Text

ReasonName = Literal["dont_know", "refused", "not_applicable"]
"""Reasons that a missing code can state, as the questionnaire writes them."""

QuestionKind = Literal[
    "single", "multiple", "integer", "decimal", "scale", "count", "text", "code", "date", "time", "wave"
]
"""Kind of an answer: one code, a set of codes, a whole number, a number with decimals, a point on a numeric scale,
a count of statements (list experiment), free text, an identifier kept as text, a date, a time of day, a quarter."""

NUMERIC_KINDS: frozenset[QuestionKind] = frozenset({"integer", "decimal", "scale", "count"})
WHOLE_KINDS: frozenset[QuestionKind] = frozenset({"integer", "scale", "count"})
TEXT_KINDS: frozenset[QuestionKind] = frozenset({"text", "code", "date", "time", "wave"})


@dataclass(frozen=True, slots=True)
class BatteryRow:
    """One row of a battery. ``group`` is the code of the ethnic group it asks about; ``foil`` marks an invented item."""

    id: str
    text: Text
    reverse: bool = False
    foil: bool = False
    group: int | None = None
    asked_from: str | None = None
    place: Place | None = None
    indicator: str = ""
    former: FormerWording | None = None
    former_names: tuple[FormerName, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a battery when it has rows.

    ``options`` are its own, or those of the list it names. ``minimum`` and ``maximum`` bound numbers,
    both ends allowed. ``positive``, ``neutral`` and ``negative`` are codes or numbers. ``maximum_by_version``
    gives the bound of a list experiment for each code of ``split_by``. ``anchors`` are the worded ends of a
    numeric scale; ``wording_test`` is another wording still to be tested, and why. ``period`` is what waves are named after,
    for a question that holds the wave.
    """

    id: str
    kind: QuestionKind
    text: Text
    block: str
    place: Place
    options: tuple[Option, ...] = ()
    list_id: str | None = None
    missing: tuple[MissingCode, ...] = ()
    rows: tuple[BatteryRow, ...] = ()
    required: bool = False
    ask_if: Expression | None = None
    minimum: float | None = None
    maximum: float | None = None
    max_choices: int | None = None
    positive: tuple[int, ...] = ()
    neutral: tuple[int, ...] = ()
    negative: tuple[int, ...] = ()
    scored: bool = False
    rotate: bool = False
    card: bool = False
    prompted: bool = True
    sensitive: bool = False
    filled_by_interviewer: bool = False
    split_by: str | None = None
    maximum_by_version: tuple[tuple[int, float], ...] = ()
    statements: tuple[BatteryRow, ...] = ()
    treatment: tuple[BatteryRow, ...] = ()
    offered_from: str | None = None
    mask_own_group: str | None = None
    routing: tuple[tuple[Expression, str], ...] = ()
    indicators: tuple[str, ...] = ()
    note: str = ""
    concept: str = ""
    anchors: tuple[Option, ...] = ()
    wording_test: Text = field(default_factory=Text)
    wording_test_why: str = ""
    former: FormerWording | None = None
    period: PeriodKind = "quarter"
    former_names: tuple[FormerName, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the questionnaire with its title and the words that open and close it."""

    id: str
    title: Text
    questions: tuple[Question, ...]
    intro: Text = field(default_factory=Text)
    outro: Text = field(default_factory=Text)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the data: a question, or one row of a battery.

    ``scores`` maps codes to 0-100, higher meaning more stable, with the row's reversal already applied;
    numeric scales are scored along ``minimum``-``maximum`` instead.
    """

    id: str
    question: Question
    row: BatteryRow | None
    position: int
    scores: Mapping[int, float] = field(default_factory=dict)

    @property
    def kind(self) -> QuestionKind:
        """Kind of the answer."""
        return self.question.kind

    @property
    def is_written(self) -> bool:
        """Whether files hold texts instead of numbers for some of its codes."""
        return bool(self.written_codes or self.written_missing)

    @property
    def answer_kind(self) -> AnswerKind:
        """Type of the answer in conditions; a single choice with text codes is answered by its text."""
        if self.kind == "multiple":
            return "set"
        return "text" if self.kind in TEXT_KINDS or self.written_codes else "number"

    def written_answers(self, codes: Floats) -> Objects:
        """(n,) text codes of some answers to a choice with text codes, None where blank."""
        texts = np.full(len(codes), None, object)
        for text, code in self.written_codes.items():
            texts[codes == code] = text
        return texts

    @property
    def is_free_text(self) -> bool:
        """Whether the answer is in the respondent's or interviewer's own words, which may identify the respondent."""
        return self.kind == "text" and self.question.block != "H"

    @property
    def text(self) -> Text:
        """The wording of the row, or of the question."""
        return self.row.text if self.row is not None else self.question.text

    @property
    def options(self) -> tuple[Option, ...]:
        """Substantive answers, in the order of the card."""
        return self.question.options

    @property
    def missing(self) -> tuple[MissingCode, ...]:
        """Codes for a blank, with their reasons."""
        return self.question.missing

    @property
    def ask_if(self) -> Expression | None:
        """The condition under which it is asked, None when always."""
        return self.question.ask_if

    @property
    def codes(self) -> tuple[int, ...]:
        """Codes of the substantive answers."""
        return tuple(option.code for option in self.question.options)

    @property
    def written_codes(self) -> Mapping[str, int]:
        """Numbers of the options by their text codes, as written; empty where the options have numeric codes."""
        options = self.question.options
        if not options or options[0].written is None:
            return {}
        return {option.written: option.code for option in options if option.written is not None}

    @property
    def written_missing(self) -> Mapping[str, int]:
        """Numbers of the missing codes that are texts, by these texts."""
        return {code.written: code.code for code in self.missing if code.written is not None}

    def shown(self, code: float) -> str:
        """A code as people and files write it: the text code of the option or missing code, else the number."""
        texts = {number: text for text, number in (*self.written_codes.items(), *self.written_missing.items())}
        if code in texts:
            return texts[int(code)]
        return f"{code:.15g}"

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of :attr:`Interviews.answers` that hold it: one, or ``<id>_<code>`` per option of a multiple choice.

        The code is the number, or the text code in the letters of a name: ``B3_KZ``, ``B3_north_east`` for
        ``north-east``.
        """
        if self.kind == "multiple":
            return tuple(f"{self.id}_{_in_a_name(option)}" for option in self.options)
        return (self.id,)


def _in_a_name(option: Option) -> str:
    return str(option.code) if option.written is None else re.sub(r"\W", "_", option.written)


def choice_with(column: str, variables: Mapping[str, Variable]) -> Variable | None:
    """The multiple choice that has a column of this name for one of its options (``B03_11``); None without one."""
    head, _, tail = column.partition("_")
    while tail:
        variable = variables.get(head)
        if variable is not None and variable.kind == "multiple" and column in variable.columns:
            return variable
        part, _, tail = tail.partition("_")
        head = f"{head}_{part}"
    return None


@dataclass(frozen=True, slots=True)
class Category:
    """One class of a grouping: its code, its wording, the condition of belonging."""

    code: int
    id: str
    text: Text
    when: Expression


@dataclass(frozen=True, slots=True)
class Grouping:
    """A classification of respondents made from answers: age groups, town and village, ethnic group in five classes.

    Categories are tried in order; the first whose condition holds applies, and a respondent of none is blank. ``id`` is
    used like a variable's id in ``by=``, in margins and in indicator domains. ``tiles`` draw a map of the categories,
    by id; they are empty, or every category has one.
    """

    id: str
    text: Text
    categories: tuple[Category, ...]
    tiles: Mapping[str, TilePlace] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class FormerForm:
    """The questionnaire as files of a day write it, while ``names`` and ``codes`` say what that is called now.

    Parameters
    ----------
    form : Questionnaire
        Former ids and codes; for reading files only, because its conditions use the present ones.
    names : mapping of former to present id
        Of every variable that was renamed.
    codes : mapping of present id to mapping of former to present code
        Of every variable that was recoded.
    breaks : mapping of present id to tuple of datetime.date
        Days from which a variable means something else.
    split : tuple of str
        Variables with answers that no present code can hold: they count as not asked.
    """

    form: Questionnaire
    names: Mapping[str, str]
    codes: Mapping[str, Mapping[int, int]]
    breaks: Mapping[str, tuple[datetime.date, ...]] = field(default_factory=dict)
    split: tuple[str, ...] = ()

    def column_now(self, name: str) -> str:
        """Further column of a file that begins with a former id (``D04_other``), under the present one."""
        for former, present in self.names.items():
            rest = name[len(former) :]
            if name[: len(former)].casefold() == former.casefold() and rest[:1] in ("_", "[", " ", "."):
                return f"{present}{rest}"
        return name


@noun
@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The instrument: blocks of questions, lists of answers, missing codes, groupings.

    ``blocks`` holds the header (id ``H``) first and the observations (id ``O``) last, ``variables`` is in the order of
    asking, ``key`` names the interview. ``versions`` have their first day of fieldwork each, in time.
    ``missing_default`` are the codes of questions that state none. ``former_form`` says how files of the time wrote
    what was renamed or recoded since.
    """

    id: str
    version: str
    title: Text
    languages: tuple[Language, ...]
    blocks: tuple[Block, ...]
    variables: Mapping[str, Variable]
    groupings: Mapping[str, Grouping]
    key: str
    folder: str
    facts: tuple[tuple[str, str], ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    versions: tuple[tuple[str, datetime.date], ...] = ()
    missing: tuple[MissingCode, ...] = ()
    missing_default: tuple[MissingCode, ...] = ()
    former_form: FormerForm | None = None

    @property
    def in_files(self) -> Questionnaire:
        """The questionnaire with the ids and codes that files of the time hold."""
        return self.former_form.form if self.former_form is not None else self

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question and battery, header and observations included, in order."""
        return tuple(question for block in self.blocks for question in block.questions)

    def variable(self, name: str) -> Variable:
        """The variable with this id.

        Raises
        ------
        ExpressionError
            ``Q001`` when there is none; the nearest id is offered.
        """
        found = self.variables.get(name)
        if found is None:
            raise ExpressionError(
                "Q001", f"questionnaire {self.id}", f"No question has the id {name!r}.", nearest(name, self.variables)
            )
        return found

    def battery(self, name: str) -> tuple[Variable, ...]:
        """The rows of a battery as variables; empty when no battery has this id."""
        return tuple(variable for variable in self.variables.values() if variable.row and variable.question.id == name)

    def to_frame(self) -> pd.DataFrame:
        """The codebook: one row per variable, in the order of asking.

        Columns: ``variable``, ``question``, ``block``, ``kind``, the wording and the answers in every language,
        ``missing`` codes, ``ask_if``.
        """
        return pd.DataFrame([self._codebook_row(variable) for variable in self.variables.values()])

    def _codebook_row(self, variable: Variable) -> dict[str, str]:
        question = variable.question
        answers = {
            f"answers_{language}": "; ".join(f"{option.shown} {option.text[language]}" for option in variable.options)
            for language in self.languages
        }
        return {
            "variable": variable.id,
            "question": question.id,
            "block": question.block,
            "kind": variable.kind,
            **{language: variable.text[language] for language in self.languages},
            **answers,
            "missing": " ".join(code.shown for code in variable.missing),
            "ask_if": variable.ask_if.source if variable.ask_if is not None else "",
        }

    def __repr__(self) -> str:
        size = f"{len(self.questions)} questions, {len(self.variables)} variables"
        return f"<Questionnaire {self.id} {self.version}: {size}, {', '.join(self.languages)}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().to_html(index=False)}"
