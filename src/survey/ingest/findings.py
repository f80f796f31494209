"""Findings of decoding: about columns, about how they were read, about cells."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Objects
from survey.findings import BUILT_AT_ONCE, Finding, FindingGroup, Severity
from survey.ingest.cell_readers import WHOLE_NUMBERS, coded_wordings, usual_words
from survey.ingest.choice_coding import ChoiceCoding
from survey.ingest.column_layout import ColumnLayout, QuestionColumns
from survey.ingest.dates import orders_of
from survey.ingest.declared_missing import DeclaredValue
from survey.ingest.factorized_columns import UnreadableCells
from survey.ingest.file_reading import ColumnFacts
from survey.ingest.label_findings import label_findings
from survey.ingest.numbers import code_of, shape_of
from survey.ingest.read_lines import Decisions
from survey.ingest.tool_codes import ToolCodes
from survey.ingest.wording_codes import Match
from survey.interviews import RawTable
from survey.questionnaire.model import Question, Questionnaire, Variable
from survey.questionnaire.version_matching import names_of
from survey.spelling import fold
from survey.text import Catalogue, Text

_ESSENTIAL_ROLES = ("interview", "wave", "stratum", "psu", "consent", "age")
_SHOWN = 20
_ONLY_A_LOOK = ("choice_and_missing", "codings_differ")
_TWO_READINGS = ("coding_unclear", "separator_unclear", "date_order_unclear", "wording_ambiguous", "percent_unclear")
_MATCH_RULES: Mapping[Match, tuple[str, Severity]] = {
    "lookalike": ("letters_replaced", "info"),
    "lost": ("letters_lost", "warning"),
}


def catalogue() -> Catalogue:
    """Sentences of this room."""
    return Catalogue.load("survey.ingest")


def severity(form: Questionnaire, question: Question) -> Severity:
    """Severity of an unreadable answer to this question."""
    essential = {form.key, *(form.roles.get(role) for role in _ESSENTIAL_ROLES)}
    return "error" if question.required or question.id in essential else "warning"


def _of_file(
    rule: str, weight: Severity, variable: str | None = None, value: str | None = None, /, **places: object
) -> Finding:
    """A finding about the file or one of its columns."""
    return Finding(rule, weight, catalogue().text(rule, **places), variable=variable, value=value)


def column_findings(layout: ColumnLayout, form: Questionnaire, raw: RawTable) -> list[Finding]:
    """Findings about the columns of the file."""
    found = _renamed(layout, form)
    found += _absent(layout, form)
    found += _rivals(layout)
    for variable, held in layout.columns.items():
        if held.unplaced:
            columns = _some(held.unplaced)
            found.append(_of_file("options_unplaced", "error", variable, variable=variable, columns=columns))
    for name, variables in layout.ambiguous.items():
        lines = " | ".join(_assignment(name, variable) for variable in variables)
        found.append(
            _of_file("columns_ambiguous", "error", name, column=name, variables=", ".join(variables), lines=lines)
        )
    for used, others in layout.joined.items():
        found.append(_of_file("columns_joined", "info", used, n=len(others) + 1, columns=_some((used, *others))))
    if layout.beside:
        found.append(_of_file("columns_beside", "info", n=len(layout.beside), columns=_some(layout.beside)))
    reported = {*layout.ambiguous, *layout.beside, *(one.other for one in layout.rivals)}
    reported |= {*layout.renamed}
    reported |= {name for held in layout.columns.values() for name in held.unplaced}
    plain = [name for name in layout.extra if name not in reported]
    if plain:
        found.append(_of_file("columns_extra", "info", n=len(plain), columns=_some(plain)))
    if layout.respelled:
        found.append(_of_file("heading_letters", "info", n=len(layout.respelled), columns=_some(layout.respelled)))
    found += label_findings(layout, form, raw)
    return found


def _renamed(layout: ColumnLayout, form: Questionnaire) -> list[Finding]:
    """One finding for every variable that the file calls by a former id; a warning when its column is there, too."""
    columns: dict[str, list[str]] = {}
    for heading, variable in layout.renamed.items():
        columns.setdefault(variable, []).append(heading)
    found = []
    for name, headings in columns.items():
        former = names_of(form.variables[name])
        weight: Severity = "warning" if name in layout.columns else "error"
        days = ", ".join(
            one.before.isoformat() for one in former if any(one.id.casefold() in each.casefold() for each in headings)
        )
        found.append(_of_file("column_renamed", weight, name, variable=name, columns=_some(headings), day=days))
    return found


def _assignment(column: str, variable: str) -> str:
    """The line under ``read:`` that gives a column to a question."""
    return f"read: {{columns: {{{json.dumps(column, ensure_ascii=False)}: {{question: {variable}}}}}}}"


def _rivals(layout: ColumnLayout) -> list[Finding]:
    return [
        _of_file(
            "columns_same" if one.same else "columns_compete",
            "info" if one.same else "error",
            one.variable,
            variable=one.variable,
            column=one.used,
            other=one.other,
        )
        for one in layout.rivals
    ]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def _absent(layout: ColumnLayout, form: Questionnaire) -> list[Finding]:
    missing: dict[str, list[Variable]] = {}
    for variable in form.variables.values():
        held = layout.columns.get(variable.id, QuestionColumns())
        if not held.answers and not held.unplaced and variable.id not in layout.renamed.values():
            missing.setdefault(variable.question.id, []).append(variable)
    found = []
    for question in form.questions:
        variables = missing.get(question.id, [])
        if variables:
            is_whole = len(variables) == max(len(question.rows), 1)
            names = question.id if is_whole else ", ".join(variable.id for variable in variables)
            text = catalogue().text("question_absent", variable=names)
            found.append(Finding("question_absent", severity(form, question), text, variable=question.id))
    return found


def specify_findings(counts: Iterable[tuple[str, str, int]]) -> list[Finding]:
    """Findings about "other, specify" texts of questions without such an answer: column, question, filled cells."""
    return [
        _of_file("specify_unexpected", "warning", column, column=column, variable=variable, n=n)
        for column, variable, n in counts
    ]


def marker_findings(markers: Mapping[str, Mapping[str, int]]) -> list[Finding]:
    """One finding for each marker of another program that was read as an empty cell."""
    return [
        _of_file("blank_marker", "info", None, marker, marker=marker, n=sum(where.values()), columns=_some(list(where)))
        for marker, where in markers.items()
    ]


def formula_findings(n_marked: int, n_wrapped: int) -> list[Finding]:
    """The findings that signs which keep spreadsheets from changing a cell were left out of so many cells."""
    counted = {"formula_marks": n_marked, "formula_texts": n_wrapped}
    return [_of_file(rule, "info", None, None, n=n) for rule, n in counted.items() if n]


def reading_findings(facts: ColumnFacts) -> list[Finding]:
    """Findings about the decisions that were made for columns."""
    found = [_coding(variable, coding) for variable, coding in facts.codings]
    found += [
        _of_file(
            "options_absent", "warning", variable, variable=variable, n=len(codes), codes=", ".join(map(str, codes))
        )
        for variable, codes in facts.absent
    ]
    for owner, separator, role in facts.separators:
        other = "decimal: point" if (separator == ",") == (role == "decimal") else "decimal: comma"
        rule = "separator_decimal" if role == "decimal" else "separator_thousands"
        found.append(_of_file(rule, "info", owner, variable=owner, separator=separator, line=f"read: {{{other}}}"))
    for column, value in facts.unclear_extras:
        found.append(
            _of_file("separator_unclear_extra", "warning", column, value, column=column, value=value, **_numbers(value))
        )
    found += [_lettered(variable, codes) for variable, codes in facts.lettered]
    found += [_of_file("dates_from_1904", "info", variable, variable=variable) for variable in facts.shifted]
    found += [
        _of_file("zeros_lost", "warning", column, short, column=column, n=n, value=short, other=other)
        for column, n, short, other in facts.zeroless
    ]
    for variable, role in facts.percents:
        other = _percent_line(variable, "share" if role == "number" else "number")
        found.append(_of_file(f"percent_{role}", "info", variable, variable=variable, line=other))
    return found + _declared(facts.declared)


def _coding(variable: str, coding: ChoiceCoding) -> Finding:
    other = "mentions" if coding.kind == "yes_no" else "marks"
    return _of_file(f"coding_{coding.kind}", "info", variable, variable=variable, line=f"read: {{{variable}: {other}}}")


def _lettered(variable: str, codes: ToolCodes) -> Finding:
    """The error that the codes of a tool can be read as codes of the questionnaire and as places in its list."""
    lines = [
        f"read: {{{variable}: {{words: {{{', '.join(f'{text}: {code}' for text, code in reading.items())}}}}}}}"
        for reading in codes.unclear
    ]
    values = ", ".join(codes.unclear[0])
    return _of_file("letters_unclear", "error", variable, variable=variable, values=values, lines=" | ".join(lines))


def _declared(facts: Iterable[tuple[str, DeclaredValue]]) -> list[Finding]:
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for variable, one in facts:
        counts[one.rule, variable, one.value, one.label] += one.n
    weights: Mapping[str, Severity] = {"declared_missing": "warning", "declared_substantive": "error"}
    return [
        _of_file(
            rule,
            weights.get(rule, "info"),
            variable,
            value,
            variable=variable,
            value=value,
            label=label or "-",
            n=n,
            line=f"read: {{missing: {{{variable}: [{value}]}}}}",
            other=f"read: {{missing: {{{variable}: []}}}}",
        )
        for (rule, variable, value, label), n in counts.items()
    ]


def unused_findings(decisions: Decisions, used: set[str]) -> list[Finding]:
    """Findings about lines under ``read:`` that decided nothing in this file."""
    return [
        _of_file("decision_unused", "warning", None, line, line=line) for line in decisions.stated() if line not in used
    ]


def letter_findings(matches: Counter[Match]) -> list[Finding]:
    """Findings about wordings that were recognised in spite of their letters."""
    return [
        _of_file(rule, weight, n=matches[match]) for match, (rule, weight) in _MATCH_RULES.items() if matches[match]
    ]


def empty_row_findings(n: int) -> list[Finding]:
    """The finding that rows were left out."""
    return [_of_file("rows_empty", "info", n=n)] if n else []


def cell_findings(
    unreadable: Sequence[tuple[Variable, UnreadableCells]],
    form: Questionnaire,
    keys: Objects,
    rows: NDArray[np.int64],
) -> list[Finding | FindingGroup]:
    """One finding for each cell that could not be read, and one for each column that could be read in two ways.

    Parameters
    ----------
    unreadable : sequence of pairs
        In the order of the questionnaire.
    form : Questionnaire
    keys, rows : (n,) arrays
        Key and row of each interview.
    """
    found: list[Finding | FindingGroup] = [
        *_two_readings([pair for pair in unreadable if pair[1].rule in _TWO_READINGS])
    ]
    single = (pair for pair in unreadable if pair[1].rule not in _TWO_READINGS)
    to_build = BUILT_AT_ONCE
    for variable, pairs in itertools.groupby(single, key=lambda pair: pair[0]):
        own = [cells for _, cells in pairs]
        n = sum(len(cells.positions) for cells in own)
        found += _of_variable(variable, own, form, keys, rows, are_built=n <= to_build)
        to_build -= n if n <= to_build else 0
    return found


def _of_variable(
    variable: Variable,
    unreadable: Sequence[UnreadableCells],
    form: Questionnaire,
    keys: Objects,
    rows: NDArray[np.int64],
    *,
    are_built: bool,
) -> list[Finding | FindingGroup]:
    """Findings about the cells of one variable by row, or by rule where there are many in the file."""
    found: list[Finding | FindingGroup] = []
    if are_built:
        found += _of_cells(variable, unreadable, form, keys, rows)
        return found
    for rule in dict.fromkeys(cells.rule for cells in unreadable):
        found.append(_of_cells(variable, [cells for cells in unreadable if cells.rule == rule], form, keys, rows))
    return found


def _of_cells(
    variable: Variable,
    unreadable: Sequence[UnreadableCells],
    form: Questionnaire,
    keys: Objects,
    rows: NDArray[np.int64],
) -> FindingGroup:
    """The findings about cells of one variable in the order of their rows; they are built when they are looked at."""
    positions = np.concatenate([cells.positions for cells in unreadable])
    which = np.repeat(np.arange(len(unreadable)), [len(cells.positions) for cells in unreadable])
    order = np.argsort(positions, kind="stable")
    at, which = positions[order], which[order]
    sentences: dict[int, Text] = {}

    def build(place: int) -> Finding:
        number = int(which[place])
        cells = unreadable[number]
        if number not in sentences:
            places = {"variable": variable.id, "value": cells.value, **_bounds(variable, cells)}
            places["line"] = (
                f"read: {{{variable.id}: {{words: {{{json.dumps(cells.value, ensure_ascii=False)}: chosen}}}}}}"
            )
            sentences[number] = catalogue().text(_sentence(variable, cells), **places)
        return Finding(
            cells.rule,
            _weight(cells.rule, form, variable),
            sentences[number],
            interview=keys[at[place]],
            row=int(rows[at[place]]),
            variable=variable.id,
            value=cells.value,
        )

    rule = unreadable[0].rule
    return FindingGroup(rule, _weight(rule, form, variable), variable.id, rows[at], keys[at], build)


def _sentence(variable: Variable, cells: UnreadableCells) -> str:
    """The sentence of a rule; one unreadable part of a multiple choice leaves the others as they are."""
    if variable.kind != "multiple" or cells.rule not in ("code_unknown", "wording_unknown"):
        return cells.rule
    return "wording_unknown_mark" if cells.is_mark and cells.rule == "wording_unknown" else f"{cells.rule}_choice"


def _weight(rule: str, form: Questionnaire, variable: Variable) -> Severity:
    return "warning" if rule in _ONLY_A_LOOK else severity(form, variable.question)


def _two_readings(unreadable: Sequence[tuple[Variable, UnreadableCells]]) -> list[Finding]:
    """One error for each question whose column could be read in two ways, with the line that decides."""
    groups: dict[tuple[str, str, str], list[tuple[Variable, UnreadableCells]]] = {}
    for variable, cells in sorted(unreadable, key=lambda pair: (pair[0].position, pair[1].positions[0])):
        by_text = fold(cells.value) if cells.rule == "wording_ambiguous" else ""
        groups.setdefault((cells.rule, variable.id, by_text), []).append((variable, cells))
    found = []
    for (rule, name, _), pairs in groups.items():
        variable, first = pairs[0]
        n = sum(len(cells.positions) for _, cells in pairs)
        places: dict[str, object] = {"variable": name, "value": first.value, "n": n}
        places |= _places(rule, variable, first)
        found.append(_of_file(rule, "error", name, first.value, **places))
    return found


def _places(rule: str, variable: Variable, cell: UnreadableCells) -> Mapping[str, object]:
    if rule == "coding_unclear":
        lines = [f"read: {{{variable.id}: {reading}}}" for reading in cell.value.split(" / ")]
        return {"lines": " | ".join(lines)}
    if rule == "date_order_unclear":
        return {"lines": " | ".join(f"read: {{dates: {order}}}" for order in orders_of(cell.value))}
    if rule == "percent_unclear":
        return {"lines": " | ".join(_percent_line(variable.id, reading) for reading in ("number", "share"))}
    if rule == "separator_unclear":
        return _numbers(cell.value)
    if rule == "wording_ambiguous":
        codes = codes_of_wording(variable, cell.value)
        line = f'read: {{{variable.id}: {{words: {{"{cell.value}": {codes[0] if codes else 0}}}}}}}'
        return {"codes": ", ".join(map(str, codes)), "line": line}
    return {}


def _percent_line(variable: str, reading: str) -> str:
    return f"read: {{{variable}: {{percent: {reading}}}}}"


def codes_of_wording(variable: Variable, text: str) -> tuple[int, ...]:
    """Codes that a wording may mean: its own, the usual word for one, a part of the wording of an option."""
    folded = fold(text)
    own = [code for wording, code in coded_wordings(variable) if fold(wording) == folded]
    parts = [code for wording, code in coded_wordings(variable) if f" {folded} " in f" {fold(wording)} "]
    usual = usual_words({code.code: code.reason for code in variable.missing}).find(text)
    return tuple(dict.fromkeys([*own, *parts, *([usual[0]] if usual is not None else [])]))


def _numbers(value: str) -> dict[str, object]:
    """The two numbers that a text may be, and the marks of the lines that decide."""
    shape = shape_of(value)
    decimal = shape.decimal if shape is not None else value
    mark, other = ("comma", "point") if "," in value else ("point", "comma")
    whole = shape.without_groups if shape is not None else value
    return {"one": decimal, "other": whole, "mark": mark, "other_mark": other}


def _bounds(variable: Variable, cell: UnreadableCells) -> dict[str, float | str]:
    low, high = variable.question.minimum, variable.question.maximum
    high = high if cell.maximum is None else cell.maximum
    least, most = "…", "…"
    if cell.rule == "out_of_range" and abs(code_of(cell.value) or 0) > WHOLE_NUMBERS:
        least, most = f"{-WHOLE_NUMBERS:.0f}", f"{WHOLE_NUMBERS:.0f}"
    return {"minimum": least if low is None else low, "maximum": most if high is None else high}
