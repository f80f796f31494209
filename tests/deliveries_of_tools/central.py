"""Deliveries of ODK Central: CSV, or a zip with the table of submissions, tables of repeats and media.

Conventions from Central's documentation of exports and of its OData and CSV schema: groups before the name of a field,
joined by ``-``, unless group names are left out; choices of a select multiple separated by spaces, and in further columns
``field/choice`` where they are split; metadata of the submission before and after the fields.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.deliveries_of_tools.collected import Collected, Table, csv_bytes, joined, shown
from tests.deliveries_of_tools.form_paths import fields, measured

CLOCK = "{}:00.000+05:00"


def table(
    collected: Collected,
    *,
    groups: str | None = "-",
    split: bool = False,
    review: list[str] | None = None,
    versions: tuple[str, ...] = ("1",),
) -> Table:
    """The table of submissions; ``groups`` is the sign between groups, None leaves them out."""
    form, n = collected.form, len(collected)
    columns: Table = {"SubmissionDate": ["2018-03-09T05:33:10.512Z"] * n}
    for field in fields(form):
        name = field.name if groups is None else groups.join((*field.groups, field.name))
        variable = form.variables.get(field.name)
        if variable is None:
            columns[name] = collected.others.get(field.name, measured(field.name, n))
        elif variable.kind == "multiple":
            sets = collected.chosen[field.name]
            columns[name] = joined(variable, sets)
            for code in sorted({code for one in sets for code in one}) if split else ():
                columns[f"{name}/{shown(variable, code)}"] = ["" if not one else str(int(code in one)) for one in sets]
        elif variable.kind == "time":
            columns[name] = [CLOCK.format(text) if text else "" for text in collected.typed[field.name]]
        else:
            columns[name] = collected.typed[field.name]
    keys = [f"uuid:{row:08d}-3c5a-4f6b-9d1e-0242ac120002" for row in range(n)]
    prefix = "meta" if groups is None else f"meta{groups}"
    columns |= {f"{prefix}instanceID" if groups else "instanceID": keys, "KEY": keys}
    columns |= {
        "SubmitterID": ["12"] * n,
        "SubmitterName": ["Асель"] * n,
        "AttachmentsPresent": ["0"] * n,
        "AttachmentsExpected": ["0"] * n,
        "Status": [""] * n,
        "ReviewState": review if review is not None else [""] * n,
        "DeviceID": ["collect:Xk2"] * n,
        "Edits": ["0"] * n,
        "FormVersion": [versions[row % len(versions)] for row in range(n)],
    }
    return columns


def archive(
    path: Path, form: str, submissions: Table, repeats: dict[str, Table] | None = None, year: int = 2018
) -> Path:
    """The zip that Central offers: the table, one for each repeat, and a folder of media; the year of its files."""
    held = io.BytesIO()
    tables = {form: submissions} | {f"{form}-{name}": one for name, one in (repeats or {}).items()}
    with zipfile.ZipFile(held, "w") as packed:
        for name, one in tables.items():
            packed.writestr(zipfile.ZipInfo(f"{name}.csv", (year, 1, 1, 0, 0, 0)), csv_bytes(one))
        packed.writestr("media/1520573590512.jpg", b"\xff\xd8\xff\xe0 no table")
    path.write_bytes(held.getvalue())
    return path
