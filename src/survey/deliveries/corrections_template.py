"""A list of corrections to fill in, made from findings."""

from __future__ import annotations

import io
import os
from collections import Counter
from pathlib import Path

import pandas as pd

from survey.argument_errors import public
from survey.deliveries.corrections import COLUMNS, NEEDED
from survey.deliveries.delivered_answers import DeliveredAnswers, is_free_text, worded
from survey.deliveries.findings_files import need_language, written
from survey.deliveries.findings_layout import lay_out
from survey.deliveries.findings_workbook import fill_sheet
from survey.deliveries.former_lines import in_file_terms
from survey.deliveries.list_files import catalogue
from survey.errors import DeliveryError
from survey.findings import Finding, Findings
from survey.interviews import Interviews
from survey.safe_text import cells
from survey.safe_workbook import new_workbook
from survey.text import Language
from survey.validation import HIDDEN

HELP = ("question", "answer", "message")
"""Columns that help who fills the list in; they are not read back."""


@public
def write_corrections_template(
    findings: Findings, path: str | os.PathLike[str], *, interviews: Interviews, language: Language | None = None
) -> Path:
    """Write a list of corrections with one line for every answer that a finding is about.

    Parameters
    ----------
    findings : Findings
        Errors and warnings about an answer of one interview become lines; others have nothing to correct.
    path : str or path
        ``.xlsx`` or ``.csv`` (UTF-8 with a byte order mark, semicolons: as Excel opens it in Kazakh and Russian).
    interviews : Interviews
        Those the findings are about.
    language : str, optional
        Language of questions, answers and explanations, by default the first of the questionnaire: "kk", "ru" or "en".

    Returns
    -------
    Path
        The file written. One that is there already is replaced.

    Raises
    ------
    DeliveryError
        ``H007``, ``H008`` as in :func:`survey.write_findings`; ``H009`` when the name ends otherwise,
        ``H010`` when there are more lines than a sheet of a workbook holds.

    See Also
    --------
    survey.read_corrections : reads the list filled in. A line in which nothing is filled in changes nothing.

    Notes
    -----
    ``interview``, ``variable``, ``old``, ``finding`` are filled in, ``row`` where the key is missing or occurs twice;
    ``new``, ``reason``, ``who``, ``when`` are to be filled in. ``question``, ``answer`` and ``message`` are help. An old
    answer in people's own words is hidden.
    """
    path = Path(path)
    need_list_format(path)
    language = need_language(language, interviews.form)
    table = _lines(findings, interviews, language)
    if path.suffix.lower() == ".csv":
        text = cells(table).to_csv(index=False, sep=";", lineterminator="\n")
        return written(path, ("\N{BYTE ORDER MARK}" + text).encode("utf-8", "replace"))
    content = io.BytesIO()
    words = catalogue()
    notes = {name: words.sentence(language, f"help_{name}") for name in ("row", "old", "new", "reason", "who", "when")}
    with new_workbook(content) as book:
        sheet = book.add_worksheet("corrections")
        fill_sheet(
            book,
            sheet,
            table,
            {str(name): str(name) for name in table.columns},
            notes,
            ("new", "reason", "who", "when"),
        )
    return written(path, content.getvalue())


def need_list_format(path: Path) -> None:
    """Refuse a file name whose ending is not a format of lists.

    Raises
    ------
    DeliveryError
        ``H009``.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        fact = f"A list of corrections is not written as {path.suffix or 'a file without an ending'}."
        raise DeliveryError("H009", str(path), fact, "End the name with .xlsx or .csv.")


def _lines(findings: Findings, interviews: Interviews, language: Language) -> pd.DataFrame:
    answers = DeliveredAnswers.of(interviews, findings)
    positions = {int(row): at for at, row in enumerate(interviews.rows)}
    known = {*interviews.form.variables, *(str(name) for name in interviews.extras.columns)}
    about = Findings(
        one
        for one in findings
        if one.severity != "info" and one.row in positions and one.variable is not None and one.variable in known
    )
    times = Counter(interviews.ids.tolist())
    laid_out = lay_out(about, interviews, language, texts=False).table.set_index("finding")
    filled = [_line(one, answers, positions, times, language) for one in about]
    table = pd.DataFrame(filled, columns=[*COLUMNS, "answer"], dtype=object)
    for name in ("question", "message"):
        table[name] = [laid_out[name][finding] for finding in table["finding"]]
    order = ["interview", "row", "variable", "question", "old", "answer", *NEEDED[3:], "finding", "message"]
    lines = table[order].drop_duplicates(["interview", "row", "variable"], ignore_index=True)
    return lines.astype({"row": "Int64"})


def _line(
    finding: Finding,
    answers: DeliveredAnswers,
    positions: dict[int, int],
    times: Counter[str | None],
    language: Language,
) -> dict[str, object]:
    form, name, row = answers.interviews.form, str(finding.variable), int(finding.row or 0)
    old = answers.at(positions[row], name)
    hidden = bool(old) and is_free_text(form, name)
    called, written = in_file_terms(form, name, old)
    needs_row = finding.interview is None or times[finding.interview] > 1
    return {
        "interview": finding.interview or "",
        "row": row if needs_row else None,
        "variable": called,
        "old": HIDDEN if hidden else written,
        "answer": "" if hidden else worded(form.variables.get(name), old, language),
        "new": "",
        "reason": "",
        "who": "",
        "when": "",
        "finding": finding.id,
    }
