"""Markers that other programs write into empty cells: NA of R, NULL of a database, the error cells of Excel."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from survey.ingest.cell_readers import coded_wordings, known_codes
from survey.ingest.cell_words import catalogue_words
from survey.ingest.column_layout import ColumnLayout
from survey.ingest.column_reading import ValueLabels
from survey.ingest.factorized_columns import FactorizedColumn, is_empty
from survey.ingest.numbers import number_of
from survey.ingest.read_lines import Decisions
from survey.interviews import RawTable
from survey.questionnaire.model import Questionnaire, Reason, Variable
from survey.questionnaire.usual_words import BLANK_MARKERS

NOT_APPLICABLE = frozenset({"na", "n/a", "n.a."})
"""Those that are the usual short words for "not applicable" too."""

_LONGEST = 16


def marker(cell: object) -> str | None:
    """The marker that a cell consists of, in lower case; None for every other cell.

    Examples
    --------
    >>> marker(" N/A "), marker("#DIV/0!"), marker("Nana"), marker(0)
    ('n/a', '#div/0!', None, None)
    """
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    text = cell.strip().casefold()
    return text if text in BLANK_MARKERS or text in _of_languages() else None


@functools.cache
def _of_languages() -> frozenset[str]:
    return frozenset(word.casefold() for word in catalogue_words("blank_words"))


def markers_in(cells: Iterable[object]) -> dict[int, str]:
    """Markers by their position among the cells."""
    return {position: found for position, cell in enumerate(cells) if (found := marker(cell)) is not None}


def empty_markers(
    columns: Mapping[str, FactorizedColumn],
    layout: ColumnLayout,
    raw: RawTable,
    form: Questionnaire,
    decisions: Decisions,
    blanks: frozenset[str] = frozenset(),
) -> tuple[dict[str, FactorizedColumn], dict[str, dict[str, int]]]:
    """Columns without the markers that other programs write into empty cells, and the number of each that were emptied.

    A marker that is a wording of the question, a label of the file or a text the wave decides stays. NA and N/A are the
    short words for "not applicable" only where they occur in nothing but columns of words whose question has such a
    code. ``blanks`` are markers of the collecting tool, which may be numbers; a number that is a code of the question
    stays.

    Returns
    -------
    columns : dict of name to FactorizedColumn
    found : dict of marker to column to number of cells
    """
    owners = {name: form.variables[variable] for variable, held in layout.columns.items() for name in held.answers}
    present = {name: found for name, column in columns.items() if (found := _present(column, blanks))}
    spoken = _not_applicable(present, columns, owners)
    cleaned, counted = dict(columns), dict[str, dict[str, int]]()
    for name, found in present.items():
        column = columns[name]
        declared = [low for low, _ in raw.user_missing.get(name, ()) if isinstance(low, str)]
        protected = _protected(column, owners.get(name), raw.value_labels.get(name, {}), decisions, declared)
        emptied = {
            position: marker
            for position, marker in found.items()
            if fold_marker(_written(column.cells[position])) not in protected
            and not (spoken and marker in NOT_APPLICABLE)
        }
        counts = column.counts
        for position in emptied:
            where = counted.setdefault(_written(column.cells[position]).strip(), {})
            where[name] = where.get(name, 0) + int(counts[position])
        cleaned[name] = column.without(emptied) if emptied else column
    return cleaned, counted


def fold_marker(text: str) -> str:
    """A text by which markers and wordings are compared: a dash stays a dash."""
    return text.strip().casefold()


def _present(column: FactorizedColumn, blanks: frozenset[str]) -> dict[int, str]:
    counts = column.counts
    found = markers_in(column.cells)
    if blanks:
        written = ((position, _written(cell).strip()) for position, cell in enumerate(column.cells))
        found |= {position: text for position, text in written if text in blanks}
    return {position: marker for position, marker in found.items() if counts[position]}


def _written(cell: object) -> str:
    """A cell as text, a whole number without decimals."""
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)


def _protected(
    column: FactorizedColumn,
    variable: Variable | None,
    labels: ValueLabels,
    decisions: Decisions,
    declared: Iterable[str],
) -> set[str]:
    """Texts that mean something in this column."""
    decided = decisions.of(variable.id) if variable is not None else decisions.of_column(column.name)
    texts = [*declared, *(value for value in decided.missing or () if isinstance(value, str)), *decided.words]
    texts += [str(value) for value in labels if isinstance(value, str)] + [*labels.values()]
    if variable is not None:
        texts += [wording for wording, _ in coded_wordings(variable)]
        texts += [str(code) for code in known_codes(variable)]
        if any(isinstance(cell, str) and cell.strip() == "+" for cell in column.cells):
            texts.append("-")
    return {fold_marker(text) for text in texts}


def _not_applicable(
    present: Mapping[str, Mapping[int, str]],
    columns: Mapping[str, FactorizedColumn],
    owners: Mapping[str, Variable],
) -> bool:
    """Whether NA means "not applicable" in this file."""
    names = [name for name, found in present.items() if set(found.values()) & NOT_APPLICABLE]
    return bool(names) and all(
        name in owners
        and any(code.reason == Reason.NOT_APPLICABLE for code in owners[name].missing)
        and _is_worded(columns[name])
        for name in names
    )


def _is_worded(column: FactorizedColumn) -> bool:
    """Whether most filled cells are words, markers left out."""
    markers = markers_in(column.cells)
    counts = column.counts
    words = numbers = 0
    for position, cell in enumerate(column.cells):
        if not is_empty(cell) and position not in markers:
            is_number = number_of(cell) is not None
            words, numbers = (
                words + int(counts[position]) * (not is_number),
                numbers + int(counts[position]) * is_number,
            )
    return words > numbers
