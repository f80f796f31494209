"""Findings written for field staff: a workbook, a page, a table, or JSON."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

from survey.argument_errors import public
from survey.deliveries.findings_layout import COLUMNS, Handout, lay_out, records_of
from survey.deliveries.findings_workbook import findings_workbook
from survey.deliveries.list_files import catalogue
from survey.errors import DeliveryError, nearest
from survey.findings import Findings
from survey.interviews import Interviews
from survey.languages import ENGLISH
from survey.questionnaire import Questionnaire
from survey.safe_text import cells, one_line
from survey.text import Language


@public
def write_findings(
    findings: Findings,
    path: str | os.PathLike[str],
    *,
    interviews: Interviews,
    language: Language | None = None,
    texts: bool = False,
) -> Path:
    """Write findings for field staff, in the format that the name of the file asks for.

    Parameters
    ----------
    findings : Findings
    path : str or path
        ``.xlsx``: a summary, then one sheet per rule with filters and a fixed heading. ``.html``: one page that needs
        no other file and no network. ``.csv``: one table, UTF-8 with a byte order mark so that Excel reads the letters,
        separated by commas. ``.json``: an object with ``file``, ``language``, ``n_delivered``, ``n_set_aside`` and
        ``findings``, a list of objects with the columns of the table.
    interviews : Interviews
        Those the findings are about.
    language : str, optional
        Language of sentences, questions and answers, by default the first of the questionnaire: "kk", "ru" or "en" (the
        wordings of the questionnaire stay empty in a language it does not have).
    texts : bool
        Whether to show what people said in their own words. It is hidden unless asked for: it may reveal who they are.

    Returns
    -------
    Path
        The file written. One that is there already is replaced.

    Raises
    ------
    DeliveryError
        ``H006`` when the name ends otherwise, ``H007`` when there are no sentences in the language, ``H008`` when the
        file cannot be written, ``H010`` when a rule has more findings than a sheet of a workbook holds.

    Notes
    -----
    Columns: ``finding`` (its id), ``severity``, ``rule``, ``interview``, ``row``, ``interviewer``, ``unit``, ``psu``,
    ``variable``, ``question``, ``value``, ``answer``, ``message``, ``set_aside``, ``waived``. Text that a spreadsheet would
    take for a formula has an apostrophe before it.
    """
    path = Path(path)
    need_format(path)
    language = need_language(language, interviews.form)
    make = _MAKERS[path.suffix.lower()]
    return written(path, make(lay_out(findings, interviews, language, texts=texts)))


def need_format(path: Path) -> None:
    """Refuse a file name whose ending is not a format of findings.

    Raises
    ------
    DeliveryError
        ``H006``.
    """
    if path.suffix.lower() not in _MAKERS:
        fact = f"Findings are not written as {path.suffix or 'a file without an ending'}."
        raise DeliveryError("H006", str(path), fact, f"End the name with one of: {', '.join(_MAKERS)}.")


def need_language(language: Language | None, form: Questionnaire) -> Language:
    """The language asked for, or the first of the questionnaire that findings are worded in.

    Raises
    ------
    DeliveryError
        ``H007`` when there are no sentences in it.
    """
    known = catalogue().languages
    if language is None:
        return next((one for one in form.languages if one in known), ENGLISH)
    if language not in known:
        fact = f"There are no sentences in language {language!r}."
        raise DeliveryError("H007", "language", fact, nearest(language, known))
    return language


def written(path: Path, content: bytes) -> Path:
    """The file with this content.

    Raises
    ------
    DeliveryError
        ``H008`` when it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        fact = f"The file cannot be written: {error.strerror or error}."
        raise DeliveryError(
            "H008", str(path), fact, "Name a file in a folder that exists and may be written to."
        ) from None
    return path


def _csv(handout: Handout) -> bytes:
    text = cells(handout.table).to_csv(index=False, lineterminator="\n")
    return ("\N{BYTE ORDER MARK}" + text).encode("utf-8", "replace")


def _json(handout: Handout) -> bytes:
    content = {
        "file": os.path.basename(handout.file),
        "language": handout.language,
        "n_delivered": handout.n_delivered,
        "n_set_aside": handout.n_set_aside,
        "findings": records_of(handout),
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _xlsx(handout: Handout) -> bytes:
    content = io.BytesIO()
    findings_workbook(handout, content)
    return content.getvalue()


def _html(handout: Handout) -> bytes:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("survey.deliveries", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["line"] = one_line
    shown = [name for name in COLUMNS if name != "rule"]
    page = environment.get_template("findings.html.j2").render(
        handout=handout,
        file=os.path.basename(handout.file),
        headings=handout.headings,
        columns=shown,
        summary=handout.summary().to_dict("records"),
        groups=[(rule, _plain(group[shown])) for rule, group in handout.groups()],
    )
    return page.encode("utf-8", "replace")


def _plain(group: object) -> list[list[str]]:
    import pandas as pd

    assert isinstance(group, pd.DataFrame)
    return [["" if cell is pd.NA or cell is None else str(cell) for cell in row] for row in group.to_numpy(object)]


_MAKERS: dict[str, Callable[[Handout], bytes]] = {".xlsx": _xlsx, ".html": _html, ".csv": _csv, ".json": _json}
