"""Decisions of a wave about its own file where two readings fit: the lines under ``read:``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from survey.documents import Document, DocumentItem
from survey.errors import nearest
from survey.ingest.dates import DateOrder
from survey.questionnaire.answer_codes import code_named, known_codes
from survey.questionnaire.model import NUMERIC_KINDS, MissingCode, Option, Questionnaire, Variable

Coding = Literal["yes_no", "marks", "mentions", "ranks"]
"""Columns of a multiple choice: 1 = yes and 2 = no by option; 1 or the option's code by option; one mention each;
the rank of each option."""

DecimalMark = Literal["comma", "point"]
PercentSign = Literal["number", "share"]
"""Reading of 12.5%: the number 12.5, or the share 0.125."""
_ORDERS: tuple[Literal["dmy", "mdy", "ymd"], ...] = ("dmy", "mdy", "ymd")
_CODINGS: tuple[Coding, ...] = ("yes_no", "marks", "mentions", "ranks")
_CODED = ("single", "multiple")
CHOSEN, NOT_CHOSEN = -1_000_000_001, -1_000_000_002
"""Meanings of words in the columns of options, in the place of a code."""
_MARKS = {"chosen": CHOSEN, "not_chosen": NOT_CHOSEN}


@dataclass(frozen=True, slots=True)
class ColumnDecision:
    """Decisions about the columns of one variable, or about one column that belongs to no question.

    ``missing`` are values that are not answers, None without a decision; ``ignore`` leaves the column out; ``question`` is
    the variable whose answers the column holds.
    """

    coding: Coding | None = None
    decimal: DecimalMark | None = None
    dates: DateOrder | None = None
    missing: tuple[float | str, ...] | None = None
    words: Mapping[str, int] = field(default_factory=dict)
    ignore: bool = False
    question: str | None = None
    percent: PercentSign | None = None


NOTHING = ColumnDecision()


@dataclass(frozen=True, slots=True)
class Decisions:
    """The lines under ``read:`` of a wave.

    Parameters
    ----------
    sheet, heading_row, encoding, delimiter
        For :func:`survey.read_file`.
    decimal, dates, missing
        For every column of the file; ``missing`` where the questionnaire calls the value no answer.
    variables : mapping of variable id to ColumnDecision
    columns : mapping of heading to ColumnDecision
        For columns that belong to no question, and for those to leave out.
    """

    sheet: str | None = None
    heading_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: DecimalMark | None = None
    dates: DateOrder | None = None
    missing: tuple[float | str, ...] = ()
    variables: Mapping[str, ColumnDecision] = field(default_factory=dict)
    columns: Mapping[str, ColumnDecision] = field(default_factory=dict)

    def of(self, variable: str) -> ColumnDecision:
        """Decisions about a variable."""
        return self.variables.get(variable, NOTHING)

    def of_column(self, heading: str) -> ColumnDecision:
        """Decisions about a column by its heading."""
        return self.columns.get(heading, NOTHING)

    def stated(self) -> Iterator[str]:
        """Every decision that decoding has to obey, as ``name`` or ``name: key``."""
        yield from (name for name in ("decimal", "dates", "missing") if getattr(self, name))
        for names, prefix in ((self.variables, ""), (self.columns, "columns: ")):
            for name, said in names.items():
                yield from (f"{prefix}{name}: {key}" for key in _KEYS if getattr(said, key) not in (None, False, {}))


_KEYS = ("coding", "decimal", "dates", "missing", "words", "ignore", "question", "percent")


def as_decisions(read: Decisions | Mapping[str, object] | None, form: Questionnaire) -> Decisions:
    """Decisions given as such, or as a mapping of the same shape as the YAML.

    Raises
    ------
    QuestionnaireError
        As :func:`read_decisions`, with every mistake at once.
    """
    if read is None or isinstance(read, Decisions):
        return read or Decisions()
    document = Document("read", json.dumps(dict(read), ensure_ascii=False, default=str))
    decisions = read_decisions(document.root, form)
    document.finish()
    return decisions


def read_decisions(item: DocumentItem, form: Questionnaire) -> Decisions:
    """The decisions of a wave. Mistakes are complaints of the document the item belongs to.

    The complaints are ``F090`` a name that is not a question, ``F091`` a coding for a question that has no such columns,
    ``F092`` a key that means nothing for the kind of question, ``F093`` a word for a code that the question lacks,
    ``F094`` a row that is not positive, ``F095`` a missing value that is neither number nor text, ``F096`` a column whose
    question does not exist.

    Parameters
    ----------
    item : DocumentItem
        The value of ``read:``.
    form : Questionnaire

    Examples
    --------
    >>> from survey.questionnaire import read_questionnaire
    >>> form = read_questionnaire("questionnaires/interethnic")
    >>> document = Document("read", "{B03: yes_no, decimal: comma}")
    >>> read_decisions(document.root, form).of("B03").coding
    'yes_no'
    """
    item = item.named("read")
    if not item.is_mapping():
        list(item.entries())  # complains of the kind
        return Decisions()
    sheet, row = item.get("sheet"), item.get("heading_row")
    decimal, dates = item.get("decimal"), item.get("dates")
    missing = item.get("missing")
    everywhere = missing.named("read, missing") if missing is not None and missing.is_list() else None
    variables = _missing_by_name(missing if everywhere is None else None, form)
    columns = item.get("columns")
    encoding, delimiter = item.get("encoding"), item.get("delimiter")
    own = {"sheet", "heading_row", "encoding", "delimiter", "decimal", "dates", "missing", "columns"}
    for name, said in item.entries():
        if name in own:
            continue
        for variable in _named(item.key(name), name, form, own):
            one = _of_variable(said.named(f"read, {name}"), variable)
            variables[variable.id] = _joined(variables.get(variable.id, NOTHING), one)
    return Decisions(
        sheet=sheet.text() if sheet is not None else None,
        heading_row=_row(row) if row is not None else None,
        encoding=encoding.text() if encoding is not None else None,
        delimiter=delimiter.text() if delimiter is not None else None,
        decimal=decimal.choice(get_args(DecimalMark)) if decimal is not None else None,
        dates=dates.choice(_ORDERS) if dates is not None else None,
        missing=_values(everywhere) if everywhere is not None else (),
        variables=variables,
        columns={name: _of_column(said.named(f"read, columns, {name}"), form) for name, said in columns.entries()}
        if columns is not None
        else {},
    )


def _joined(one: ColumnDecision, other: ColumnDecision) -> ColumnDecision:
    missing = other.missing if other.missing is not None else one.missing
    return ColumnDecision(
        other.coding, other.decimal, other.dates, missing, other.words, other.ignore, percent=other.percent
    )


def _named(key: DocumentItem, name: str, form: Questionnaire, own: set[str]) -> tuple[Variable, ...]:
    """The variable with this id, or the rows of the battery."""
    found = (form.variables[name],) if name in form.variables else form.battery(name)
    if not found:
        known = [*form.variables, *(question.id for question in form.questions), *own]
        key.complain("F090", f"Neither a question nor a key of read: is called {name!r}.", nearest(name, known))
    return found


def _row(item: DocumentItem) -> int:
    row = item.integer()
    if item.is_integer() and row < 1:
        item.complain("F094", f"Row {row} does not exist.", "Rows count from 1, as a spreadsheet shows them.")
    return row


def _missing_by_name(item: DocumentItem | None, form: Questionnaire) -> dict[str, ColumnDecision]:
    if item is None:
        return {}
    item = item.named("read, missing")
    return {
        variable.id: ColumnDecision(missing=_values(said))
        for name, said in item.entries()
        for variable in _named(item.key(name), name, form, set())
    }


def _values(item: DocumentItem) -> tuple[float | str, ...]:
    values: list[float | str] = []
    for one in item.elements():
        if one.is_list() or one.is_mapping():
            one.complain("F095", "A missing value is a number or a text.", "For example [9999, -9] or ['ZZ'].")
        else:
            values.append(one.number() if one.is_number() else one.source)
    return tuple(values)


def _of_variable(item: DocumentItem, variable: Variable) -> ColumnDecision:
    if not item.is_mapping():
        return ColumnDecision(coding=_coding(item, variable))
    said = _of_keys(
        item,
        {
            "coding": lambda key: _coding(key, variable),
            "words": lambda key: _words(key, variable),
            "missing": _values,
            "dates": lambda key: key.choice(_ORDERS),
            "decimal": lambda key: key.choice(get_args(DecimalMark)),
            "percent": lambda key: key.choice(get_args(PercentSign)),
        },
    )
    kinds = {
        "percent": tuple(NUMERIC_KINDS),
        "words": (*_CODED, *NUMERIC_KINDS),
        "dates": ("date",),
        "decimal": (*_CODED, *NUMERIC_KINDS),
    }
    for key, allowed in kinds.items():
        if item.has(key) and variable.kind not in allowed:
            fact = f"{key} means nothing for {variable.id}, a question of type {variable.kind}."
            item.key(key).complain("F092", fact, f"It is for questions of type {', '.join(sorted(allowed))}.")
    return said


def _of_column(item: DocumentItem, form: Questionnaire) -> ColumnDecision:
    return _of_keys(
        item,
        {
            "decimal": lambda key: key.choice(get_args(DecimalMark)),
            "missing": _values,
            "ignore": lambda key: key.boolean(),
            "question": lambda key: _question(key, form),
        },
    )


def _question(item: DocumentItem, form: Questionnaire) -> str | None:
    """The id of a variable that one column can hold."""
    name = item.text()
    if name in form.variables:
        return name
    item.complain("F096", f"No question or row of a battery is called {name!r}.", nearest(name, form.variables))
    return None


def _of_keys(item: DocumentItem, keys: Mapping[str, Callable[[DocumentItem], object]]) -> ColumnDecision:
    said = {key: read(found) for key, read in keys.items() if (found := item.get(key)) is not None}
    item.no_other_keys()
    return ColumnDecision(**said)  # type: ignore[arg-type]


def _coding(item: DocumentItem, variable: Variable) -> Coding | None:
    if variable.kind != "multiple":
        fact = f"{variable.id} is a question of type {variable.kind}; only a multiple choice has columns of options."
        item.complain("F091", fact, "Write the line under the id of a multiple choice.")
        return None
    return item.choice(_CODINGS)


def _words(item: DocumentItem, variable: Variable) -> dict[str, int]:
    return {text: _code(said, variable) for text, said in item.entries()}


def _code(said: DocumentItem, variable: Variable) -> int:
    """The code that a word means; where codes are texts, it is named by its text."""
    answers: tuple[Option | MissingCode, ...] = (*variable.options, *variable.missing)
    code = code_named(said, answers)
    if code is not None:
        return code
    if variable.kind == "multiple" and said.is_scalar() and said.source in _MARKS:
        return _MARKS[said.source]
    if said.is_integer() and variable.kind not in _CODED:
        return said.integer()
    if said.is_integer() or (variable.is_written and said.is_scalar()):
        said.complain("F093", f"{variable.id} has no code {said.source}.", f"Its codes: {known_codes(answers)}.")
    else:
        said.integer()
    return 0
