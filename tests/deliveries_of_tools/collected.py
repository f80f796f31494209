"""Answers of a simulated wave as a person gave them, before any tool has written them down, and the way to compare."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.interviews import Interviews, RawTable
from survey.questionnaire import read_questionnaire
from survey.questionnaire.model import TEXT_KINDS, MissingCode, Option, Questionnaire, Reason, Variable
from survey.simulate.open_answers import others
from survey.simulate.simulated_wave import SimulatedWave

Cells = list[str]
Table = dict[str, Cells]
"""Columns of a delivery by their headings; a heading that another column has already ends with :data:`TWIN`."""

TWIN = "\u200b"


def add(columns: Table, heading: str, cells: Cells) -> None:
    """Add a column, also one whose heading another column has."""
    while heading in columns:
        heading += TWIN
    columns[heading] = cells


@dataclass(frozen=True, slots=True)
class Collected:
    """Answers of n interviews: codes, numbers and texts as they were given; codes of a multiple choice; own words.

    ``reference`` is what ``decode`` makes of plain columns of codes.
    """

    form: Questionnaire
    typed: Mapping[str, Cells]
    chosen: Mapping[str, Sequence[tuple[int, ...]]]
    others: Mapping[str, Cells]
    reference: Interviews

    def __len__(self) -> int:
        return len(self.reference)

    def was_asked(self, variable: str) -> list[bool]:
        """Whether the routing led each interview to the variable."""
        return [reason != Reason.NOT_ASKED for reason in self.reference.reason(variable)]


def collect(wave: SimulatedWave) -> Collected:
    """The answers of a simulated wave; every seventh multiple choice is answered by a code of no answer."""
    form, sheet = wave.form, wave.sheet
    typed: dict[str, Cells] = {}
    chosen: dict[str, list[tuple[int, ...]]] = {}
    for name, variable in form.variables.items():
        if variable.kind == "multiple":
            chosen[name] = _chosen(variable, sheet.chosen[name])
        elif variable.kind in TEXT_KINDS:
            typed[name] = [text or "" for text in sheet.texts(name)]
        else:
            typed[name] = [shown(variable, code) for code in sheet.codes[name].tolist()]
    said = {name: [word or "" for word in words] for name, words in others(sheet).items()}
    for name, sets in chosen.items():
        if f"{name}_other" in said:
            said[f"{name}_other"] = _of_those_who(form.variables[name], sets, said[f"{name}_other"])
    columns = {**typed, **{name: joined(form.variables[name], sets) for name, sets in chosen.items()}, **said}
    raw = RawTable("plain", "csv", "", pd.DataFrame(columns))
    return Collected(form, typed, chosen, said, decode(raw, form)[0])


def _chosen(variable: Variable, marks: np.ndarray) -> list[tuple[int, ...]]:
    codes = np.array(variable.codes)
    sets = [tuple(codes[row].tolist()) for row in marks]
    missing = [one.code for one in variable.missing]
    asked = [at for at, one in enumerate(sets) if one]
    for order, at in enumerate(asked[::7] if missing else []):
        sets[at] = (missing[order % len(missing)],)
    return sets


def _of_those_who(variable: Variable, sets: Sequence[tuple[int, ...]], words: Cells) -> Cells:
    """Own words of those who still chose "other"."""
    codes = {option.code for option in variable.options if option.specify}
    return [word if codes & set(one) else "" for word, one in zip(words, sets, strict=True)]


def shown(variable: Variable, code: float) -> str:
    """A code or a number as a form delivers it."""
    return "" if code != code else variable.shown(code) if variable.is_written else f"{code:.10g}"


def joined(variable: Variable, sets: Sequence[tuple[int, ...]]) -> Cells:
    """Codes separated by spaces."""
    return [" ".join(shown(variable, code) for code in one) for one in sets]


def wording(variable: Variable, code: str, language: str) -> str:
    """The wording of a code in a language; a number that has none as it is."""
    for answer in answers(variable):
        if answer.shown == code:
            return answer.text[language]
    return code


def answers(variable: Variable) -> tuple[Option | MissingCode, ...]:
    """The choices that a form shows, those of no answer last."""
    return (*variable.options, *variable.missing)


def write_csv(
    path: Path, table: Table, delimiter: str = ",", *, above: Sequence[Sequence[str]] = (), bom: bool = False
) -> Path:
    """A text file as tools write it: a heading, further heading rows, records; cells quoted where they must be."""
    path.write_bytes(csv_bytes(table, delimiter, above=above, bom=bom))
    return path


def csv_bytes(table: Table, delimiter: str = ",", *, above: Sequence[Sequence[str]] = (), bom: bool = False) -> bytes:
    """The bytes of such a file; ``above`` are the rows between the heading and the records."""
    file = io.StringIO(newline="")
    rows = csv.writer(file, delimiter=delimiter)
    rows.writerow([heading.rstrip(TWIN) for heading in table])
    rows.writerows(above)
    rows.writerows(zip(*table.values(), strict=True))
    return file.getvalue().encode("utf-8-sig" if bom else "utf-8")


def write_xlsx(path: Path, table: Table, **further: Table) -> Path:
    """A workbook of texts; every further table has a sheet of its name."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, columns in {"data": table, **further}.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [heading.rstrip(TWIN) for heading in columns])
            for row, cells in enumerate(zip(*columns.values(), strict=True), 1):
                sheet.write_row(row, 0, [cell or None for cell in cells])
    return path


def come_back(
    path: Path,
    collected: Collected,
    read: Mapping[str, object] | None = None,
    own_words: Mapping[str, Cells] | None = None,
) -> Findings:
    """Findings of the delivery; answers, reasons, strays and own words of it are those that were collected."""
    interviews, found = decode(read_file(path), collected.form, read=read)
    blocking = [one.message["en"] for one in found.about_the_file if one.severity == "error"]
    assert blocking == []
    assert differences(collected.reference, interviews) == []
    strays = [(stray.position, stray.variable) for stray in collected.reference.strays]
    assert [(stray.position, stray.variable) for stray in interviews.strays] == strays
    words = [tuple(_text(cell) for cell in interviews.extras[name]) for name in interviews.extras]
    lost = [name for name, cells in (own_words or collected.others).items() if any(cells) and tuple(cells) not in words]
    assert lost == []
    return found


def differences(one: Interviews, other: Interviews) -> list[str]:
    """What differs between two deliveries: numbers of interviews, cells of columns, reasons."""
    if len(one) != len(other):
        return [f"{len(one)} interviews, {len(other)} interviews"]
    found = []
    for kind, first, second in (("answer", one.answers, other.answers), ("reason", one.reasons, other.reasons)):
        for name in first:
            same = (first[name] == second[name]) | (first[name].isna() & second[name].isna())
            if not same.all():
                at = np.flatnonzero(~same)
                pair = first[name].iloc[at[0]], second[name].iloc[at[0]]
                found.append(f"{kind} of {name}: {len(at)} cells, the first {pair}")
    return found


def _text(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell)


def one_question(*options: str, more: str = "") -> Questionnaire:
    """A questionnaire with a key and the question Q, whose answers are given as YAML."""
    text = f"""
id: tiny
version: "1"
title: {{kk: "Кішкентай", ru: "Малая"}}
languages: [kk, ru]
roles: {{interview: NR}}
missing: [{{code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}}]
missing_default: [98]
header:
  title: {{kk: "Бас", ru: "Титул"}}
  questions: [{{id: NR, type: text, kk: "Нөмірі", ru: "Номер"}}]
blocks:
  - id: A
    title: {{kk: "А", ru: "А"}}
    questions:
      - {{id: Q, type: single, kk: "Қайсысы?", ru: "Что из этого?", options: [{", ".join(options)}]{more}}}
"""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "questionnaire.yaml").write_text(text, encoding="utf-8")
        return read_questionnaire(folder)
