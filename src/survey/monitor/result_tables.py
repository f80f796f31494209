"""Tables of a wave: those that may be published, and those of the office in the folder ``internal``."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from survey.indicators.publication import public_changes, public_frame, without_hidden
from survey.monitor.computed_wave import ComputedWave
from survey.monitor.free_text import without_free_text
from survey.monitor.table_files import write_table
from survey.monitor.wave_delivery import findings_frame
from survey.questionnaire.grouping_roles import grouping_in_role
from survey.reports import Report
from survey.reports.number_sources import numbers_frame
from survey.reports.report_numbers import report_numbers

NUMBERS = "numbers.csv"
"""Every number of the report with its place."""

PACKED = "tables.zip"
"""The public tables in one file, which pages have inside, too."""

INTERNAL = "internal"
"""Folder of what is not published, inside the folder of results."""


Tables = Mapping[str, pd.DataFrame]
"""Tables by the names of their files."""


def public_tables(wave: ComputedWave) -> Tables:
    """The tables that may be published, by the names of their files, with hidden cells blank."""
    indicators = wave.indicators.to_frame()
    return {
        "indicators.csv": public_frame(indicators),
        "changes.csv": public_changes(wave.changes.to_frame(), indicators),
        "trend.csv": without_hidden(wave.trend.to_frame(), indicators),
        "small_areas.csv": without_hidden(wave.indicators.small_areas, indicators),
    }


def write_public_tables(tables: Tables, folder: Path) -> None:
    """The tables that may be published (:func:`public_tables`), written into the folder of results."""
    tables["indicators.csv"].to_parquet(folder / "indicators.parquet", index=False)
    written = [write_table(table, folder / name, "%.10g") for name, table in tables.items()]
    (folder / PACKED).write_bytes(_packed(written))


def write_numbers(documents: Sequence[Report], wave: ComputedWave, tables: Tables, folder: Path) -> None:
    """Every number of the documents with its place and its source in a public table, written into the folder of results."""
    found = grouping_in_role(wave.instrument.form, "stratum")
    units = found.id if found is not None else ""
    listed = [number for one in documents for number in report_numbers(one)]
    numbers = numbers_frame(listed, documents[0].meta.languages, tables, units=units)
    write_table(numbers, folder / NUMBERS, "%.10g")


def write_internal_tables(wave: ComputedWave, folder: Path) -> None:
    """The complete tables of the office, written into the folder ``internal``: indicators, changes, findings, weights."""
    inside = folder / INTERNAL
    inside.mkdir()
    write_table(wave.indicators.to_frame(), inside / "indicators.csv", "%.10g")
    write_table(wave.changes.to_frame(), inside / "changes.csv", "%.10g")
    shareable = dataclasses.replace(wave.delivery, findings=without_free_text(wave.findings, wave.instrument.form))
    write_table(findings_frame(shareable), inside / "findings.csv")
    write_table(weights_frame(wave), inside / "weights.csv", "%.12g")


def _packed(paths: Sequence[Path]) -> bytes:
    """The files in one zip; the same files give the same bytes on every day."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in paths:
            entry = zipfile.ZipInfo(path.name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # otherwise a file from Windows differs
            packed.writestr(entry, path.read_bytes())
    return content.getvalue()


def weights_frame(wave: ComputedWave) -> pd.DataFrame:
    """Key, base weight and final weight of every interview used."""
    accepted = wave.interviews.accepted
    base = wave.settings.design.weight
    return pd.DataFrame(
        {
            "interview": wave.interviews.ids[accepted],
            "base_weight": wave.interviews.values(str(base))[accepted],
            "weight": np.asarray(wave.sample.weights),
        }
    )
