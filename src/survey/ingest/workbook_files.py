"""The table of interviews in a workbook: its sheet, its heading, and what is found about the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from survey.findings import Finding
from survey.ingest.heading_findings import about_headings
from survey.ingest.heading_rows import find_heading
from survey.ingest.reader_findings import finding, ranges, some
from survey.ingest.sheet_choice import Look, choose_sheet
from survey.ingest.sheet_table import Contents, SheetTable, headed, letters
from survey.ingest.workbook_sheets import read_sheets
from survey.ingest.xlsx_properties import SheetScan
from survey.interviews import FileFormat

_SAMPLE = 60
_ROWS = re.compile(r"\d+")


def read_workbook(
    data: bytes, format_: FileFormat, place: str, sheet: str | None = None, heading_row: int | None = None
) -> Contents:
    """Cells of the sheet named, or of the first visible one that holds a table.

    Raises
    ------
    ReadError
        ``F031`` when there is no such sheet, ``F032`` when no sheet holds anything, and the codes of
        :func:`survey.ingest.workbook_sheets.read_sheets` and :func:`survey.ingest.sheet_table.headed`.
    """
    sheets = read_sheets(data, format_, place)
    looks = [Look(one.name, one.visibility, one.rows) for one in sheets]
    chosen, findings = choose_sheet(looks, sheet, place)
    scan = sheets[looks.index(chosen)].scan
    where = f"{place}, sheet {chosen.name!r}"
    return _contents(chosen, len(looks), heading_row, where, [*findings, *_about_sheet(scan)], scan)


def _about_sheet(scan: SheetScan) -> list[Finding]:
    findings = []
    if scan.hidden_rows:
        findings.append(finding("rows_hidden", "warning", n=len(scan.hidden_rows), rows=ranges(scan.hidden_rows)))
    columns = [letters(number - 1) for number in scan.hidden_columns if number <= scan.last_column]
    if columns:
        findings.append(finding("columns_hidden", "info", n=len(columns), columns=some(columns)))
    if scan.n_uncomputed:
        findings.append(finding("formulas_uncomputed", "warning", n=scan.n_uncomputed))
    return findings


def _about_cells(scan: SheetScan, heading: int) -> list[Finding]:
    """Findings about the cells below the heading, a row that counts from 1: merged ones, zeros in front."""
    findings = []
    merged = [cells for cells in scan.merged if int(_ROWS.findall(cells)[0]) > heading]
    if merged:
        findings.append(finding("cells_merged", "warning", n=len(merged), cells=some(merged)))
    zeros = {column for (row, column), how in scan.shown.items() if row > heading and how.figures}
    if zeros:
        columns = [letters(column - 1) for column in sorted(zeros)]
        findings.append(finding("zeros_shown", "info", n=len(columns), columns=some(columns)))
    return findings


def _contents(
    look: Look, n_sheets: int, heading_row: int | None, place: str, findings: Sequence[Finding], scan: SheetScan
) -> Contents:
    rows = look.rows
    found = find_heading(rows, heading_row - 1 if heading_row is not None else None)
    if found.heading is None or found.heading >= len(rows):
        return headed(SheetTable([], pd.DataFrame(), heading_row or 1, len(rows)), place)
    names = rows[found.heading]
    body = rows[found.heading + 1 + len(found.further) :]
    sheet = SheetTable(
        names,
        pd.DataFrame(body, columns=range(len(names)), dtype=object),
        found.heading + 1,
        len(rows),
        len(found.further),
        len(found.titles),
        found.heading - len(found.titles),
        rows[found.further[0]] if found.further else (),
    )
    about = f"sheet {look.name!r}" if n_sheets == 1 else f"sheet {look.name!r} of {n_sheets}"
    notes = (about, f"heading in row {found.heading + 1}") if found.heading else (about,)
    findings = [*findings, *_about_cells(scan, found.heading + 1)]
    return headed(sheet, place, notes, [*findings, *about_headings(found, rows[: found.heading + _SAMPLE])])
