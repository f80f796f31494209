"""The codebook of a survey as a page or a workbook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from survey.argument_errors import public
from survey.errors import ExportError
from survey.exchange.answer_counts import SMALLEST, count_answers
from survey.exchange.codebook_tables import CodebookTables
from survey.exchange.same_questionnaire import need_same
from survey.exchange.written_language import written_language
from survey.interviews import Interviews
from survey.ledger.result_folder import new_file
from survey.questionnaire.model import Questionnaire
from survey.tables.table_writing import write_table_file
from survey.text import Language


@public
def write_codebook(
    form: Questionnaire,
    path: str | os.PathLike[str],
    interviews: Interviews | None = None,
    *,
    language: Language | None = None,
    smallest: int = SMALLEST,
    force: bool = False,
) -> Path:
    """Write the codebook of a survey: questions, codes, wordings and, with data, unweighted counts.

    Parameters
    ----------
    form : Questionnaire
    path : str or path
        The ending chooses the format: ``.html`` or ``.xlsx``.
    interviews : Interviews, optional
        Interviews to count; those set aside are left out. Without them the codebook has no numbers.
    language : str, optional
        One of the questionnaire's that the program has words in, too; the first of the questionnaire by default.
    smallest : int
        Smallest count that is shown. Smaller ones are hidden, with as many others as keep them from being calculated;
        1 hides nothing, for a codebook that stays in the office.
    force : bool
        Whether a file of this name may be replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ExportError
        ``G020`` and ``G024`` for a language, ``G021`` another ending, ``G022`` interviews of another questionnaire,
        ``G023`` a smallest count below 1.
    MonitorError
        ``M040`` to ``M044`` when the file would take the place of another one, or its folder does not exist.

    Notes
    -----
    Every count is of the whole sample, and no answer in respondents' words, identifier, date or time is listed, so that the
    file can be published with the data. How small counts are hidden: :mod:`survey.exchange.answer_counts`.

    Examples
    --------
    >>> import survey, tempfile
    >>> form = survey.read_questionnaire("questionnaires/interethnic")
    >>> survey.write_codebook(form, Path(tempfile.mkdtemp()) / "codebook.html", language="ru").name
    'codebook.html'
    """
    target = Path(path)
    kind = _format(target)
    spoken = written_language(form, language)
    if smallest < 1:
        fact = f"The smallest count shown cannot be {smallest}."
        raise ExportError("G023", "survey.write_codebook: smallest", fact, "Give 1 to show every count, or more.")
    if interviews is not None:
        need_same(form, interviews)
    counts = count_answers(interviews, smallest) if interviews is not None else {}
    n = interviews.n_accepted if interviews is not None else 0
    book = CodebookTables(form, spoken, counts, n, smallest)
    inputs = (Path(interviews.source),) if interviews is not None and interviews.source else ()
    with new_file(target, inputs=inputs, force=force) as draft:
        write_table_file(book.tables(), spoken, draft, kind, book.title)
    return target


def _format(path: Path) -> Literal["html", "xlsx"]:
    ending = path.suffix.lower()
    if ending == ".html":
        return "html"
    if ending == ".xlsx":
        return "xlsx"
    fact = f"A codebook is not written as {ending!r}."
    raise ExportError("G021", str(path), fact, "End the name with .html or .xlsx.")
