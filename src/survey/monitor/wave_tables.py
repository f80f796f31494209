"""Tables for analysts of one wave: what ``tables.yaml`` asks for, in every language of the survey and every format."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

from survey.design import Sample
from survey.errors import MonitorError, SurveyError
from survey.indicators.rule_constants import PublicationRule
from survey.ledger.digests import digest, read_record, sealed
from survey.ledger.result_folder import whole_folder
from survey.monitor.document_files import chosen
from survey.monitor.manifest import files_not_listed
from survey.monitor.monitor import Monitor
from survey.monitor.previous_wave import wave_before
from survey.monitor.schema import Format
from survey.monitor.settings import WaveFiles
from survey.monitor.wave_delivery import Clock, Progress, silent
from survey.reports.document_model import ReportTable
from survey.tables import AnalysisTable, tabulate
from survey.tables.schema import SPECIFICATION, TableFormat
from survey.tables.table_writing import write_table_file
from survey.tables.tables_file import TableRequest, TableRequests, read_tables
from survey.text import Catalogue, Language

RECORD = "tables.json"
"""The record in a folder of tables: what was asked for, and the digests of the files that were written."""


@dataclass(frozen=True, slots=True)
class WrittenTables:
    """Folder and files of a batch of tables, with the number of tables, the languages of the survey and the formats left out."""

    folder: Path
    files: tuple[Path, ...]
    n_tables: int
    languages: tuple[Language, ...]
    unwritten: tuple[Format, ...]


def write_wave_tables(
    monitor: Monitor,
    name: str,
    *,
    specification: Path | None = None,
    output: Path | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> WrittenTables:
    """Write the tables of a wave, all or nothing.

    Parameters
    ----------
    monitor : Monitor
    name : str
        The wave.
    specification : Path, optional
        The file that says which; ``tables.yaml`` of the workspace by default.
    output : Path, optional
        The folder to write; ``tables/WAVE`` of the workspace by default.
    force : bool
        Whether tables that somebody has edited may be replaced; a folder that this did not make never is.
    progress : callable
        Called with the name of each step as it begins.

    Raises
    ------
    MonitorError
        ``M095``, ``M096`` a folder that must not be replaced; ``M097`` a wave that has none before; ``M119`` no
        specification in the workspace; those of
        :meth:`survey.Monitor.weighted`.
    QuestionnaireError
        With every mistake of the specification at once.
    """
    files = monitor.settings.wave(name)
    path = specification or monitor.settings.folder / SPECIFICATION
    if specification is None and not path.exists():
        fact = "The workspace has no file that says which tables to write."
        remedy = "Write one: version, and under tables the id and the rows of each. Or name another file with --spec."
        raise MonitorError("M119", str(path), fact, remedy)
    form = monitor.instrument_of(files).form
    requests = read_tables(path, form)
    languages = monitor.languages.need_spoken(form.languages, monitor.settings.path)
    monitor.languages.use()
    folder = output or monitor.settings.folder / "tables" / str(files.period)
    found, unwritten = chosen(requests.formats or None, get_args(TableFormat))
    formats: tuple[TableFormat, ...] = tuple(one for one in get_args(TableFormat) if one in found)
    ask = partial(need_own_folder, force=force)
    ask(folder)
    earlier = _wave_asked_for(monitor, files, requests)
    sample = monitor.weighted(name, progress).sample
    before = None if earlier is None else monitor.weighted(str(earlier.period), progress).sample
    rule = monitor.instrument_of(files).indicators.publication_rule
    clock = Clock(progress)
    with clock.step("tables"):
        made = [_made(one, sample, before, rule) for one in requests.tables]
    with clock.step("write"), whole_folder(folder, ask=ask) as draft:
        written = [path.name for path in _write(made, formats, languages, draft)]
        outputs = [{"file": name, "sha256": digest(draft / name)} for name in written]
        asked = {"version": requests.version, "sha256": digest(path)}
        record = {"wave": str(files.period), "tables": len(made), "specification": asked, "outputs": outputs}
        (draft / RECORD).write_text(sealed(record), "utf-8", newline="\n")
    paths = tuple(folder / name for name in written)
    return WrittenTables(folder, paths, len(made), tuple(form.languages), unwritten)


def need_own_folder(folder: Path, *, force: bool) -> None:
    """Stop unless a folder may be replaced: it is empty, or holds tables that were written here and nothing else.

    Raises
    ------
    MonitorError
        ``M095`` a folder or file that was made otherwise; ``M096`` files that were added or edited.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        return
    content = read_record(folder / RECORD) if folder.is_dir() and not folder.is_symlink() else None
    if content is None or not {"wave", "specification", "outputs"} <= set(content):
        fact = "This was not made by survey tables; it was left as it is."
        raise MonitorError("M095", str(folder), fact, "Name another folder with --output, or move this one elsewhere.")
    strange = files_not_listed(folder, content, RECORD)
    if strange and not force:
        fact = f"Files were added or edited here since the tables were written: {', '.join(strange)}."
        raise MonitorError("M096", str(folder), fact, "Move them elsewhere, or add --force to lose them.")


def _wave_asked_for(monitor: Monitor, files: WaveFiles, requests: TableRequests) -> WaveFiles | None:
    """The wave before, where a table asks for it."""
    asking = next((one for one in requests.tables if one.before), None)
    if asking is None:
        return None
    found = wave_before(monitor.settings, files)
    if not isinstance(found, WaveFiles):
        fact = f"The table {asking.id!r} asks for the wave before, and {files.period} has none to compare with."
        raise MonitorError("M097", str(asking.place), fact, "Leave out before, or add the wave before to monitor.yaml.")
    return found


def _made(asked: TableRequest, sample: Sample, before: Sample | None, rule: PublicationRule) -> AnalysisTable:
    """A table; what goes wrong is said with the line that asks for it."""
    chosen = sample.where(asked.where) if asked.where else sample
    earlier = before if asked.before else None
    if earlier is not None and asked.where:
        earlier = earlier.where(asked.where)
    try:
        return tabulate(
            chosen,
            asked.blocks,
            asked.columns,
            before=earlier,
            publication=rule,
            title=asked.title,
            **asked.options,  # type: ignore[arg-type]
        )
    except SurveyError as error:
        place = f"{asked.place}, table {asked.id}: {error.place}"
        raise type(error)(error.code, place, error.fact, error.remedy) from None


def _write(
    made: Sequence[AnalysisTable], formats: Sequence[TableFormat], languages: Sequence[Language], folder: Path
) -> list[Path]:
    tables = _numbered([table for one in made for table in one.tables])
    catalogue = Catalogue.load("survey.tables")
    return [
        write_table_file(
            tables, language, folder / f"tables.{language}.{form}", form, catalogue.sentence(language, "title_batch")
        )
        for form in formats
        for language in languages
    ]


def _numbered(tables: Sequence[ReportTable]) -> list[ReportTable]:
    return [dataclasses.replace(one, id=f"table-{at}", number=at) for at, one in enumerate(tables, 1)]
