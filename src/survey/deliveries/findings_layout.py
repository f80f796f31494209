"""Table of findings for field staff: interviewer, question, answer, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.deliveries.delivered_answers import shown_value, worded
from survey.deliveries.list_files import catalogue
from survey.findings import SEVERITIES, Finding, Findings
from survey.interviews import Interviews
from survey.text import Language, number_text
from survey.validation import HIDDEN

COLUMNS = (
    "finding",
    "severity",
    "rule",
    "interview",
    "row",
    "interviewer",
    "unit",
    "psu",
    "variable",
    "question",
    "value",
    "answer",
    "message",
    "set_aside",
    "waived",
)
_ROLES = {"interviewer": "interviewer", "unit": "stratum", "psu": "psu"}


@dataclass(frozen=True, slots=True, eq=False)
class Handout:
    """Findings in one language.

    Parameters
    ----------
    file : str
    language : str
    n_delivered, n_set_aside : int
    table : pandas.DataFrame
        One row per finding, the gravest first: the columns of :data:`COLUMNS`. Blank cells are empty text, ``row`` is
        missing where a finding names none; ``set_aside`` is yes or no.
    hides_texts : bool
        Whether answers in people's own words are hidden.
    """

    file: str
    language: Language
    n_delivered: int
    n_set_aside: int
    table: pd.DataFrame
    hides_texts: bool

    @property
    def headings(self) -> dict[str, str]:
        """Headings of the columns in the language."""
        return {name: self.say(f"column_{name}") for name in (*COLUMNS, "findings", "interviews")}

    def say(self, key: str, **places: object) -> str:
        """A sentence in the language."""
        return catalogue().sentence(self.language, key, **places)

    def groups(self) -> list[tuple[str, pd.DataFrame]]:
        """The findings by rule, the gravest rules first."""
        return [(str(rule), group) for rule, group in self.table.groupby("rule", sort=False)]

    def summary(self) -> pd.DataFrame:
        """One row per rule and severity: severity, rule, findings, interviews."""
        groups = self.table.assign(who=self.table["interview"] + "/" + self.table["row"].astype(str))
        groups.loc[(groups["interview"] == "") & groups["row"].isna(), "who"] = None
        counted = groups.groupby(["severity", "rule"], sort=False)["who"].agg(["size", "nunique"]).reset_index()
        return counted.rename(columns={"size": "findings", "nunique": "interviews"})


def lay_out(findings: Findings, interviews: Interviews, language: Language, *, texts: bool) -> Handout:
    """Findings about interviews in one language; ``texts`` shows answers in people's own words."""
    describe = _Describe(interviews, language, texts)
    ordered = sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), one.rule))
    table = pd.DataFrame([describe(one) for one in ordered], columns=list(COLUMNS), dtype=object)
    return Handout(
        interviews.source,
        language,
        len(interviews),
        len(interviews) - interviews.n_accepted,
        table.astype({"row": "Int64"}),
        hides_texts=not texts,
    )


class _Describe:
    """A finding as a row; remembers what it looks up for every interview."""

    def __init__(self, interviews: Interviews, language: Language, texts: bool) -> None:
        self.interviews, self.language, self.texts = interviews, language, texts
        self.form = interviews.form
        self.by_row = {int(row): at for at, row in enumerate(interviews.rows)}
        self.by_key = {key: at for at, key in reversed(list(enumerate(interviews.ids)))}
        self.questions = {question.id: question for question in self.form.questions}
        self.roles = {name: self._of_role(role) for name, role in _ROLES.items()}
        self.severities = {one: catalogue().sentence(language, f"severity_{one}") for one in SEVERITIES}
        self.yes, self.no = (catalogue().sentence(language, one) for one in ("yes", "no"))

    def __call__(self, finding: Finding) -> dict[str, object]:
        at = self._position(finding)
        value = shown_value(self.form, finding.variable, finding.value, texts=self.texts)
        variable = self.form.variables.get(finding.variable or "")
        aside = at is not None and not self.interviews.accepted[at]
        return {
            "finding": finding.id,
            "severity": self.severities[finding.severity],
            "rule": finding.rule,
            "interview": finding.interview or "",
            "row": finding.row,
            **{name: values[at] if at is not None else "" for name, values in self.roles.items()},
            "variable": finding.variable or "",
            "question": self._question(finding.variable),
            "value": value,
            "answer": worded(variable, value, self.language) if value != HIDDEN else "",
            "message": self._message(finding, value),
            "set_aside": self.yes if aside else self.no,
            "waived": self.severities[finding.waived] if finding.waived is not None else "",
        }

    def _position(self, finding: Finding) -> int | None:
        if finding.row is not None:
            return self.by_row.get(finding.row)
        return self.by_key.get(finding.interview) if finding.interview is not None else None

    def _question(self, name: str | None) -> str:
        variable = self.form.variables.get(name or "")
        question = variable.question if variable is not None else self.questions.get(name or "")
        texts = [question.text] if question is not None else []
        if variable is not None and variable.row is not None:
            texts.append(variable.row.text)
        return " – ".join(text[self.language] for text in texts if text.has(self.language))

    def _message(self, finding: Finding, value: str) -> str:
        message = finding.message
        said = message[self.language if message.has(self.language) else message.languages[0]]
        hidden = value == HIDDEN and finding.value not in (None, "", HIDDEN)
        return said.replace(str(finding.value), HIDDEN) if hidden else said

    def _of_role(self, role: str) -> list[str]:
        """Answer of each interview to the question of a role, as wording where there is one."""
        name = self.form.roles.get(role)
        variable = self.form.variables.get(name or "")
        if variable is None or variable.kind == "multiple":
            return [""] * len(self.interviews)
        if variable.kind == "single":
            options = {o.code: o.text[self.language] for o in variable.options if o.text.has(self.language)}
            codes = self.interviews.values(variable.id)
            return ["" if np.isnan(code) else options.get(int(code), number_text(code)) for code in codes]
        if self.interviews.kind_of(variable.id) == "text":
            return _texts(self.interviews.texts(variable.id))
        return ["" if np.isnan(code) else number_text(code) for code in self.interviews.values(variable.id)]


def _texts(cells: Iterable[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]


HandoutRecords = list[Mapping[str, object]]


def records_of(handout: Handout) -> HandoutRecords:
    """The rows as they are written to JSON: ``row`` a number or null, ``set_aside`` true or false."""
    yes = handout.say("yes")
    rows = handout.table.astype(object).where(handout.table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} | {"set_aside": row["set_aside"] == yes} for row in rows]
