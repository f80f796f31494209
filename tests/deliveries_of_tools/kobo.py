"""Deliveries of KoboToolbox: XLSX, or CSV with semicolons; names or labels; select multiple joined, split, or both.

Conventions from KoboToolbox's documentation of exports and the behaviour of its exporter (formpack): groups joined by ``/``
before a name or a label when they are included; a choice of a split select multiple after another ``/``, marked 1 and 0, or
by its own name; joined choices separated by spaces, labels too; metadata begins with an underscore and comes last.
"""

from __future__ import annotations

from typing import Literal

from tests.deliveries_of_tools.collected import Collected, Table, add, joined
from tests.deliveries_of_tools.form_paths import Field, fields, measured

Choices = Literal["joined", "split", "both"]
CLOCK = "{}:00.000+05:00"
NO_FIELDS = ("calculate", "note")


def table(
    collected: Collected,
    *,
    language: str | None = None,
    groups: bool = True,
    choices: Choices = "both",
    validation: list[str] | None = None,
) -> Table:
    """The table of submissions; ``language`` None stands for XML values and headers."""
    form, n = collected.form, len(collected)
    columns: Table = {}
    for field in fields(form):
        name, variable = _heading(field, language, groups=groups), form.variables.get(field.name)
        if variable is None:
            if field.type not in NO_FIELDS:
                add(columns, name, collected.others.get(field.name, measured(field.name, n)))
        elif variable.kind == "multiple":
            sets = joined(variable, collected.chosen[field.name])
            if choices != "split":
                add(columns, name, [" ".join(_said(field, code, language) for code in one.split()) for one in sets])
            for code in field.choices if choices != "joined" else ():
                marks = [str(int(code in one.split())) if one else "" for one in sets]
                add(columns, f"{name}/{_said(field, code, language)}", marks)
        elif variable.kind == "time":
            add(columns, name, [CLOCK.format(text) if text else "" for text in collected.typed[field.name]])
        else:
            add(columns, name, [_said(field, code, language) for code in collected.typed[field.name]])
    return columns | _metadata(n, validation)


def _said(field: Field, code: str, language: str | None) -> str:
    """A choice by its name, or by its label; what is not a choice as it was typed."""
    return code if language is None or code not in field.choices else field.choices[code][language]


def _heading(field: Field, language: str | None, *, groups: bool) -> str:
    if language is None:
        return "/".join((*field.groups, field.name)) if groups else field.name
    label = field.labels.get(language, field.name)
    above = [said.get(language, name) for said, name in zip(field.group_labels, field.groups, strict=True)]
    return "/".join((*above, label)) if groups else label


def _metadata(n: int, validation: list[str] | None) -> Table:
    return {
        "_id": [str(317_204_000 + row) for row in range(n)],
        "_uuid": [f"{row:08d}-7e5f-4a7b-8a51-1d3b0e3f9a77" for row in range(n)],
        "_submission_time": ["2018-03-09T05:33:10"] * n,
        "_validation_status": validation if validation is not None else [""] * n,
        "_notes": [""] * n,
        "_status": ["submitted_via_web"] * n,
        "_submitted_by": ["asel"] * n,
        "__version__": ["vYHnBq3UBsGJTC3zXTc3pM"] * n,
        "_tags": [""] * n,
        "_index": [str(row + 1) for row in range(n)],
    }


def with_older_version(columns: Table, heading: str, moved: str, older: int) -> Table:
    """The table with the first rows filled by an older version of the form, in which one field was in another group."""
    n = len(columns[heading])
    split: Table = {}
    for name, cells in columns.items():
        if name == heading:
            split[moved] = [cell if row < older else "" for row, cell in enumerate(cells)]
            split[name] = ["" if row < older else cell for row, cell in enumerate(cells)]
        else:
            split[name] = cells
    return {**split, "__version__": ["v1" if row < older else "v2" for row in range(n)]}
