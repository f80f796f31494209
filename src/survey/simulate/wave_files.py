"""Files of a simulated wave as agencies deliver them: codes in CSV, labelled codes in SAV, wordings in XLSX."""

from __future__ import annotations

import contextlib
import datetime
import io
import itertools
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from survey.arrays import Floats, Objects
from survey.errors import SimulationError
from survey.frames import text_column
from survey.ingest.written_file import written_whole
from survey.questionnaire.model import TEXT_KINDS, MissingCode, Option, Variable
from survey.safe_workbook import new_workbook, sheet_names, workbook_text
from survey.simulate.answer_sheet import AnswerSheet
from survey.simulate.open_answers import others, spoken_language
from survey.text import Catalogue, Language

Encoding = Literal["utf-8", "utf-8-sig", "cp1251", "kz1048"]
WEIGHT = "base_weight"
LABELS: Language = "ru"
"""The language in which fieldwork agencies label their files, where the questionnaire has it."""

_NO_MOMENT = datetime.datetime(2000, 1, 1)
"""Moment of making of every workbook: the same wave is the same file."""

SAV_VARIABLE_BYTES, SAV_VALUE_BYTES = 255, 120
"""Longest labels that an SPSS file can hold, in bytes."""


def write_wave_file(sheet: AnswerSheet, weights: Floats, path: Path, encoding: Encoding, title: str) -> None:
    """Write the file in the format named by its ending, whole or not at all.

    Raises
    ------
    SimulationError
        ``N010`` for another ending, ``N017`` when SAV or ZSAV cannot be written whole.
    """
    suffix = ending_of(path)
    with _whole(path) as draft:
        if suffix == ".csv":
            _write_csv(sheet, weights, draft, encoding)
        elif suffix == ".xlsx":
            _write_xlsx(sheet, weights, draft)
        else:
            _write_sav(sheet, weights, draft, title, compress=suffix == ".zsav")


def ending_of(path: Path) -> str:
    """Ending of the name, in small letters, if a wave can be written in that format.

    Raises
    ------
    SimulationError
        ``N010`` for another ending.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".sav", ".zsav", ".xlsx"):
        fact = f"A wave is not written as {suffix!r}." if suffix else "The name of the file has no ending."
        raise SimulationError("N010", str(path), fact, "Name the file .csv, .sav, .zsav or .xlsx.")
    return suffix


def write_contacts_file(contacts: pd.DataFrame, path: Path) -> None:
    """Write the contacts as CSV with commas, whole or not at all."""
    with _whole(path) as draft:
        contacts.to_csv(draft, index=False, encoding="utf-8", lineterminator="\n")


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Draft in the folder of ``path``: it replaces ``path`` when the block succeeds, and is deleted when it fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".survey-{secrets.token_hex(8)}{path.suffix}")
    try:
        draft.touch(exist_ok=False)
        yield draft
        draft.replace(path)
    except SimulationError as error:
        error.place = str(path)
        raise
    finally:
        draft.unlink(missing_ok=True)


def coded_frame(sheet: AnswerSheet, weights: Floats) -> pd.DataFrame:
    """Table of codes, with one column per mention of a multiple choice (see :meth:`SimulatedWave.to_frame`)."""
    columns: dict[str, pd.Series] = {}
    for variable in sheet.form.variables.values():
        columns |= _mentions(sheet, variable) if variable.kind == "multiple" else _coded(sheet, variable)
    columns |= {name: text_column(words) for name, words in others(sheet).items()}
    return pd.DataFrame(columns | {WEIGHT: pd.Series(weights)})


def _coded(sheet: AnswerSheet, variable: Variable) -> dict[str, pd.Series]:
    if variable.kind in TEXT_KINDS:
        return {variable.id: text_column(sheet.texts(variable.id))}
    if variable.is_written:
        return {variable.id: text_column(_written(sheet, variable))}
    codes = pd.Series(sheet.codes[variable.id])
    return {variable.id: codes if variable.kind == "decimal" else codes.astype("Int64")}


def _written(sheet: AnswerSheet, variable: Variable) -> list[str | None]:
    """Answers to a variable with text codes."""
    codes: list[float] = sheet.codes[variable.id].tolist()
    written = {code: variable.shown(code) for code in set(codes) if code == code}
    return [written.get(code) for code in codes]


def _mentions(sheet: AnswerSheet, variable: Variable) -> dict[str, pd.Series]:
    """Columns ``<id>_m1``, … with the codes chosen, in ascending order, then blanks; one per answer allowed."""
    chosen = sheet.chosen[variable.id]
    codes = np.where(chosen, np.array(variable.codes, np.float64), np.inf)
    n_columns = max(int(chosen.sum(axis=1).max(initial=0)), variable.question.max_choices or 1)
    ordered = np.sort(codes, axis=1)[:, :n_columns]
    ordered = np.where(np.isinf(ordered), np.nan, ordered)
    names = [f"{variable.id}_m{at + 1}" for at in range(ordered.shape[1])]
    if variable.written_codes:
        columns = [text_column(variable.written_answers(column)) for column in ordered.T]
    else:
        columns = [pd.Series(column).astype("Int64") for column in ordered.T]
    return dict(zip(names, columns, strict=True))


def _write_csv(sheet: AnswerSheet, weights: Floats, path: Path, encoding: Encoding) -> None:
    frame = coded_frame(sheet, weights)
    for variable in sheet.form.variables.values():
        if variable.kind == "date":
            frame[variable.id] = frame[variable.id].str.replace(r"(\d{4})-(\d\d)-(\d\d)", r"\3.\2.\1", regex=True)
        elif variable.kind == "decimal" and variable.is_written:
            frame[variable.id] = frame[variable.id].str.replace(".", ",", regex=False)
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        frame.to_csv(file, sep=";", decimal=",", float_format="%.4f", index=False, lineterminator="\r\n")


def _write_sav(sheet: AnswerSheet, weights: Floats, path: Path, title: str, *, compress: bool) -> None:
    import pyreadstat

    columns: dict[str, Floats | list[object]] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, dict[Any, str]] = {}
    missing: dict[str, list[Any]] = {}
    formats: dict[str, str] = {}
    language = LABELS if LABELS in sheet.form.languages else sheet.form.languages[0]
    for variable in sheet.form.variables.values():
        columns |= _sav_columns(sheet, variable)
        for column in variable.columns:
            labels[column] = _cut(variable.text[language], SAV_VARIABLE_BYTES)
        if variable.kind == "single":
            values[variable.id] = _sav_values(variable, language)
        codes = [one.code for one in variable.missing]
        if codes and variable.kind not in TEXT_KINDS and variable.kind != "multiple" and not variable.is_written:
            missing[variable.id] = [{"lo": min(codes), "hi": max(codes)}]
            formats[variable.id] = "F8.2" if variable.kind == "decimal" else "F4.0"
    for name, words in others(sheet).items():
        columns[name] = [word or "" for word in words]
    columns[WEIGHT] = weights
    try:
        with written_whole(path, len(weights)):
            pyreadstat.write_sav(
                pd.DataFrame(columns),
                str(path),
                file_label=_cut(title, 64),
                column_labels=labels,
                variable_value_labels=values,
                missing_ranges=missing,
                variable_format=formats,
                compress=compress,
                row_compress=not compress,
            )
    except pyreadstat.ReadstatError as error:
        fact = f"The file cannot be written: {error}."
        raise SimulationError(
            "N017", str(path), fact, "Look at the space left on the disk, or choose another format."
        ) from None


def _sav_columns(sheet: AnswerSheet, variable: Variable) -> dict[str, Floats | list[object]]:
    if variable.kind == "multiple":
        chosen = sheet.chosen[variable.id]
        marks = np.where(sheet.mentions(variable.id).known[:, None], chosen, np.nan)
        return dict(zip(variable.columns, marks.T, strict=True))
    if variable.kind == "date":
        texts = sheet.texts(variable.id)
        return {variable.id: [datetime.date.fromisoformat(text) if text else None for text in texts]}
    if variable.kind in TEXT_KINDS:
        return {variable.id: [text or "" for text in sheet.texts(variable.id)]}
    if variable.is_written:
        return {variable.id: [text or "" for text in _written(sheet, variable)]}
    return {variable.id: sheet.codes[variable.id]}


def _sav_values(variable: Variable, language: Language) -> dict[int | str, str]:
    answers: tuple[Option | MissingCode, ...] = (*variable.options, *variable.missing)
    return {
        one.shown if variable.is_written else one.code: _cut(one.text[language], SAV_VALUE_BYTES) for one in answers
    }


def _cut(text: str, size: int) -> str:
    """Beginning of a text that fits into a number of bytes, without a broken letter at its end."""
    return text.encode()[:size].decode(errors="ignore")


def _write_xlsx(sheet: AnswerSheet, weights: Floats, path: Path) -> None:
    language = LABELS if LABELS in sheet.form.languages else sheet.form.languages[0]
    variables = list(sheet.form.variables.values())
    other = others(sheet)
    spoken = spoken_language(sheet)
    heading: list[object] = [*(f"{one.id}. {one.text[language]}" for one in variables), *other, WEIGHT]
    columns = [*(_worded(sheet, one, spoken) for one in variables), *other.values(), weights.tolist()]
    catalogue = Catalogue.load("survey.simulate")
    named = catalogue.sentence(language, "sheet") if language in catalogue.languages else sheet.form.id
    content = io.BytesIO()  # xlsxwriter reports a full disk a second time when the book is deleted
    book = new_workbook(content)
    book.set_properties({"created": _NO_MOMENT})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    table = book.add_worksheet(sheet_names([named])[0])
    for row, cells in enumerate(itertools.chain([heading], zip(*columns, strict=True))):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime.datetime):
                table.write_datetime(row, column, cell, day)
            elif cell is not None:
                table.write(row, column, workbook_text(cell) if isinstance(cell, str) else cell)
    book.close()
    path.write_bytes(content.getvalue())


def _worded(sheet: AnswerSheet, variable: Variable, spoken: Objects) -> list[object]:
    """(n,) cells: the wording of the answer in the language of the interview, or a number where it has no wording."""
    if variable.kind == "multiple":
        return _worded_choices(sheet, variable, spoken)
    if variable.kind == "date":
        texts = sheet.texts(variable.id)
        return [datetime.datetime.fromisoformat(text) if text else None for text in texts]
    if variable.kind in TEXT_KINDS:
        return list(sheet.texts(variable.id))
    wordings = {option.code: option.text for option in variable.options} | {
        one.code: one.text for one in variable.missing
    }
    return [
        None
        if code != code
        else wordings[code][language]
        if code in wordings
        else int(code)
        if code.is_integer()
        else code
        for code, language in zip(sheet.codes[variable.id].tolist(), spoken, strict=True)
    ]


def _worded_choices(sheet: AnswerSheet, variable: Variable, spoken: Objects) -> list[object]:
    return [
        "; ".join(option.text[language] for option, yes in zip(variable.options, row, strict=True) if yes) or None
        for row, language in zip(sheet.chosen[variable.id], spoken, strict=True)
    ]
