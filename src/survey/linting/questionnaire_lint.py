"""Lint of a folder: mistakes of reading first, then everything doubtful in what could be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from survey.argument_errors import public
from survey.errors import InstrumentError
from survey.indicators import read_indicators
from survey.linting.answer_code_rules import check_answer_codes
from survey.linting.condition_rules import check_routing
from survey.linting.former_rules import check_former
from survey.linting.lint_report import LintIssue, LintReport, in_order
from survey.linting.name_rules import check_labels, check_names
from survey.linting.reading_time import reading_times
from survey.linting.shown_wordings import SourceLines, shown_wordings
from survey.linting.wording_rules import check_wordings
from survey.questionnaire import Questionnaire, read_questionnaire
from survey.validation import read_rules


@public
def lint(folder: str | Path) -> LintReport:
    """Everything wrong or doubtful in a questionnaire and its indicators and rules, at once.

    Parameters
    ----------
    folder : str or Path
        The folder with ``questionnaire.yaml``; ``indicators.yaml`` and ``rules.yaml`` are read where they are.

    Returns
    -------
    LintReport
        Mistakes of reading are errors with their codes. When the questionnaire itself cannot be read, nothing else is
        looked at.

    Raises
    ------
    ReadError
        ``Q002`` when there is no such folder, ``D003`` when it holds no ``questionnaire.yaml``.

    Notes
    -----
    The rules: wordings (``unfinished-wording``, ``invisible-signs``, ``untidy-spaces``, ``mixed-script``, ``foreign-letters``,
    ``identical-wordings``, ``different-places``, ``different-numbers``, ``repeated-question``), routing (``always-true``,
    ``unreachable``), codes (``unlike-codes``), former ids and codes (``undated-change``, ``code-reused``), other
    programs (``reserved-name``, ``long-name``, ``long-label``).

    Examples
    --------
    >>> report = lint("questionnaires/interethnic")
    >>> report.count("error")
    0
    """
    folder = Path(folder)
    try:
        form = read_questionnaire(folder)
    except InstrumentError as error:
        return LintReport(str(folder), in_order(LintIssue.of_complaint(one) for one in error.complaints))
    issues = [*_of_other_files(folder, form), *_of_questionnaire(form)]
    return LintReport(str(folder), in_order(issues), reading_times(form))


def _of_questionnaire(form: Questionnaire) -> Iterator[LintIssue]:
    wordings, lines = list(shown_wordings(form)), SourceLines()
    yield from check_wordings(wordings, lines)
    yield from check_routing(form)
    yield from check_answer_codes(form)
    yield from check_former(form)
    yield from check_names(form)
    yield from check_labels(wordings, lines)


def _of_other_files(folder: Path, form: Questionnaire) -> Iterator[LintIssue]:
    readers: dict[str, Callable[[Path, Questionnaire], object]] = {
        "indicators.yaml": read_indicators,
        "rules.yaml": read_rules,
    }
    for name, read in readers.items():
        if (folder / name).is_file():
            try:
                read(folder, form)
            except InstrumentError as error:
                yield from (LintIssue.of_complaint(one) for one in error.complaints)
