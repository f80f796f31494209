"""Sampling plan of a wave, and findings where a delivery differs from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey.findings import Finding, Findings, Severity
from survey.interviews import Interviews
from survey.questionnaire.model import Variable
from survey.text import Text
from survey.validation.answers_as_text import answer_texts
from survey.validation.rule_breaches import catalogue

LEAST_SHARE = 0.8
"""Share of the planned interviews that must be delivered when the plan does not say."""

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """Planned interviews and sampling points of one unit; None where the plan gives no number."""

    interviews: int | None = None
    psus: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The sampling plan of a wave.

    Parameters
    ----------
    target_n : int
        Interviews the plan foresees.
    least_share : float
        Share of it, 0 to 1, below which a delivery is not complete.
    by : str or None
        The variable whose codes are the units of the plan; None without units.
    units : mapping of code to PlannedUnit
    """

    target_n: int
    least_share: float = LEAST_SHARE
    by: str | None = None
    units: Mapping[int, PlannedUnit] = field(default_factory=dict)


def check_plan(
    interviews: Interviews, plan: Plan | None, *, unit: str | None = None, psu: str | None = None
) -> Findings:
    """Findings about a delivery that is not the sample as planned.

    Parameters
    ----------
    interviews : Interviews
        Those set aside count as delivered: they were held.
    plan : Plan or None
    unit : str, optional
        The stratum variable, whose categories are the units when the plan names none.
    psu : str, optional
        The variable with the sampling point; without it PSUs are not compared.

    Returns
    -------
    Findings
        Of the file, without interview and row.

        =====================  ========  ================================================================
        ``plan_interviews``    error     fewer interviews than ``least_share`` of the target
        ``plan_more``          warning   more than the target divided by ``least_share``
        ``plan_units_empty``   error     units of the plan without an interview; a warning without a plan of units
        ``plan_unit_few``      warning   units with fewer interviews than ``least_share`` of their number
        ``plan_unit_psus``     warning   units with fewer sampling points than planned
        =====================  ========  ================================================================

        Units of which less than half of the planned interviews, or of the sampling points, came are errors.
    """
    found = [*_of_the_whole(len(interviews), plan)] if plan is not None else []
    by = plan.by if plan is not None and plan.by is not None else unit
    variable = interviews.form.variables.get(by) if by is not None else None
    if variable is not None and variable.kind == "single" and len(interviews):
        found += _of_units(interviews, variable, plan, psu)
    return Findings(found)


def _of_the_whole(n: int, plan: Plan) -> Iterator[Finding]:
    places = {"n": n, "target": plan.target_n}
    if n < plan.least_share * plan.target_n:
        percent = 100 * plan.least_share
        yield Finding("plan_interviews", "error", catalogue().text("plan_interviews", **places, percent=percent))
    elif n * plan.least_share > plan.target_n:
        yield Finding("plan_more", "warning", catalogue().text("plan_more", **places))


def _of_units(interviews: Interviews, variable: Variable, plan: Plan | None, psu: str | None) -> Iterator[Finding]:
    values = interviews.values(variable.id)
    units = plan.units if plan is not None else {}
    planned = plan is not None and plan.by is not None
    empty = [code for code in (units or variable.codes) if not (values == code).any()]
    if empty and len(empty) < len(variable.codes):
        yield _named("plan_units_empty", "error" if planned else "warning", variable, empty)
    least = plan.least_share if plan is not None else 0.0
    points = answer_texts(interviews, psu)
    for code, unit in units.items():
        here = values == code
        if not here.any():
            continue
        yield from _short("plan_unit_few", variable, code, int(here.sum()), unit.interviews, least)
        if points is not None:
            n_points = len({point for point in points[here] if point is not None})
            yield from _short("plan_unit_psus", variable, code, n_points, unit.psus, 1.0)


def _short(rule: str, variable: Variable, code: int, n: int, planned: int | None, least: float) -> Iterator[Finding]:
    if planned is not None and n < least * planned:
        severity: Severity = "error" if n < planned / 2 else "warning"
        text = _in_each(rule, variable, [code], n=n, target=planned)
        yield Finding(rule, severity, text, variable=variable.id, value=str(code))


def _named(rule: str, severity: Severity, variable: Variable, codes: Sequence[int]) -> Finding:
    return Finding(rule, severity, _in_each(rule, variable, codes, n=len(codes)), variable=variable.id)


def _in_each(rule: str, variable: Variable, codes: Sequence[int], **places: object) -> Text:
    """The sentence with the units in the words of each language."""
    wordings = {option.code: option.text for option in variable.options}
    said = []
    for language in catalogue().languages:
        names = [
            f"{wordings[code][language]} ({code})" if code in wordings and wordings[code].has(language) else str(code)
            for code in codes[:_SHOWN]
        ]
        listed = ", ".join(names) + (" …" if len(codes) > _SHOWN else "")
        said.append((language, catalogue().sentence(language, rule, variable=variable.id, units=listed, **places)))
    return Text(tuple(said))
