"""Files of dictionaries: each whole or not at all, a metadata file never without its data file."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import tempfile
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from survey.argument_errors import public
from survey.errors import ExportError, nearest
from survey.exchange.answer_counts import count_answers
from survey.exchange.ddi_codebook import ddi_codebook
from survey.exchange.form_dictionary import dictionary_of
from survey.exchange.response_schema import response_schema
from survey.exchange.same_questionnaire import need_same
from survey.exchange.triple_s import triple_s_data, triple_s_metadata
from survey.exchange.triple_s_fields import fields_of
from survey.exports.export_columns import ExportColumn, ExportTable
from survey.exports.interview_columns import make_table
from survey.exports.questionnaire_columns import form_table
from survey.exports.spss_dictionary import spss_dictionary
from survey.exports.stata_dictionary import stata_dictionary
from survey.exports.table_files import write_csv
from survey.interviews import Interviews
from survey.ledger.result_folder import new_file
from survey.questionnaire.model import Questionnaire
from survey.text import Language

DictionaryFormat = Literal["ddi", "triple-s", "json-schema", "spss", "stata"]
FORMATS: tuple[DictionaryFormat, ...] = get_args(DictionaryFormat)
_IN_ONE_LANGUAGE = ("json-schema", "spss")
_WITH_DATA = ("triple-s", "spss", "stata", "ddi")


@public
def write_dictionary(
    form: Questionnaire,
    path: str | os.PathLike[str],
    format: DictionaryFormat,  # noqa: A002
    interviews: Interviews | None = None,
    *,
    language: Language | None = None,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write the dictionary of a questionnaire for archives and other programs.

    Parameters
    ----------
    form : Questionnaire
    path : str or path
    format : "ddi", "triple-s", "json-schema", "spss" or "stata"
        DDI Codebook 2.5, Triple-S XML 3.0 and a do-file of Stata hold every language of the questionnaire; a JSON
        Schema of one response and a syntax of SPSS hold one. Syntax and do-file read a CSV file of
        :func:`survey.write_file` and label it.
    interviews : Interviews, optional
        For Triple-S, SPSS and Stata: the accepted interviews are written into a data file of the same name that ends in
        ``.csv``. It holds every answer, also those in people's own words, so it is not a public file. For DDI:
        unweighted counts are part of the dictionary, small ones hidden as in a codebook
        (:func:`survey.write_codebook`).
    language : str, optional
        Language of a JSON Schema or a syntax of SPSS; the first of the questionnaire by default.
    force : bool
        Whether files of these names may be replaced.

    Returns
    -------
    tuple of Path
        The dictionary, and the data file where there is one.

    Raises
    ------
    ExportError
        ``G025`` a format that does not exist, ``G026`` interviews and ``G029`` a language for a format that takes none,
        ``G022`` interviews of another questionnaire, ``G027`` a language that the questionnaire does not have, ``G028``
        a dictionary with the name of its data file.
    MonitorError
        ``M040`` to ``M044`` when a file would take the place of another one, or its folder does not exist.

    Notes
    -----
    What each format holds and what it does not: the page on dictionaries. Sources: DDI Alliance, DDI Codebook 2.5 (2012);
    Triple-S Group, Triple-S XML; JSON Schema, draft 2020-12.

    Examples
    --------
    >>> import survey, tempfile
    >>> form = survey.read_questionnaire("questionnaires/interethnic")
    >>> [path.name for path in survey.write_dictionary(form, Path(tempfile.mkdtemp()) / "ddi.xml", "ddi")]
    ['ddi.xml']
    """
    target = Path(path)
    _check(form, format, interviews, language)
    contents = _contents(form, target, format, interviews, language or form.languages[0])
    inputs = (Path(interviews.source),) if interviews is not None and interviews.source else ()
    with contextlib.ExitStack() as stack:
        drafts = {one: stack.enter_context(new_file(one, inputs=inputs, force=force)) for one in contents}
        for one, content in contents.items():
            drafts[one].write_bytes(content)
    return tuple(contents)


def _check(form: Questionnaire, format_: str, interviews: Interviews | None, language: Language | None) -> None:
    if format_ not in FORMATS:
        fact = f"There is no format {format_!r}."
        raise ExportError("G025", "survey.write_dictionary: format", fact, nearest(format_, FORMATS))
    if interviews is not None and format_ not in _WITH_DATA:
        fact = f"A dictionary in format {format_} has no data."
        raise ExportError("G026", "survey.write_dictionary", fact, "Leave the interviews out, or write triple-s.")
    if language is not None and format_ not in _IN_ONE_LANGUAGE:
        fact = f"A dictionary in format {format_} has every language of the questionnaire."
        raise ExportError("G029", "survey.write_dictionary", fact, "Leave the language out.")
    if language is not None and language not in form.languages:
        fact = f"The questionnaire is not in language {language!r}."
        raise ExportError("G027", f"questionnaire {form.id}", fact, nearest(language, form.languages))
    if interviews is not None:
        need_same(form, interviews)


def _contents(
    form: Questionnaire, target: Path, format_: str, interviews: Interviews | None, language: Language
) -> dict[Path, bytes]:
    """The bytes of every file, the dictionary first."""
    if format_ in ("spss", "stata"):
        return _commands(form, target, format_, interviews, language)
    dictionary = dictionary_of(form)
    if format_ == "ddi":
        if interviews is None:
            return {target: ddi_codebook(dictionary)}
        return {target: ddi_codebook(dictionary, count_answers(interviews), interviews.n_accepted)}
    if format_ == "json-schema":
        text = json.dumps(response_schema(dictionary, language), ensure_ascii=False, indent=2)
        return {target: f"{text}\n".encode()}
    data = _data_file(target, "End its name with .xml or .sss.")
    fields = fields_of(dictionary, interviews)
    found = {target: triple_s_metadata(dictionary, fields, data.name)}
    return found | ({data: triple_s_data(fields, interviews)} if interviews is not None else {})


def _commands(
    form: Questionnaire, target: Path, format_: str, interviews: Interviews | None, language: Language
) -> dict[Path, bytes]:
    """The commands for SPSS (UTF-8 with its mark) or Stata that read and label the CSV file of the same name, and this file."""
    data = _data_file(target, "End its name with .sps." if format_ == "spss" else "End its name with .do.")
    languages = (language,) if format_ == "spss" else form.languages
    tables = {
        one: form_table(form, one) if interviews is None else make_table(interviews, one, set_aside=False)
        for one in languages
    }
    if format_ == "spss":
        found = {target: spss_dictionary(tables[language], data.name).encode("utf-8-sig")}
    else:
        found = {target: stata_dictionary(tables, data.name).encode()}
    return found | (
        {data: _cells(tables[languages[0]], on_one_line=format_ == "spss")} if interviews is not None else {}
    )


def _cells(table: ExportTable, *, on_one_line: bool) -> bytes:
    """The table as CSV; SPSS reads a text file line by line, so that line ends inside texts become spaces."""
    columns = tuple(_on_one_line(one) if on_one_line and one.is_text else one for one in table.columns)
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        path = Path(folder, "cells.csv")
        write_csv(dataclasses.replace(table, columns=columns), path)
        return path.read_bytes()


def _on_one_line(column: ExportColumn) -> ExportColumn:
    cells = [None if text is None else " ".join(str(text).splitlines()) for text in column.cells]
    return dataclasses.replace(column, cells=np.array(cells, object))


def _data_file(target: Path, remedy: str) -> Path:
    """The CSV file of the same name."""
    data = target.parent / f"{target.stem}.csv"
    if data == target or not target.name:
        fact = "The dictionary would have the name of its data file."
        raise ExportError("G028", str(target), fact, remedy)
    return data
