"""Deliveries of SurveyCTO: a wide table, or a table per repeat group.

Conventions from SurveyCTO's help on the format of exported data: names of fields without groups; every select multiple as codes
separated by spaces and as dummies ``field_choice``; negative choices with ``_neg``; repeats of the wide format numbered at the end
of the name; in the long format ``SET-OF-group`` in the main table, and ``PARENT_KEY`` and ``KEY`` in the table of the group; dates
and times as Java's medium English format writes them.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

from tests.deliveries_of_tools.collected import Collected, Table, add, csv_bytes, joined
from tests.deliveries_of_tools.form_paths import fields, measured

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(text: str) -> str:
    """A date as ``Mar 9, 2018``."""
    if not text:
        return ""
    date = datetime.date.fromisoformat(text)
    return f"{MONTHS[date.month - 1]} {date.day}, {date.year}"


def clock(text: str) -> str:
    """A time as ``2:05:00 PM``."""
    if not text:
        return ""
    hour, minute = map(int, text.split(":")[:2])
    return f"{hour % 12 or 12}:{minute:02d}:00 {'AM' if hour < 12 else 'PM'}"


def table(
    collected: Collected, *, iso: bool = False, status: list[str] | None = None, quality: list[str] | None = None
) -> Table:
    """The wide table; ``iso`` has dates as the server's option for standard dates writes them."""
    form, n = collected.form, len(collected)
    columns: Table = {"SubmissionDate": ["Mar 9, 2018 10:33:10 AM"] * n, "starttime": ["Mar 9, 2018 10:02:11 AM"] * n}
    columns["endtime"] = ["Mar 9, 2018 10:32:54 AM"] * n
    columns |= {name: [""] * n for name in ("subscriberid", "simid", "devicephonenum")}
    for field in fields(form):
        variable, name = form.variables.get(field.name), field.name
        if variable is None:
            if field.type != "note":
                columns[name] = collected.others.get(name, measured(name, n))
        elif variable.kind == "multiple":
            columns[name] = joined(variable, collected.chosen[name])
            for code in field.choices:
                columns[f"{name}_{code}"] = [str(int(code in one.split())) if one else "" for one in columns[name]]
        elif variable.kind == "date":
            columns[name] = [text if iso else day(text) for text in collected.typed[name]]
        elif variable.kind == "time":
            columns[name] = [text if iso else clock(text) for text in collected.typed[name]]
        else:
            columns[name] = collected.typed[name]
    keys = [f"uuid:{row:08d}-3c5a-4f6b-9d1e-0242ac120002" for row in range(n)]
    columns |= {"duration": ["1843"] * n, "instanceID": keys, "formdef_version": ["1803011200"] * n}
    columns |= {"review_status": status} if status is not None else {}
    columns |= {"review_quality": quality if quality is not None else [""] * n}
    columns |= {"review_comments": [""] * n, "review_corrections": [""] * n}
    add(columns, "KEY", keys)
    return columns


def with_wide_repeat(columns: Table, field: str, times: int) -> Table:
    """The table with a field of a repeat group, numbered, and the count of the group."""
    n = len(columns["KEY"])
    repeats = {
        f"{field}_{time}": [str(20 + time) if row % 3 >= time - 1 else "" for row in range(n)]
        for time in range(1, times + 1)
    }
    return {**columns, "member_count": [str(row % 3 + 1) for row in range(n)], **repeats}


def long_export(path: Path, form: str, columns: Table, group: str) -> Path:
    """The long format, packed: the main table and that of a repeat group."""
    keys = columns["KEY"]
    main = {**columns, f"SET-OF-{group}": [f"{key}/{group}" for key in keys]}
    members = [(key, time) for key in keys for time in (1, 2)]
    repeat: Table = {
        "name": [f"Адам {time}" for _, time in members],
        "PARENT_KEY": [key for key, _ in members],
        "KEY": [f"{key}/{group}[{time}]" for key, time in members],
        f"SET-OF-{group}": [f"{key}/{group}" for key, _ in members],
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr(f"{form}.csv", csv_bytes(main))
        packed.writestr(f"{form}-{group}.csv", csv_bytes(repeat))
    path.write_bytes(held.getvalue())
    return path
