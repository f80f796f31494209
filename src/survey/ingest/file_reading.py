"""Reading of every column of a file, decided from all columns before a cell is read."""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey.ingest.cell_readers import bounds_of, known_codes
from survey.ingest.choice_coding import ChoiceCoding, decide_coding
from survey.ingest.column_layout import ColumnLayout, QuestionColumns
from survey.ingest.column_reading import ColumnReading, ValueLabels
from survey.ingest.dates import DateFormat, Window, decide_dates
from survey.ingest.declared_missing import DeclaredValue, find_declared
from survey.ingest.factorized_columns import FactorizedColumn, is_empty
from survey.ingest.lost_zeros import without_zeros
from survey.ingest.numbers import PLAIN, Fits, NumberFormat, Separators, decide_format, number_of
from survey.ingest.percentages import PercentRole, decide_percent
from survey.ingest.read_lines import ColumnDecision, Decisions
from survey.ingest.tool_codes import ToolCodes, tool_codes
from survey.interviews import RawTable
from survey.periods import CalendarPeriod, known_period
from survey.questionnaire.model import NUMERIC_KINDS, Questionnaire, Reason, Variable
from survey.spelling import fold

_YEARS = 110
_AROUND = datetime.timedelta(days=92)
_MARKS = {"comma": ",", "point": "."}


@dataclass(slots=True)
class ColumnFacts:
    """Decisions that have to be reported; filled while the columns are decided."""

    declared: list[tuple[str, DeclaredValue]] = field(default_factory=list)
    separators: list[tuple[str, str, str]] = field(default_factory=list)
    unclear_extras: list[tuple[str, str]] = field(default_factory=list)
    codings: list[tuple[str, ChoiceCoding]] = field(default_factory=list)
    absent: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    lettered: list[tuple[str, ToolCodes]] = field(default_factory=list)
    shifted: list[str] = field(default_factory=list)
    zeroless: list[tuple[str, int, str, str]] = field(default_factory=list)
    percents: list[tuple[str, PercentRole]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


class FileReading:
    """Decides how each column is read.

    Parameters
    ----------
    raw : RawTable
    form : Questionnaire
    layout : ColumnLayout
    columns : mapping of name to FactorizedColumn
        Markers of other programs already emptied.
    decisions : Decisions
    """

    def __init__(
        self,
        raw: RawTable,
        form: Questionnaire,
        layout: ColumnLayout,
        columns: Mapping[str, FactorizedColumn],
        decisions: Decisions,
    ) -> None:
        self.raw, self.form, self.layout, self.columns, self.decisions = raw, form, layout, columns, decisions
        self.facts = ColumnFacts()
        self.owners = {
            name: form.variables[variable] for variable, held in layout.columns.items() for name in held.answers
        }

    def of(self, variable: Variable, name: str, *, is_option: bool = False) -> ColumnReading:
        """Rule for a column of this variable."""
        column, said = self.columns[name], self.decisions.of(variable.id)
        labels = self.raw.value_labels.get(name, {})
        numbers = self._numbers(variable, column, said)
        if variable.kind == "code" or variable.id in (self.form.key, self.form.roles.get("psu")):
            self.facts.zeroless += [(name, *lost)] if (lost := without_zeros(column)) is not None else []
        return ColumnReading(
            labels,
            numbers,
            self._dates(variable, column, said) if variable.kind == "date" else DateFormat(),
            self._missing(column, variable, labels, said, variable.id, is_option=is_option),
            self._words(variable, column, said),
            self._percent(variable, column, said, numbers),
        )

    def of_extra(self, name: str) -> ColumnReading:
        """Rule for a column of no question."""
        column, said = self.columns[name], self.decisions.of_column(name)
        labels = self.raw.value_labels.get(name, {})
        written = PLAIN
        if _looks_numeric(column.cells):
            mark = said.decimal or self.decisions.decimal
            written = self._format(column, f"columns: {name}: decimal", name, mark, lambda _: True, whole=False)
            if "unclear" in (written.comma, written.point):
                self.facts.unclear_extras.append((name, _example(column, written)))
        missing = self._missing(column, None, labels, said, f"columns: {name}")
        return ColumnReading(labels, written, missing=missing, percent="share")

    def codings(
        self, variable: Variable, held: QuestionColumns, readings: Mapping[str, ColumnReading]
    ) -> dict[str, ChoiceCoding]:
        """Rules for the option and mention columns of a multiple choice, by the kind of their headings."""
        said = self.decisions.of(variable.id)
        found: dict[str, ChoiceCoding] = {}
        for kind, numbered in (("numbered", held.numbered), ("options", held.options)):
            if not numbered:
                continue
            if said.coding is not None:
                self.facts.used.add(f"{variable.id}: coding")
            columns = {number: _answered(self.columns[name], readings[name]) for number, name in numbered.items()}
            found[kind] = self._declared_set(numbered) or decide_coding(
                variable, columns, self.raw.value_labels, are_options=kind == "options", decided=said.coding
            )
            if said.coding is None and found[kind].kind in ("yes_no", "ranks"):
                self.facts.codings.append((variable.id, found[kind]))
        self._note_absent(variable, held, found)
        return found

    def _note_absent(self, variable: Variable, held: QuestionColumns, codings: Mapping[str, ChoiceCoding]) -> None:
        """Remember options without a column where the others have one each and nothing else holds the answer."""
        is_marked = codings and all(coding.kind in ("marks", "yes_no") for coding in codings.values())
        if not is_marked or held.whole is not None or held.mentions or held.unplaced:
            return
        absent = tuple(code for code in variable.codes if code not in {*held.numbered, *held.options})
        if absent:
            self.facts.absent.append((variable.id, absent))

    def _declared_set(self, numbered: Mapping[int, str]) -> ChoiceCoding | None:
        """The coding that a multiple-response set of the file gives these columns."""
        for declared in self.raw.response_sets.values():
            if not set(numbered.values()) <= set(declared.columns):
                continue
            if declared.kind == "categories":
                return ChoiceCoding("mentions")
            counted = number_of(declared.counted)
            if counted is not None:
                others = frozenset(range(100)) - {int(counted)}
                return ChoiceCoding("yes_no", yes=frozenset({int(counted)}), no=others)
        return None

    def _numbers(self, variable: Variable, column: FactorizedColumn, said: ColumnDecision) -> NumberFormat:
        if variable.kind not in NUMERIC_KINDS and variable.kind != "single":
            return PLAIN
        mark = said.decimal or self.decisions.decimal
        whole = variable.kind != "decimal"
        return self._format(column, f"{variable.id}: decimal", variable.id, mark, _fits(variable), whole=whole)

    def _percent(
        self, variable: Variable, column: FactorizedColumn, said: ColumnDecision, written: NumberFormat
    ) -> PercentRole:
        """Reading of numbers with a percent sign: by the wave, the range of the question, a sign in its wording."""
        if variable.kind not in NUMERIC_KINDS:
            return "unclear"
        says_percent = any("%" in wording for _, wording in variable.text)
        found = decide_percent(column.cells, written, _fits(variable), says_percent=says_percent)
        if found is None:
            return "unclear"
        if said.percent is not None:
            self.facts.used.add(f"{variable.id}: percent")
            return said.percent
        if found != "unclear":
            self.facts.percents.append((variable.id, found))
        return found

    def _format(
        self, column: FactorizedColumn, key: str, owner: str, mark: str | None, fits: Fits, *, whole: bool
    ) -> NumberFormat:
        here = _separators(column)
        if not here.either:
            return PLAIN
        if mark is not None:
            self.facts.used |= {key, "decimal"}
            return NumberFormat(comma="decimal", point="thousands") if mark == "comma" else NumberFormat("thousands")
        usual = "," if self.raw.delimiter == ";" and not whole else ""
        written = decide_format(here, self._others, fits, usual=usual)
        for separator in {shape.separator for shape in here.either}:
            role = written.role(separator)
            if role != "unclear" and here.certain(separator) != {role}:
                self.facts.separators.append((owner, separator, role))
        return written

    @functools.cached_property
    def _others(self) -> Separators:
        """Evidence of all numeric columns on comma and point."""
        found = [_separators(column) for name, column in self.columns.items() if self._is_numeric(name, column)]
        return Separators(
            frozenset().union(*(one.comma for one in found)), frozenset().union(*(one.point for one in found))
        )

    def _is_numeric(self, name: str, column: FactorizedColumn) -> bool:
        owner = self.owners.get(name)
        return owner.kind in NUMERIC_KINDS if owner is not None else _looks_numeric(column.cells)

    def _dates(self, variable: Variable, column: FactorizedColumn, said: ColumnDecision) -> DateFormat:
        is_interview = variable.id == self.form.roles.get("date")
        decided = said.dates or self.decisions.dates
        written = decide_dates(
            column.cells,
            self._window(is_interview=is_interview),
            decided,
            counts=column.counts,
            any_year=is_interview and self.period is not None,
        )
        if decided is not None and written.orders:
            self.facts.used |= {f"{variable.id}: dates", "dates"}
        if written.days_later:
            self.facts.shifted.append(variable.id)
        return written

    def _window(self, *, is_interview: bool) -> Window | None:
        period = self.period
        if period is None:
            return None
        if is_interview:
            return period.first_day - _AROUND, period.last_day + _AROUND
        return datetime.date(period.year - _YEARS, 1, 1), period.last_day + _AROUND

    @functools.cached_property
    def period(self) -> CalendarPeriod | None:
        """The period most interviews are marked with."""
        names = [name for name, owner in self.owners.items() if owner.kind == "wave"]
        for name in names:
            column = self.columns[name]
            counts = column.counts
            marks = Counter({str(cell): int(counts[at]) for at, cell in enumerate(column.cells) if not is_empty(cell)})
            for mark, _ in marks.most_common(1):
                return known_period(mark)
        return None

    def _missing(
        self,
        column: FactorizedColumn,
        variable: Variable | None,
        labels: ValueLabels,
        said: ColumnDecision,
        owner: str,
        *,
        is_option: bool = False,
    ) -> Mapping[object, Reason]:
        ranges = self.raw.user_missing.get(column.name, ())
        everywhere = self.decisions.missing if said.missing is None else ()
        missing, found = find_declared(
            column, variable, ranges, labels, said.missing, is_option=is_option, everywhere=everywhere
        )
        if everywhere and any(one.rule == "missing_decided" for one in found):
            self.facts.used.add("missing")
        if said.missing is not None and (
            any(one.rule == "missing_decided" for one in found) or (ranges and not said.missing)
        ):
            self.facts.used.add(f"{owner}: missing")
        self.facts.declared += [(variable.id if variable is not None else column.name, one) for one in found]
        return missing

    def _words(self, variable: Variable, column: FactorizedColumn, said: ColumnDecision) -> Mapping[str, int]:
        words = {fold(text): code for text, code in said.words.items()}
        of_tool = tool_codes(variable, column)
        if any(fold(text) not in words for reading in of_tool.unclear for text in reading):
            self.facts.lettered.append((variable.id, of_tool))
        if words and any(isinstance(cell, str) and fold(cell) in words for cell in column.cells):
            self.facts.used.add(f"{variable.id}: words")
        return {**of_tool.words, **words}


def _answered(column: FactorizedColumn, reading: ColumnReading) -> FactorizedColumn:
    """The column without the values that are declared missing."""
    if not reading.missing:
        return column
    return column.without(position for position, cell in enumerate(column.cells) if cell in reading.missing)


def _separators(column: FactorizedColumn) -> Separators:
    counts = column.counts
    return Separators.of(cell for position, cell in enumerate(column.cells) if counts[position])


def _looks_numeric(cells: Iterable[object]) -> bool:
    """Whether every filled cell holds a number, in whatever way it is written."""
    wide = NumberFormat()
    return all(number_of(cell, wide) is not None for cell in cells if not is_empty(cell))


def _fits(variable: Variable) -> Fits:
    known = known_codes(variable)
    if variable.kind == "single":
        return lambda number: number in known
    low, high = bounds_of(variable)
    whole = variable.kind != "decimal"
    return lambda number: number in known or (low <= number <= high and (not whole or number.is_integer()))


def _example(column: FactorizedColumn, written: NumberFormat) -> str:
    return next(str(cell) for cell in column.cells if isinstance(cell, str) and number_of(cell, written) is None)
