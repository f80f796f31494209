"""Suppression: numbers that must not be published are removed here, once, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from survey.indicators import IndicatorRow
from survey.indicators.indicator_table import blank_row
from survey.reports.report_input import Battery, Institution


def suppress(rows: Iterable[IndicatorRow]) -> tuple[IndicatorRow, ...]:
    """The rows, every hidden one without its numbers.

    When exactly one level of a classification is hidden for an indicator, the published level with the
    fewest interviews is hidden with it: the value of a single hidden level follows from the region and the
    other levels (secondary suppression).
    """
    listed = tuple(rows)
    companions = _companions(listed)
    return tuple(
        _emptied(row) if row.is_hidden or (row.indicator, row.domain, row.level) in companions else row
        for row in listed
    )


def suppress_battery(battery: Battery) -> Battery:
    """The battery, every hidden institution without its numbers."""
    return replace(battery, institutions=tuple(_closed(one) for one in battery.institutions))


def _companions(rows: tuple[IndicatorRow, ...]) -> set[tuple[str, str, str]]:
    families: dict[tuple[str, str], list[IndicatorRow]] = defaultdict(list)
    for row in rows:
        if row.domain != "region":
            families[row.indicator, row.domain].append(row)
    found = set()
    for family in families.values():
        shown = [row for row in family if not row.is_hidden and row.has_estimate]
        if shown and len([row for row in family if row.is_hidden]) == 1:
            smallest = min(shown, key=lambda row: (row.n, row.level))
            found.add((smallest.indicator, smallest.domain, smallest.level))
    return found


def _emptied(row: IndicatorRow) -> IndicatorRow:
    return blank_row(row.indicator, row.domain, row.level, publish="hidden")


def _closed(institution: Institution) -> Institution:
    if institution.publish != "hidden":
        return institution
    return Institution(institution.id, institution.name, (), 0.0, 0.0, 0, publish="hidden")
