"""Facts about a revision, as the report shows them."""

from __future__ import annotations

from collections.abc import Iterator

from survey.indicators import Indicators
from survey.indicators.rule_constants import REGION
from survey.ledger import Revision
from survey.ledger.named_settings import SettingChange
from survey.ledger.revision import EstimateChange
from survey.reports.reported_revision import ReportedRevision, RevisedNumber
from survey.safe_text import one_line

_LONGEST = 60


def reported_revision(revision: Revision, indicators: Indicators) -> ReportedRevision:
    """The revision with names of what changed, and numbers with their units.

    Parameters
    ----------
    revision : Revision
    indicators : Indicators
        The definitions of the newer numbers.
    """
    largest = revision.largest
    is_of_group = largest is not None and largest.domain != REGION
    return ReportedRevision(
        run=revision.revises,
        date=revision.made.date(),
        reason=revision.reason or "",
        changed=tuple(changed_names(revision)),
        n_published=revision.n_published,
        n_changed=revision.n_changed,
        n_statuses=revision.n_statuses,
        largest=_number(largest, indicators) if largest is not None else None,
        largest_group=(largest.domain, largest.level) if largest is not None and is_of_group else None,
        headlines=tuple(_number(one, indicators) for one in revision.headlines),
    )


def changed_names(revision: Revision) -> Iterator[str]:
    """Names of what changed: files, settings with their values, versions; a file whose settings are named is left out."""
    explained = {one.file for one in revision.settings}
    for one in revision.inputs:
        if one.file not in explained:
            yield f"{one.file} ({one.wave})" if one.wave else one.file
    for setting in (*revision.settings, *revision.versions):
        yield setting_line(setting)


def setting_line(change: SettingChange) -> str:
    """A change on one line: ``questionnaire/indicators.yaml, status_rule.level: 0.94 → 0.95``."""
    place = ", ".join(filter(None, (change.file, change.name)))
    return f"{place}: {_shown(change.old)} → {_shown(change.new)}"


def _shown(value: str | None) -> str:
    return "∅" if value is None else one_line(value, longest=_LONGEST) or "''"


def _number(change: EstimateChange, indicators: Indicators) -> RevisedNumber:
    unit = indicators[change.indicator].unit if change.indicator in indicators else "points"
    return RevisedNumber(change.indicator, unit, change.old, change.new)
