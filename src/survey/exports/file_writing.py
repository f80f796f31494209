"""Writing of interviews into a data file with its companions: all of them or none."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, get_args

from survey.argument_errors import public
from survey.design import Sample
from survey.errors import ExportError
from survey.exports.codebook import codebook
from survey.exports.export_columns import ExportTable, finding
from survey.exports.exported_file import ExportedFile
from survey.exports.interview_columns import make_table
from survey.exports.public_file import PublicUse
from survey.exports.public_readme import readme
from survey.exports.spss_syntax import spss_syntax
from survey.exports.statistical_files import write_spss, write_stata
from survey.exports.table_files import write_csv, write_parquet
from survey.exports.written_columns import ColumnsWritten
from survey.findings import Finding, Findings
from survey.interviews import Interviews
from survey.ledger.result_folder import new_file
from survey.safe_text import cells
from survey.text import Language

ExportFormat = Literal["sav", "zsav", "dta", "parquet", "csv"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


@public
def write_file(
    interviews: Interviews | Sample | PublicUse,
    path: str | os.PathLike[str],
    *,
    language: Language | None = None,
    set_aside: bool = False,
    force: bool = False,
) -> ExportedFile:
    """Write interviews into a file for SPSS, Stata, R or a spreadsheet, with labels and reasons of blanks.

    Parameters
    ----------
    interviews : Interviews, Sample or PublicUse
        A sample adds its weights, and its assigned columns. What :func:`survey.public_use` gives is written with the
        labels it has; ``language`` and ``set_aside`` have no place there.
    path : str or path
        The ending chooses the format: ``.sav``, ``.zsav``, ``.dta``, ``.parquet``, ``.csv``.
    language : str, optional
        Language of the labels, one of the questionnaire; its first by default.
    set_aside : bool
        Whether interviews that were set aside are written, too; a column ``accepted`` then says which were not. Without
        it they are left out, and a finding counts them.
    force : bool
        Whether files of these names that are there already may be replaced.

    Returns
    -------
    ExportedFile
        The files written; its findings name everything that the format could not hold as it is.

    Raises
    ------
    ExportError
        ``G001`` to ``G004`` as in :func:`survey.exports.interview_columns.make_table`, ``G005`` another ending, ``G006``
        when the file cannot be written, ``G007`` settings that a public-use file does not take.
    MonitorError
        ``M040`` to ``M044`` when the file would take the place of another one, or its folder does not exist.

    Notes
    -----
    Columns: every question in the order of asking (a multiple choice as one column of 1 and 0 per option), groupings,
    columns of the delivered file that belong to no question, ``weight`` for a sample. Codes are those of the
    questionnaire. "Does not know", "refused" and "not applicable" have their codes of the questionnaire, "not asked" is
    -1; SPSS declares them missing, Stata has ``.a`` to ``.d`` instead. "Not recorded" is an empty cell. With the file
    are written ``NAME.sav.codebook.csv`` with whole labels and codes and, for SPSS, ``NAME.sav.sps`` with
    multiple-response sets, weight and roles. :func:`survey.read_file` and :func:`survey.decode` read the same
    interviews from every format.
    """
    target = Path(path)
    format_of(target)
    if isinstance(interviews, PublicUse):
        if set_aside or language not in (None, interviews.table.language):
            fact = "Language and interviews of a public-use file are settled when it is made."
            raise ExportError("G007", "survey.write_file", fact, "Give language to survey.public_use.")
        note = target.with_name(f"{target.name}.readme.txt")
        return write_table(interviews.table, target, force=force, texts={note: readme(interviews, target.name)})
    return write_table(make_table(interviews, language, set_aside=set_aside), target, force=force)


def format_of(path: Path) -> ExportFormat:
    """The format that the ending of a name asks for.

    Raises
    ------
    ExportError
        ``G005`` for another ending.
    """
    ending = path.suffix.lower().removeprefix(".")
    found = next((one for one in FORMATS if one == ending), None)
    if found is None:
        fact = f"A data file is not written as {path.suffix!r}." if ending else "The name of the file has no ending."
        raise ExportError("G005", str(path), fact, f"End the name with one of: .{', .'.join(FORMATS)}.")
    return found


def companions(target: Path) -> dict[str, Path]:
    """Files that are written with a data file, by what they hold."""
    found = {"codebook": target.with_name(f"{target.name}.codebook.csv")}
    if format_of(target) in ("sav", "zsav"):
        found["syntax"] = target.with_name(f"{target.name}.sps")
    return found


def write_table(
    table: ExportTable, target: Path, *, force: bool, texts: Mapping[Path, str] | None = None
) -> ExportedFile:
    """Write a table with its companions.

    Parameters
    ----------
    table : ExportTable
    target : Path
    force : bool
    texts : mapping of Path to str, optional
        Further files to write next to it.

    Raises
    ------
    ExportError
        ``G006`` when the file cannot be written.
    """
    beside, more = companions(target), dict(texts or {})
    with _all_of([target, *beside.values(), *more], table.source, force=force) as drafts:
        written = _written(table, drafts[target], target)
        book = codebook(table, written.names)
        cells(book).to_csv(drafts[beside["codebook"]], index=False, lineterminator="\n", encoding="utf-8-sig")
        if "syntax" in beside:
            more[beside["syntax"]] = "\N{BYTE ORDER MARK}" + spss_syntax(table, written.names, target)
        for path, text in more.items():
            drafts[path].write_text(text, encoding="utf-8", newline="\n")
    findings = Findings([*table.findings, *_renamed(table, written), *written.findings])
    return ExportedFile(
        target, format_of(target), table.language, table.n, book, (*beside.values(), *(texts or {})), findings
    )


def _renamed(table: ExportTable, written: ColumnsWritten) -> Iterator[Finding]:
    for column, name in zip(table.columns, written.names, strict=True):
        if name != column.name:
            yield finding("name_changed", "info", column.name, name=name)


def _written(table: ExportTable, draft: Path, target: Path) -> ColumnsWritten:
    format_ = format_of(target)
    try:
        if format_ in ("sav", "zsav"):
            found = write_spss(table, draft, compress=format_ == "zsav")
        elif format_ == "dta":
            found = write_stata(table, draft)
        else:
            found = write_csv(table, draft) if format_ == "csv" else write_parquet(table, draft)
    except OSError:
        raise
    except Exception as failure:
        # The library for SPSS and Stata has its own errors, some of them about a full disk.
        if type(failure).__module__.startswith(("pyreadstat", "_readstat")):
            fact = f"The file cannot be written: {failure}."
            raise ExportError(
                "G006", str(target), fact, "Look at the space left on the disk, or choose another format."
            ) from None
        raise
    return found


@contextlib.contextmanager
def _all_of(targets: list[Path], source: str, *, force: bool) -> Iterator[dict[Path, Path]]:
    """Drafts by the file they become; the first becomes its file last, so that it is never there without the others."""
    inputs = (Path(source),) if source else ()
    with contextlib.ExitStack() as stack:
        yield {target: stack.enter_context(new_file(target, inputs=inputs, force=force)) for target in targets}
