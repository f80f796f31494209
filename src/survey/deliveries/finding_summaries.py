"""Counts of findings by interviewer, unit, sampling point or any other answer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.arrays import Objects
from survey.errors import DeliveryError, nearest
from survey.findings import SEVERITIES, Findings
from survey.interviews import Interviews
from survey.questionnaire.model import TEXT_KINDS, Questionnaire, Reason
from survey.text import Language, Text

ROLES = {"interviewer": "interviewer", "unit": "stratum", "psu": "psu", "version": "version"}
"""Names for which the questionnaire says which question is meant, under ``roles``."""


@public
def summarize_findings(
    findings: Findings, interviews: Interviews, *, by: str = "rule", language: Language | None = None
) -> pd.DataFrame:
    """Counts of findings, with the number of interviews as base of the shares.

    Parameters
    ----------
    findings : Findings
    interviews : Interviews
        Those the findings are about, set aside or not.
    by : str
        "rule", "variable", "interviewer", "unit" (the stratum), "psu", or any question or grouping with one answer per
        interview.
    language : str, optional
        Adds a column ``wording`` of each question or answer in this language.

    Returns
    -------
    pandas.DataFrame
        One row per rule, interviewer and so on, most interviews with an error first.

        =====================  ======================================================================================
        ``n``                  interviews that could have the finding: those checked (by rule), those asked (by
                               variable), those of the interviewer, unit, ...
        ``errors`` ...         findings by severity: ``errors``, ``warnings``, ``infos``
        ``with_error``         interviews with an error, and their ``share_with_error``, 0 to 1, of ``n``
        ``with_finding``       interviews with an error or a warning, and their ``share_with_finding`` of ``n``
        ``n_set_aside``        interviews set aside (not by rule and variable)
        =====================  ======================================================================================

        A blank first column has the interviews without an answer; findings about the whole delivery are in the tables by
        rule and variable only. Shares are missing where ``n`` is 0 or not known.

    Raises
    ------
    DeliveryError
        ``H004`` when nothing has the name ``by``, ``H005`` when the questionnaire names no question for a role.
    """
    if by in ("rule", "variable"):
        table = _by_finding(findings, interviews, by)
    else:
        table = _by_answer(findings, interviews, by)
    if language is not None:
        table.insert(1, "wording", [_wording(interviews.form, by, key, language) for key in table[by]])
    return table.sort_values(["with_error", "with_finding", "n"], ascending=False, kind="stable", ignore_index=True)


def _by_finding(findings: Findings, interviews: Interviews, by: str) -> pd.DataFrame:
    records = [(getattr(one, by), one.severity, one.interview, one.row) for one in findings]
    frame = pd.DataFrame(records, columns=[by, "severity", "key", "row"], dtype=object)
    who = [_identity(key, row) for key, row in zip(frame["key"], frame["row"], strict=True)]
    frame["interview"] = pd.Series(who, dtype=object)
    counted = _counted(frame, by)
    bases = _asked(interviews) if by == "variable" else _checked(findings)
    counted = counted.reset_index()
    counted.insert(1, "n", pd.Series([bases.get(key) for key in counted[by]], dtype="Int64"))
    return _with_shares(counted)


def _identity(key: object, row: object) -> object:
    return ("row", row) if row is not None and row == row else ("key", key) if key is not None else None


def _by_answer(findings: Findings, interviews: Interviews, by: str) -> pd.DataFrame:
    groups = _groups(interviews, by)
    by_row = {int(row): at for at, row in enumerate(interviews.rows)}
    by_key = {key: at for at, key in enumerate(interviews.ids)}
    records = []
    for one in findings:
        at = by_row.get(one.row) if one.row is not None else by_key.get(one.interview) if one.interview else None
        if at is not None:
            records.append((groups[at], one.severity, at))
    frame = pd.DataFrame(records, columns=[by, "severity", "interview"], dtype=object)
    everybody = pd.DataFrame({by: pd.Series(groups, dtype=object), "aside": ~interviews.accepted})
    totals = everybody.groupby(by, dropna=False, sort=True)["aside"].agg(["size", "sum"])
    counted = _counted(frame, by).reindex(totals.index, fill_value=0)
    counted.insert(0, "n", totals["size"])
    counted["n_set_aside"] = totals["sum"].astype("int64")
    return _with_shares(counted.reset_index())


def _counted(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Findings by severity and different interviews, one row per group."""
    for severity in SEVERITIES:
        frame[f"{severity}s"] = frame["severity"].eq(severity).astype("int64")
    groups = frame.groupby(by, dropna=False, sort=True)
    counted = groups[[f"{severity}s" for severity in SEVERITIES]].sum()
    for name, wanted in (("with_error", ("error",)), ("with_finding", ("error", "warning"))):
        some = frame[frame["severity"].isin(wanted)].groupby(by, dropna=False)["interview"].nunique()
        counted[name] = some.reindex(counted.index, fill_value=0).astype("int64")
    return counted


def _with_shares(counted: pd.DataFrame) -> pd.DataFrame:
    bases = counted["n"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    bases = np.where(bases == 0, np.nan, bases)
    for name in ("with_error", "with_finding"):
        shares = counted[name].to_numpy(np.float64) / bases
        counted.insert(list(counted.columns).index(name) + 1, f"share_{name}", shares)
    return counted


def _asked(interviews: Interviews) -> dict[str, int]:
    asked = (interviews.reasons != Reason.NOT_ASKED).sum()
    return {str(name): int(n) for name, n in asked.items()}


def _checked(findings: Findings) -> dict[str, int]:
    """Interviews checked by a rule; of several variables the largest number, as one interview counts once."""
    checked: dict[str, int] = {}
    for one in findings.outcomes:
        checked[one.rule] = max(checked.get(one.rule, 0), one.checked)
    return checked


def _groups(interviews: Interviews, by: str) -> Objects:
    name = _question(interviews.form, by)
    variable = interviews.form.variables.get(name)
    extras = [str(column) for column in interviews.extras.columns]
    known = [*interviews.form.variables, *interviews.form.groupings, *extras]
    if name not in known or (variable is not None and variable.kind == "multiple"):
        fact = f"Nothing with one answer per interview has the name {by!r}."
        raise DeliveryError("H004", "survey.summarize_findings: by", fact, nearest(by, [*ROLES, *known]))
    is_text = interviews.kind_of(name) == "text" or (variable is not None and variable.kind in TEXT_KINDS)
    if is_text:
        return interviews.texts(name)
    values = interviews.values(name)
    return np.array([None if np.isnan(v) else int(v) if float(v).is_integer() else v for v in values], object)


def _question(form: Questionnaire, by: str) -> str:
    if by not in ROLES or by in form.variables or by in form.groupings:
        return by
    found = form.roles.get(ROLES[by])
    if found is None:
        fact = f"The questionnaire does not say which question holds the {by}."
        remedy = f"Name it in questionnaire.yaml under roles: {ROLES[by]}, or give the id of the question."
        raise DeliveryError("H005", "survey.summarize_findings: by", fact, remedy)
    return found


def _wording(form: Questionnaire, by: str, key: object, language: Language) -> str:
    if by == "variable":
        variable = form.variables.get(str(key))
        return variable.text[language] if variable is not None and variable.text.has(language) else ""
    name = _question(form, by) if by != "rule" else ""
    if name in form.groupings:
        texts: dict[int | str, Text] = {one.code: one.text for one in form.groupings[name].categories}
    elif name in form.variables:
        options = form.variables[name].options
        texts = {option.written or option.code: option.text for option in options}
    else:
        return ""
    text = texts.get(key) if isinstance(key, int | str) else None
    return text[language] if text is not None and text.has(language) else ""
