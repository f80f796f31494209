"""Dictionary of an SPSS or Stata file: what its labels, missing values and multiple-response sets say, and what they do not."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from survey.blank_reasons import Reason
from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryKind, DictionaryVariable
from survey.exchange.form_languages import likely_language
from survey.frames import is_text
from survey.ingest.declared_missing import is_not_asked, reason_of
from survey.ingest.repeating_columns import written_out
from survey.interviews import RawTable, ResponseSet
from survey.text import Language, Text

_BETWEEN = " — "
"""Sign between the row, or the option, and its question in labels, as :func:`survey.write_file` writes them."""

_FEW_POINTS = 101

_MANY = 30
"""Interviews from which on a column with a different value in each can hardly be anything but their number."""

_NUMBERED = 0.98
"""Least share of different numbers: a wave has a few interviews twice, or two under one number."""


class StatisticalReading:
    """The reading of one file: ``dictionary`` is what was understood, ``left_out`` pairs of place and what is there.

    Parameters
    ----------
    raw : RawTable
    id_ : str
        Id of the survey, because such a file has none.
    language : str or None
        Language of the labels; by default the likeliest by their letters.
    """

    def __init__(self, raw: RawTable, id_: str, language: Language | None) -> None:
        self._raw = raw
        self._language = language or likely_language(raw.labels.values())
        self.left_out: list[tuple[str, str]] = []
        sets = {one.columns[0]: one for one in raw.response_sets.values() if self._is_understood(one)}
        inside = {column for one in sets.values() for column in one.columns}
        variables = []
        for name in map(str, raw.cells.columns):
            if name in sets:
                variables.append(self._multiple(sets[name]))
            elif name not in inside:
                variables.append(self._variable(name))
        self.dictionary = Dictionary(
            id_,
            "1",
            Text(),
            (self._language,),
            (),
            tuple(_with_batteries(_with_choices(variables))),
            self._key(variables),
        )

    def _key(self, variables: Sequence[DictionaryVariable]) -> str:
        """The first variable that numbers the interviews: texts or whole numbers, none blank, and hardly any twice.

        Among few interviews any number may differ in each of them; there only the first column of the file is taken.
        """
        for at, variable in enumerate(variables):
            if variable.kind in ("text", "whole") and not variable.codes:
                cells = self._raw.cells[variable.name]
                n, is_whole = len(cells), not (cells.isna() | (cells == "")).any()
                least = n if n < _MANY else _NUMBERED * n
                if is_whole and n > 1 and (at == 0 or n >= _MANY) and cells.nunique() >= least:
                    return variable.name
        return ""

    def _is_understood(self, found: ResponseSet) -> bool:
        whole = found.kind == "dichotomies" and found.counted == 1
        if not whole:
            self.left_out.append((found.name, f"multiple-response set of {found.kind}, counted value {found.counted}"))
        return whole

    def _text(self, words: str) -> Text:
        return Text(((self._language, words),)) if words else Text()

    def _variable(self, name: str) -> DictionaryVariable:
        cells = written_out(self._raw.cells[name])
        codes = tuple(self._codes(name))
        answers = [code for code in codes if code.reason == Reason.ANSWERED]
        kind, low, high = self._kind(cells, codes, has_answers=bool(answers))
        label = self._raw.labels.get(name, "")
        label = "" if label == name else label
        if not label:
            self.left_out.append((name, "no label"))
        return DictionaryVariable(
            name,
            kind,
            self._text(label),
            codes,
            low=low,
            high=high,
            is_written=kind == "single" and any(not _is_whole(code.code) for code in answers),
        )

    def _kind(
        self, cells: pd.Series, codes: Sequence[DictionaryCode], *, has_answers: bool
    ) -> tuple[DictionaryKind, float | None, float | None]:
        """The kind of a column and its bounds: numbers between labelled ones make a scale, a column without labels a number."""
        if pd.api.types.is_datetime64_any_dtype(cells):
            return "date", None, None
        letters = {code.code for code in codes if _is_letter(code.code)}
        given = cells.dropna()[lambda one: ~one.isin(letters)] if letters else cells.dropna()
        numbers = pd.to_numeric(given, errors="coerce").dropna()
        if is_text(cells) or (cells.dtype == object and len(numbers) < len(given)):
            return ("single" if has_answers else _kind_of_texts(cells)), None, None
        blank = {float(code.code) for code in codes if code.reason != Reason.ANSWERED and _is_whole(code.code)}
        numbers = numbers[~numbers.isin(blank)]
        is_whole = bool((numbers == numbers.round()).all())
        if not has_answers:
            return ("whole" if is_whole else "decimal"), None, None
        labelled = {float(code.code) for code in codes if code.reason == Reason.ANSWERED and _is_whole(code.code)}
        between = set(numbers) - labelled
        if not between or not is_whole:
            return "single", None, None
        low, high = min([*labelled, *between]), max([*labelled, *between])
        return ("whole", low, high) if high - low < _FEW_POINTS else ("whole", None, None)

    def _codes(self, name: str) -> Iterator[DictionaryCode]:
        """Codes with labels, and declared missing values without one; a reason is what its label says."""
        ranges = self._raw.user_missing.get(name, ())
        labels = self._raw.value_labels.get(name, {})
        for value, label in labels.items():
            is_missing = any(_within(value, low, high) for low, high in ranges) or _is_letter(value)
            yield DictionaryCode(
                _shown(value), self._text(label), self._reason(name, value, label, is_missing=is_missing)
            )
        for low, high in ranges:
            if low == high and low not in labels:
                self.left_out.append((name, f"missing value {_shown(low)} without a label"))
            elif low != high:
                self.left_out.append((name, f"missing values from {_shown(low)} to {_shown(high)}"))

    def _reason(self, name: str, value: object, label: str, *, is_missing: bool) -> Reason:
        if not is_missing:
            return Reason.ANSWERED
        if is_not_asked(label):
            return Reason.NOT_ASKED
        reason = reason_of(label)
        if reason == Reason.NOT_RECORDED:
            self.left_out.append((name, f"missing value {_shown(value)}, {label!r}: the reason is not known"))
        return reason

    def _multiple(self, found: ResponseSet) -> DictionaryVariable:
        """A set of columns of 1 and 0 as one multiple choice."""
        labels = [self._raw.labels.get(column, "") for column in found.columns]
        tail = _shared_tail(labels)
        blanks = tuple(code for code in self._codes(found.columns[0]) if code.reason != Reason.ANSWERED)
        options = [
            DictionaryCode(code, self._text(label.removesuffix(tail)), column=column)
            for code, label, column in zip(_option_codes(found.name, found.columns), labels, found.columns, strict=True)
        ]
        wording = tail.removeprefix(_BETWEEN) if tail else found.label
        written = any(not _is_whole(one.code) for one in options)
        text = self._text(wording or found.name)
        return DictionaryVariable(found.name, "multiple", text, (*options, *blanks), is_written=written)


def _option_codes(name: str, columns: Sequence[str]) -> list[str]:
    """Codes of options: what follows the name of the set in the names of its columns; their places where this is not so."""
    codes = [column.removeprefix(f"{name}_") for column in columns]
    is_named = all(f"{name}_{code}" == column for code, column in zip(codes, columns, strict=True))
    same_kind = len({code.isdigit() for code in codes}) == 1
    return codes if is_named and same_kind else [str(place) for place in range(1, len(codes) + 1)]


def _kind_of_texts(cells: pd.Series) -> DictionaryKind:
    texts = [str(one) for one in cells.dropna() if str(one)]
    if texts and all(len(one) == 10 and one[4] == one[7] == "-" and one.replace("-", "").isdigit() for one in texts):
        return "date"
    return "text"


def _with_choices(variables: Sequence[DictionaryVariable]) -> Iterator[DictionaryVariable]:
    """Variables, neighbours of 1 and 0 named ``NAME_CODE`` with labels ``option — question`` as one multiple choice.

    So :func:`survey.write_file` writes a multiple choice, of which a file without multiple-response sets says no more.
    """

    def stem(variable: DictionaryVariable) -> str:
        marks = sorted(code.code for code in variable.answers)
        name, _, code = variable.name.rpartition("_")
        return name if variable.kind == "single" and marks == ["0", "1"] and code and _tail(variable) else ""

    for name, grouped in itertools.groupby(variables, stem):
        columns = list(grouped)
        if not name or len(columns) == 1:
            yield from columns
            continue
        ((language, _),) = columns[0].text
        codes = _option_codes(name, [one.name for one in columns])
        labels = [dict(one.text)[language] for one in columns]
        question = min((_tail(one) for one in columns), key=lambda tail: tail.endswith("…"))
        options = [
            DictionaryCode(code, Text(((language, label.partition(_BETWEEN)[0]),)), column=one.name)
            for code, label, one in zip(codes, labels, columns, strict=True)
        ]
        written = any(not _is_whole(code) for code in codes)
        text = Text(((language, question.removeprefix(_BETWEEN)),))
        yield DictionaryVariable(name, "multiple", text, (*options, *columns[0].blanks), is_written=written)


def _with_batteries(variables: Iterable[DictionaryVariable]) -> Iterator[DictionaryVariable]:
    """Variables, those in a row that share codes and the question after the dash as rows of a battery."""

    def key(variable: DictionaryVariable) -> tuple[object, ...]:
        tail = _tail(variable)
        return (variable.kind, tail, variable.codes, variable.low, variable.high) if tail else (variable.name,)

    variables = list(variables)
    names = {variable.name.casefold() for variable in variables}
    for _, grouped in itertools.groupby(variables, key):
        rows = list(grouped)
        tail = _tail(rows[0])
        if len(rows) == 1 or not tail:
            yield from rows
            continue
        stem = "".join(one[0] for one in itertools.takewhile(lambda one: len(set(one)) == 1, zip(*(row.name for row in rows), strict=False)))  # fmt: skip
        head = stem.rstrip("_") if stem.rstrip("_").casefold() not in {"", *names} else f"{rows[0].name}_rows"
        for row in rows:
            ((language, label),) = row.text
            question = Text(((language, tail.removeprefix(_BETWEEN)),))
            text = Text(((language, label.removesuffix(tail)),))
            yield replace(row, text=text, question=head, question_text=question)


def _tail(variable: DictionaryVariable) -> str:
    label = next((words for _, words in variable.text), "")
    row, sign, question = label.partition(_BETWEEN)
    is_row = variable.kind in ("single", "whole") and bool(row and question)
    return f"{sign}{question}" if is_row else ""


def _shared_tail(labels: Sequence[str]) -> str:
    tails = {label[label.index(_BETWEEN) :] if _BETWEEN in label else "" for label in labels}
    return next(iter(tails)) if len(tails) == 1 else ""


def _within(value: float | str, low: float | str, high: float | str) -> bool:
    if isinstance(value, str) or isinstance(low, str) or isinstance(high, str):
        return value == low
    return low <= value <= high


def _is_letter(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and value.isalpha() and value.islower()


def _is_whole(code: str) -> bool:
    return code.removeprefix("-").isdigit()


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)
