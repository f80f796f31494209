"""Deliveries of Survey Solutions: a zip of tab-separated files, or of Stata files.

Conventions from the documentation of Survey Solutions on the anatomy of export files, on missing values and on multi-select
questions: one table per level of rosters, and tables that the system makes; ``variable__code`` for a choice, 1 and 0 or the order
of mention, negative codes with ``n``; where a question was enabled and not answered -999999999 for numbers, ``##N/A##`` for texts
and choices of several as numbers; nothing where it was disabled; ``interview__status`` and ``assignment__id`` last.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyreadstat

from survey.questionnaire.model import TEXT_KINDS, Questionnaire
from tests.deliveries_of_tools.collected import Collected, Table, add, csv_bytes
from tests.deliveries_of_tools.collected import answers as answers_of

NUMBER, TEXT = "-999999999", "##N/A##"


def table(collected: Collected, *, ordered: bool = False, status: Sequence[str] | None = None) -> Table:
    """The table of the questionnaire; ``ordered`` has the order of mention instead of 1."""
    n = len(collected)
    columns: Table = {
        "interview__key": [f"{row:02d}-12-34-56" for row in range(n)],
        "interview__id": [f"{row:032x}" for row in range(n)],
    }
    for variable in collected.form.variables.values():
        name, asked = variable.id, collected.was_asked(variable.id)
        if variable.kind == "multiple":
            sets = collected.chosen[name]
            for choice in answers_of(variable):
                marks = [_mark(choice.code, one, ordered=ordered) for one in sets]
                empty = [NUMBER if at else "" for at in asked]
                add(
                    columns,
                    f"{name}__{choice.shown}",
                    [mark if one else blank for mark, one, blank in zip(marks, sets, empty, strict=True)],
                )
        else:
            blank = TEXT if variable.kind in TEXT_KINDS else NUMBER
            columns[name] = [
                cell or (blank if at else "") for cell, at in zip(collected.typed[name], asked, strict=True)
            ]
        if any(option.specify for option in variable.options):
            columns[f"{name}_other"] = collected.others[f"{name}_other"]
    columns |= {"ssSys_IRnd": ["0.4711"] * n, "has__errors": ["0"] * n}
    columns["interview__status"] = list(status) if status is not None else ["120"] * n
    return columns | {"assignment__id": ["7"] * n}


def _mark(code: int, chosen: tuple[int, ...], *, ordered: bool) -> str:
    """1 and 0, or the place among those that were chosen."""
    return "0" if code not in chosen else str(chosen.index(code) + 1) if ordered else "1"


def archive(path: Path, main: Table, name: str = "everything", roster: str | None = None) -> Path:
    """The zip: the questionnaire, perhaps a roster, and what the system adds."""
    keys, ids = main["interview__key"], main["interview__id"]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("export__readme.txt", "Survey Solutions export")
        packed.writestr("assignment__actions.tab", csv_bytes({"assignment__id": ["7"], "action": ["1"]}, "\t"))
        actions: Table = {"interview__key": keys * 2, "interview__id": ids * 2, "action": ["3"] * (2 * len(keys))}
        packed.writestr("interview__actions.tab", csv_bytes(actions, "\t"))
        packed.writestr("interview__comments.tab", csv_bytes({"interview__key": keys[:1], "comment": ["?"]}, "\t"))
        packed.writestr("interview__errors.tab", csv_bytes({"interview__key": [], "message": []}, "\t"))
        if roster is not None:
            members: Table = {
                f"{roster}__id": ["1"] * len(keys),
                "interview__key": keys,
                "interview__id": ids,
                "years": ["30"] * len(keys),
            }
            packed.writestr(f"{roster}.tab", csv_bytes(members, "\t"))
        packed.writestr(f"{name}.tab", csv_bytes(main, "\t", bom=True))
        packed.writestr("Questionnaire/content.zip", b"PK no table")
    path.write_bytes(held.getvalue())
    return path


def write_stata(path: Path, columns: Table, form: Questionnaire) -> Path:
    """The table of the questionnaire as a Stata file: ``.a`` where a number is missing."""
    frame: dict[str, pd.Series] = {}
    missing: dict[str, list[str]] = {}
    for name, cells in columns.items():
        variable = form.variables.get(name.partition("__")[0])
        if variable is None or variable.kind in TEXT_KINDS:
            frame[name] = pd.Series(cells, dtype=object)
            continue
        frame[name] = pd.Series(
            [None if not cell else "a" if cell == NUMBER else float(cell) for cell in cells], dtype=object
        )
        missing[name] = ["a"]
    pyreadstat.write_dta(pd.DataFrame(frame), str(path), missing_user_values=missing)
    return path
