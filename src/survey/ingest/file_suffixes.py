"""The names files of each format usually have. A format is recognised by content; a suffix only finds tables in an archive."""

from __future__ import annotations

from collections.abc import Mapping

from survey.interviews import FileFormat

SUFFIXES: Mapping[FileFormat, tuple[str, ...]] = {
    "sav": (".sav", ".zsav"),
    "zsav": (".zsav", ".sav"),
    "por": (".por",),
    "dta": (".dta",),
    "xpt": (".xpt", ".v5xpt", ".v8xpt"),
    "sas7bdat": (".sas7bdat",),
    "csv": (".csv", ".txt", ".tsv", ".tab"),
    "tsv": (".csv", ".txt", ".tsv", ".tab"),
    "xlsx": (".xlsx", ".xlsm", ".xlsb"),
    "xls": (".xls",),
    "ods": (".ods",),
    "parquet": (".parquet",),
    "json": (".json", ".jsonl", ".ndjson"),
    "triple-s": (".sss", ".xml"),
}
"""Suffixes by format; a file named otherwise is read all the same, with a note."""
