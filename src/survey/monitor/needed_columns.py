"""Questions and columns that the numbers of a wave need in its delivery, and what depends on each."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from survey.design import Design, Population
from survey.errors import MonitorError
from survey.findings import Finding, Findings, Severity
from survey.indicators import Indicators
from survey.indicators.crossings import domain_text, parts
from survey.indicators.source_questions import sources
from survey.interviews import Interviews
from survey.languages import ENGLISH
from survey.monitor.instrument import Instrument
from survey.monitor.settings import Settings
from survey.monitor.weighting_steps import classes_of, margins_of
from survey.questionnaire import Questionnaire
from survey.questionnaire.dependencies import ends_interviews, variables_behind
from survey.questionnaire.model import QuestionKind, Reason
from survey.text import Catalogue, Text
from survey.validation import Rules, Unasked, unasked

Purpose = Literal["acceptance", "design", "weights"]
_SHOWN = 5
_ALIKE = 0.75
"""Ratio of difflib (0 to 1) from which two names count as spelt nearly the same."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Variables and columns that the numbers of a wave need.

    Parameters
    ----------
    form : Questionnaire
    always : mapping of variable to purpose
        Variables without which there are no numbers at all: they decide which interviews count (``acceptance``), place
        them in the sample (``design``), or are the margins of the weights (``weights``).
    parts : mapping of variable to tuple of Text
        Names of the indicators and groupings that are defined by it, primary indicators first.
    columns : tuple of str
        Every name that the design takes from the data.
    """

    form: Questionnaire
    always: Mapping[str, Purpose] = field(default_factory=dict)
    parts: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def check(self, interviews: Interviews, not_asked: Collection[str] = ()) -> Findings:
        """Findings about questions that the delivery lacks, and about questions left out on purpose.

        An error has neither interview nor row: the wave has no numbers until the file is whole, or until ``not_asked``
        names the question and what depends on it is withheld.

        Parameters
        ----------
        interviews : Interviews
        not_asked : collection of str
            Ids of variables.
        """
        lacking = unasked(interviews)
        found: dict[tuple[str, str, Severity], list[str]] = {}
        for name, variable in self.form.variables.items():
            rule = self._rule_for(interviews, name, lacking.get(name), is_declared=name in not_asked)
            if rule is not None:
                found.setdefault((variable.question.id, *rule), []).append(name)
        absent = tuple(self._columns_lacking(interviews))
        return Findings(
            [
                *absent,
                *(self._finding(*key, names, lacking) for key, names in found.items()),
            ]
        )

    def _rule_for(
        self, interviews: Interviews, name: str, lack: Unasked | None, *, is_declared: bool
    ) -> tuple[str, Severity] | None:
        """Rule and severity of the finding about a variable; None without a finding."""
        if name in self.always and (lack is not None or is_declared):
            return f"needed_for_{self.always[name]}", "error"
        if is_declared and self.form.former_form is not None and name in self.form.former_form.split:
            return "answers_split", "info"
        if is_declared:
            # Reasons up to NOT_APPLICABLE are replies: somebody was asked after all.
            has_answers = bool((interviews.reason(name) <= Reason.NOT_APPLICABLE).any())
            return ("not_asked_answered", "error") if has_answers else ("not_asked", "info")
        if lack is None:
            return None
        if name in self.parts:
            return f"needed_{lack.lack}", "error"
        return ("question_part", "warning") if lack.lack == "part" else None

    def _finding(
        self, question: str, rule: str, severity: Severity, names: Sequence[str], lacking: Mapping[str, Unasked]
    ) -> Finding:
        columns = [column for name in names if name in lacking for column in lacking[name].columns]
        parts = list(dict.fromkeys(part for name in names for part in self.parts.get(name, ())))
        n = max((lacking[name].n for name in names if name in lacking), default=0)
        key = rule if parts or rule not in ("not_asked", "answers_split") else f"{rule}_unused"
        places = {"variable": ", ".join(names), "columns": ", ".join(columns), "n": n}
        said = Text.each(
            catalogue().languages,
            lambda language: catalogue().sentence(language, key, parts=_some(parts, language), **places),
        )
        return Finding(rule, severity, said, variable=names[0] if len(names) == 1 else question)

    def _columns_lacking(self, interviews: Interviews) -> Iterator[Finding]:
        """The columns of the design that are neither in the file nor in the questionnaire."""
        known = {*self.form.variables, *self.form.groupings, *interviews.answers.columns, *interviews.extras.columns}
        free = [str(name) for name in interviews.extras.columns]
        near = [*free, *self.form.variables, *self.form.groupings]
        for name in self.columns:
            if name not in known:
                text = catalogue().text(
                    "column_absent", column=name, columns=_some_names(_nearest_first(name, free, near))
                )
                yield Finding("column_absent", "error", text, variable=name)


def need_design_columns(findings: Findings, path: str) -> None:
    """Stop a run whose design names columns that neither the delivery nor the questionnaire has.

    Parameters
    ----------
    findings : Findings
        Those of the delivery, with what :meth:`Needs.check` found.
    path : str
        The delivered file, for the message.

    Raises
    ------
    MonitorError
        ``M053`` with the sentence of every absent column: the settings do not fit the file.
    """
    absent = findings.of("error", rule="column_absent")
    if absent:
        facts = " ".join(one.message[ENGLISH] for one in absent)
        remedy = "Ask the agency for the column, or name another one under design in monitor.yaml."
        raise MonitorError("M053", path, facts, remedy).quoting(*(one.message for one in absent))


def catalogue() -> Catalogue:
    """Sentences of this room."""
    return Catalogue.load("survey.monitor")


def _some(texts: Sequence[Text], language: str) -> str:
    shown = [text[language] if text.has(language) else text.wordings[0][1] for text in texts[:_SHOWN]]
    more = f" (+{len(texts) - _SHOWN})" if len(texts) > _SHOWN else ""
    return "; ".join(shown) + more


def _nearest_first(name: str, free: Sequence[str], known: Sequence[str]) -> list[str]:
    """Names of the file, those spelt most alike first, after other names that are spelt nearly the same."""

    def likeness(other: str) -> float:
        return difflib.SequenceMatcher(None, name.casefold(), other.casefold()).ratio()

    alike = [other for other in sorted(known, key=likeness, reverse=True) if likeness(other) > _ALIKE]
    return list(dict.fromkeys([*alike[:_SHOWN], *sorted(free, key=likeness, reverse=True)]))


def _some_names(names: Sequence[str]) -> str:
    return ", ".join(names[:20]) + (" …" if len(names) > 20 else "") if names else "—"


def needs_of(instrument: Instrument, settings: Settings | None) -> Needs:
    """Needs of a wave: those of its instrument and, with settings, those of the workspace."""
    form = instrument.form
    always: dict[str, Purpose] = dict.fromkeys(_acceptance(form, instrument.rules), "acceptance")
    columns: tuple[str, ...] = ()
    shown: list[str] = []
    if settings is not None:
        columns = columns_of(settings.design)
        always |= _purposes(form, _margins(settings, instrument.population), "weights")
        always |= _purposes(form, columns, "design")
        shown = [name for name in (settings.report.battery, settings.report.concerns) if name is not None]
    return Needs(form, always, _parts(form, instrument.indicators, shown), columns)


def columns_of(design: Design) -> tuple[str, ...]:
    """The names a design takes from the data."""
    named = (*design.strata_names, *design.psu_names, *design.fpc_names, *design.probability_names)
    return tuple(dict.fromkeys((*named, *((design.weight,) if design.weight is not None else ()))))


def _purposes(form: Questionnaire, names: Iterable[str], purpose: Purpose) -> dict[str, Purpose]:
    return dict.fromkeys(variables_behind(form, names), purpose)


def _margins(settings: Settings, population: Population | None) -> tuple[str, ...]:
    margins = margins_of(settings.weighting, population)
    return tuple(dict.fromkeys((*(name for margin in margins for name in margin), *classes_of(settings.weighting))))


def _acceptance(form: Questionnaire, rules: Rules) -> tuple[str, ...]:
    """Variables by which interviews are set aside: key, wave, date, eligibility, required questions, error rules."""
    named = [form.key, _in_role(form, "wave", "wave"), _in_role(form, "date", "date")]
    named += [one.id for one in form.variables.values() if one.question.required or ends_interviews(one.question)]
    for rule in rules:
        if rule.severity == "error":
            conditions = [condition for condition in (rule.when, rule.must) if condition is not None]
            named += [name for condition in conditions for name in condition.names]
            named += [rule.starts_with.text, rule.starts_with.code] if rule.starts_with is not None else []
    return variables_behind(form, [name for name in named if name is not None])


def _in_role(form: Questionnaire, role: str, kind: QuestionKind) -> str | None:
    if form.roles.get(role) in form.variables:
        return form.roles[role]
    return next((name for name, one in form.variables.items() if one.kind == kind), None)


def _parts(form: Questionnaire, indicators: Indicators, shown: Sequence[str]) -> dict[str, tuple[Text, ...]]:
    found: dict[str, list[Text]] = {}
    for one in sorted(indicators, key=lambda one: not one.primary):
        for name in sources(one, indicators):
            found.setdefault(name, []).append(one.name)
    for domain in indicators.domains:
        if text := domain_text(form, domain):
            for name in variables_behind(form, parts(domain)):
                found.setdefault(name, []).append(text)
    for name in variables_behind(form, shown):
        found.setdefault(name, []).append(form.variables[name].text)
    return {name: tuple(texts) for name, texts in found.items()}
