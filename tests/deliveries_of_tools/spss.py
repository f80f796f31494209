"""Deliveries as SPSS files whose multiple choices are declared sets: of dichotomies with a counted value, or of categories.

Columns of a set are called V1, V2, …; only the set and the labels say what they hold. The record of sets (type 7, subtype 7) is
that of PSPP's description of system files; ``make test-external`` has PSPP itself write such a file.
"""

from __future__ import annotations

import datetime
import struct
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyreadstat

from survey.questionnaire.model import TEXT_KINDS, Variable
from tests.deliveries_of_tools.collected import Collected
from tests.deliveries_of_tools.collected import answers as answers_of

Sets = Literal["dichotomies", "categories"]


def frame(
    collected: Collected, sets: Sets, counted: int = 1, language: str = "ru"
) -> tuple[dict[str, list[Any]], dict[str, str | None], dict[str, dict[float, str]], dict[str, tuple[str, list[str]]]]:
    """Columns, their labels, labels of values, and the sets: label and columns by name."""
    columns: dict[str, list[Any]] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, dict[float, str]] = {}
    found: dict[str, tuple[str, list[str]]] = {}
    for name, variable in collected.form.variables.items():
        if variable.kind == "multiple":
            made = _set(variable, collected, sets, counted, len(columns), language)
            columns |= {column: cells for column, (_, cells) in made.items()}
            labels |= {column: label for column, (label, _) in made.items()}
            found[name] = (variable.text[language], list(made))
            if sets == "categories":
                values |= dict.fromkeys(made, _answers(variable, language))
            continue
        cells = collected.typed[name]
        labels[name] = variable.text[language]
        if variable.kind == "date":
            columns[name] = [datetime.date.fromisoformat(cell) if cell else None for cell in cells]
        elif variable.kind in TEXT_KINDS:
            columns[name] = cells
        else:
            columns[name] = [float(cell) if cell else None for cell in cells]
            values[name] = _answers(variable, language)
    return {**columns, **collected.others}, labels, values, found


def _answers(variable: Variable, language: str) -> dict[float, str]:
    return {float(one.code): one.text[language] for one in answers_of(variable)}


def _set(
    variable: Variable, collected: Collected, sets: Sets, counted: int, first: int, language: str
) -> dict[str, tuple[str, list[float | None]]]:
    chosen = collected.chosen[variable.id]
    if sets == "categories":
        width = max(map(len, chosen))
        return {
            f"V{first + at}": (variable.text[language], [float(one[at]) if at < len(one) else None for one in chosen])
            for at in range(width)
        }
    other = 0.0 if counted == 1 else 1.0
    return {
        f"V{first + at}": (
            answer.text[language],
            [None if not one else float(counted) if answer.code in one else other for one in chosen],
        )
        for at, answer in enumerate(answers_of(variable))
    }


def write(path: Path, collected: Collected, sets: Sets, counted: int = 1) -> Path:
    """The file, with the record of its sets before the data."""
    columns, labels, values, found = frame(collected, sets, counted)
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), column_labels=labels, variable_value_labels=values)
    definitions = b"".join(_definition(name, label, of, sets, counted) for name, (label, of) in found.items())
    data = path.read_bytes()
    at = data.index(struct.pack("<iii", 7, 3, 4))
    path.write_bytes(data[:at] + struct.pack("<iiii", 7, 7, 1, len(definitions)) + definitions + data[at:])
    return path


def _definition(name: str, label: str, columns: list[str], sets: Sets, counted: int) -> bytes:
    text = label.encode()
    kind = b"C" if sets == "categories" else b"D1 %d" % counted
    return b"$%s=%s %d %s %s\n" % (name.encode(), kind, len(text), text, " ".join(columns).lower().encode())
