"""All checks of a delivered wave, in one call."""

from __future__ import annotations

from collections.abc import Iterator

from survey.argument_errors import public
from survey.findings import BUILT_AT_ONCE, Finding, Findings, Outcomes, RuleOutcome
from survey.freed_memory import give_back
from survey.interviews import Interviews
from survey.periods import Period, calendar_period
from survey.selected_interviews import snapshot_of
from survey.validation.answer_rules import check_answers
from survey.validation.custom_rules import check_house_rules
from survey.validation.eligibility import check_eligibility, ended_interviews
from survey.validation.interview_dates import Fieldwork, check_period
from survey.validation.interview_keys import check_keys
from survey.validation.rule_breaches import Breach, breach_findings, catalogue
from survey.validation.rule_definitions import Rules
from survey.validation.rules_file import rules_beside


@public
def validate(
    interviews: Interviews,
    rules: Rules | None = None,
    *,
    wave: str | None = None,
    fieldwork: Fieldwork | None = None,
) -> Findings:
    """Findings about interviews, by the questionnaire and by the rules of the house.

    Parameters
    ----------
    interviews : Interviews
        As decoded. Those already set aside are checked too.
    rules : Rules, optional
        From :func:`survey.read_rules`; by default those in ``rules.yaml`` next to the questionnaire, if it has any.
        ``Rules()`` are none: only what the questionnaire itself implies is checked.
    wave : str, optional
        The wave the file should hold, such as ``2018Q1``; by default the one most interviews are marked with.
    fieldwork : (first, last), optional
        Days of interviewing, both included; by default the period of the wave.

    Returns
    -------
    Findings
        At most one per interview, rule and variable. A warning that more than ``limits.widespread`` of the
        interviews earn is reported once, without interview and row: it is about the form, not the person.
        Missing answers and strays of an interview that had to end are not reported one by one. ``outcomes`` counts, for
        every rule and variable, the interviews checked, those that break it, and those where it is unknown.

    Raises
    ------
    MonitorError
        ``M001`` when ``wave`` does not name a period.

    See Also
    --------
    survey.decode : reports what could not be read from the file; together they are all findings of a wave.
    Interviews.set_aside : takes ``findings.of("error")``.

    Notes
    -----
    Rules and their severities are listed in :mod:`survey.validation`. An answer that :func:`survey.decode`
    could not read is blank here and is reported once more as ``not_recorded`` (``required`` if it must be there).
    """
    rules = rules_beside(interviews.form) if rules is None else rules
    period = calendar_period(wave) if wave is not None else None
    if len(interviews) == 0:
        outcome = RuleOutcome("no_interviews", "error", None, checked=1, failed=1)
        return Findings([Finding("no_interviews", "error", catalogue().text("no_interviews"))], Outcomes([outcome]))
    if len(interviews) > BUILT_AT_ONCE:
        # findings that are built later say what the answers are now
        interviews = snapshot_of(interviews)
    found = breach_findings(_breaches(interviews, rules, period, fieldwork), interviews, rules.limits)
    give_back(len(interviews))
    return found


def _breaches(
    interviews: Interviews, rules: Rules, wave: Period | None, fieldwork: Fieldwork | None
) -> Iterator[Breach]:
    yield from check_keys(interviews, rules.limits)
    yield from check_eligibility(interviews)
    yield from check_period(interviews, rules.limits, wave, fieldwork)
    yield from check_answers(interviews, ended_interviews(interviews))
    yield from check_house_rules(interviews, rules)
