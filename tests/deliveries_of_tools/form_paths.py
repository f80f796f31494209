"""Places of questions in a form of ours: groups of each field, as the tools of the XLSForm family put them before its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.exchange.xlsform_building import METADATA, xlsform_tables
from survey.questionnaire.model import Questionnaire

_LABELS = "generated_table_list_label_"
_HEADINGS = "reserved_name_for_field_list_labels_"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its name, its groups, its type, its labels by heading of the sheet (``label::русский (ru)``)."""

    name: str
    groups: tuple[str, ...]
    type: str
    labels: dict[str, str]
    group_labels: tuple[dict[str, str], ...]
    choices: dict[str, dict[str, str]]
    """Labels of the choices by their names, by language."""


def fields(form: Questionnaire) -> Iterator[Field]:
    """Fields of the form in their order, those that pyxform makes of a grid included."""
    groups: list[tuple[str, dict[str, str]]] = []
    made = 0
    grid = ""
    tables = xlsform_tables(form)
    lists: dict[str, dict[str, dict[str, str]]] = {}
    for row in tables.choices:
        lists.setdefault(row.cells["list_name"], {})[row.cells["name"]] = _labels(row.cells)
    for row in tables.survey:
        cells = row.cells
        labels = _labels(cells)
        if cells["type"] == "begin group":
            groups.append((cells["name"], labels))
            grid = "begin" if cells.get("appearance") == "table-list" else ""
            if grid:
                made += 1
                yield _field(groups, f"{_LABELS}{made}", "note", {})
        elif cells["type"] == "end group":
            groups.pop()
        elif cells["type"] != "audit":
            if grid == "begin" and cells["type"].startswith("select"):
                made += 1
                grid = ""
                yield _field(groups, f"{_HEADINGS}{made}", "select_one", {})
            yield _field(groups, cells["name"], cells["type"], labels, lists.get(cells["type"].partition(" ")[2], {}))


def _labels(cells: Mapping[str, str]) -> dict[str, str]:
    """Labels by language."""
    return {name.partition("(")[2].rstrip(")"): text for name, text in cells.items() if name.startswith("label::")}


def _field(
    groups: list[tuple[str, dict[str, str]]],
    name: str,
    type_: str,
    labels: dict[str, str],
    choices: dict[str, dict[str, str]] | None = None,
) -> Field:
    above = tuple(one for one, _ in groups)
    return Field(name, above, type_, labels, tuple(said for _, said in groups), choices or {})


def measured(name: str, n: int) -> list[str]:
    """What the device answers by itself."""
    said = {
        "start": "2018-03-09T10:02:11.123+05:00",
        "end": "2018-03-09T10:32:54.001+05:00",
        "today": "2018-03-09",
        "deviceid": "collect:Xk2",
        "username": "int_07",
    }
    return [said.get(name, "0.4711" if name.endswith("seed") else "")] * n


__all__ = ["METADATA", "Field", "fields", "measured"]
