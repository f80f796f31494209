"""Protection of hidden cells: the decision on publication of a whole table, so that no hidden cell can be calculated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from survey.arrays import AnyFloats, Floats, Indices, Mask
from survey.indicators.area_combinations import AreaCombinations
from survey.indicators.areas import area
from survey.indicators.definitions import Gap, GeometricMean, Indicators, ListExperiment
from survey.indicators.kindred_indicators import AnswerRelations, RelationsOfRespondents, kindred
from survey.indicators.publication import discloses
from survey.indicators.respondent_groups import Persons, RespondentGroups, respondent_groups
from survey.indicators.respondents import Respondents
from survey.indicators.rule_constants import REGION, PublicationRule
from survey.indicators.secondary_suppression import CellFamily, CellGroups, families_of, hide_more, small_rests


def protect(frame: pd.DataFrame, people: Respondents, domains: Sequence[str], quarter: Indices) -> pd.DataFrame:
    """The table with further cells hidden, so that no hidden one can be calculated from what is published.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``indicator, domain, level, n, publish, why_hidden``, with the decision on each cell by itself.
    people : Respondents
        Those of the wave, or of its window of quarters, with the indicators that were computed.
    domains : sequence of str
        The region first.
    quarter : (r,) array of int
        Position of each interview's quarter, the newest last.

    Returns
    -------
    pandas.DataFrame
        ``publish`` and ``why_hidden`` changed: ``part`` where the newest quarter of a window, which follows from this
        window less the one published before, is too small; ``difference`` where a hidden cell would follow.
    """
    return protect_persons(frame, people.indicators, _PersonsOfSample(people, domains, quarter))


class CountedPersons(Protocol):
    """Persons behind a table: in which groups they are, and who is in the base of an indicator or a case."""

    groups: RespondentGroups
    everybody: Persons
    relations: AnswerRelations

    def base(self, name: str) -> Persons:
        """(r,) persons in the base of an indicator."""
        ...

    def cases(self, name: str) -> Persons:
        """(r,) persons in it who show the trait."""
        ...


def protect_persons(frame: pd.DataFrame, indicators: Indicators, persons: CountedPersons) -> pd.DataFrame:
    """The table with further cells hidden: see :func:`protect`."""
    table = _Table(frame, indicators, persons)
    waiting = [one.id for one in indicators if table.has(one.id)]
    for name in waiting:
        table.hide_parts(name)
    while waiting:
        name = waiting.pop(0)
        table.hide_differences(name)
        waiting += [other for other in table.kin(name) if table.hide_as(other, name) and other not in waiting]
    return frame.assign(publish=table.publish, why_hidden=table.why)


def hide_with_window(newest: pd.DataFrame, window: pd.DataFrame, rule: PublicationRule) -> pd.DataFrame:
    """The table of the newest quarter alone, with what must be hidden because the window is published, too.

    Hidden are the cells that the window hides, since the window before together with the newest quarter would give them
    away, and those that leave too few people for the rest of the window.

    Parameters
    ----------
    newest, window : pandas.DataFrame
        Columns ``indicator, domain, level, n, n_cases, publish``; the first also ``why_hidden``.
    rule : PublicationRule
    """
    keys = ["indicator", "domain", "level"]
    whole = newest[keys].merge(window[[*keys, "n", "n_cases", "publish"]], on=keys, how="left")
    n, cases = (whole[name].to_numpy(np.float64) - newest[name].to_numpy(np.float64) for name in ("n", "n_cases"))
    rest = (newest["domain"] != REGION).to_numpy() & discloses(n, cases, rule)
    more = ((whole["publish"] == "hidden").to_numpy() | rest) & (newest["publish"] != "hidden").to_numpy()
    return newest.assign(
        publish=newest["publish"].mask(more, "hidden"), why_hidden=newest["why_hidden"].mask(more, "part")
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """One indicator: its base, respondents and cases by quarter and group, and where its groups are in the table.

    ``base`` persons (r,); ``n``, ``n_cases`` (q, k), NaN cases when it is not a share; ``groups`` the places of the k groups that the
    indicator has; ``rows`` their rows in the table, -1 for a group that is known without it.
    """

    base: Persons
    n: Floats
    n_cases: Floats
    groups: Indices
    rows: Indices

    @property
    def is_cell(self) -> Mask:
        return self.rows >= 0


class _Table:
    """Decisions on the cells of a table while they are made."""

    def __init__(self, frame: pd.DataFrame, indicators: Indicators, persons: CountedPersons) -> None:
        self.indicators = indicators
        self.persons = persons
        self.groups = persons.groups
        self._keys = list(zip(self.groups.domain, self.groups.level, strict=True))
        self.rule = indicators.publication_rule
        self.publish = frame["publish"].to_numpy(object).copy()
        self.why = frame["why_hidden"].to_numpy(object).copy()
        self._rows = self._rows_by_indicator(frame)
        self.concealed: dict[str, bool] = {}
        self._kin: dict[str, tuple[str, ...]] = {}
        self._overlaps = self.groups.overlaps(persons.everybody)
        self._families: dict[tuple[str, ...], list[CellFamily]] = {}
        self._counted: dict[str, _Counted] = {}

    def _rows_by_indicator(self, frame: pd.DataFrame) -> Mapping[str, dict[tuple[str, str], int]]:
        rows: dict[str, dict[tuple[str, str], int]] = {name: {} for name in self.indicators.ids}
        keys = zip(frame["indicator"], frame["domain"], frame["level"], strict=True)
        for at, (indicator, domain, level) in enumerate(keys):
            if indicator in rows:
                rows[indicator][domain, level] = at
        return rows

    def counted(self, name: str) -> _Counted:
        """Base, cases and cells of an indicator."""
        if name not in self._counted:
            rows = self._rows[name]
            places = [(at, rows.get(key, -1)) for at, key in enumerate(self._keys) if key in rows or key[1] == ""]
            groups, cells = np.array(places, np.intp).reshape(-1, 2).T
            base = self.persons.base(name)
            n = self.groups.counts(base)[:, groups]
            cases = np.full_like(n, np.nan)
            if self.indicators[name].is_share:
                cases = self.groups.counts(self.persons.cases(name))[:, groups]
            self._counted[name] = _Counted(base, n, cases, groups, cells)
        return self._counted[name]

    def kin(self, name: str) -> tuple[str, ...]:
        """Indicators that are hidden where this one is, if it is hidden anywhere with somebody in the base."""
        if not self.concealed[name]:
            return ()
        if name not in self._kin:
            self._kin[name] = kindred(self.indicators[name], self.indicators, self.persons.relations)
        return self._kin[name]

    def has(self, name: str) -> bool:
        """Whether the table has numbers of the indicator."""
        return bool(self._rows[name])

    def hide_parts(self, name: str) -> None:
        """Hide windows whose newest part is too small."""
        quarters = self.groups.n_quarters
        if quarters > 1:
            counted = self.counted(name)
            is_full = quarters >= self.indicators.status_rule.quarters
            hidden = hidden_windows(counted.n, counted.n_cases, self.rule, is_full=is_full)
            self._hide(counted.rows[hidden & counted.is_cell & self.groups.pooled[counted.groups]], "part")

    def hide_differences(self, name: str) -> None:
        """Hide what hidden cells of the indicator, or small groups, could be calculated from."""
        counted = self.counted(name)
        n, cases = counted.n.sum(axis=0), counted.n_cases.sum(axis=0)
        hidden = np.zeros(len(n), bool)
        hidden[counted.is_cell] = self.publish[counted.rows[counted.is_cell]] == "hidden"
        domain = tuple(self.groups.domain[at] for at in counted.groups)
        families = self.families(counted, domain)
        self.concealed[name] = bool((hidden & (n > 0)).any())
        if not self.concealed[name] and not any(small_rests(families, n, cases, self.rule)):
            return
        overlaps = self.groups.overlaps(counted.base).of(counted.groups)
        more = hide_more(hidden, CellGroups(overlaps, domain, counted.is_cell, cases), families, self.rule) & ~hidden
        self._hide(counted.rows[more], "difference")
        self.concealed[name] |= bool(more.any())

    def families(self, counted: _Counted, domain: tuple[str, ...]) -> list[CellFamily]:
        """Groupings, and groups with their parts, as they are among all respondents."""
        if domain not in self._families:
            overlaps = self._overlaps.of(counted.groups)
            self._families[domain] = families_of(overlaps, domain, counted.is_cell)
        return self._families[domain]

    def hide_as(self, other: str, hidden: str) -> bool:
        """Hide the cells of another indicator in which one is hidden; whether there was any."""
        rows = self._rows[other]
        found = [
            rows[key]
            for key, at in self._rows[hidden].items()
            if key in rows
            and self.publish[at] == "hidden"
            and self.why[at] != "empty"
            and self.publish[rows[key]] != "hidden"
        ]
        self._hide(np.array(found, np.intp), "difference")
        return bool(found)

    def _hide(self, rows: Indices, why: str) -> None:
        shown = rows[self.publish[rows] != "hidden"]
        self.publish[shown], self.why[shown] = "hidden", why


class _PersonsOfSample:
    """Persons of a sample in memory: a row for all who are alike in every grouping, with their number."""

    def __init__(self, people: Respondents, domains: Sequence[str], quarter: Indices) -> None:
        self.indicators, self.people = people.indicators, people
        indicators, sample = people.indicators, people.sample
        self.relations: AnswerRelations = RelationsOfRespondents(self.people)
        pooled = indicators.status_rule.pooled if quarter.max(initial=0) > 0 else ()
        areas = [area(sample, name) for name in domains]
        self._everybody = np.asarray(sample.weights > 0, bool) & (areas[0].codes >= 0)
        self._alike = AreaCombinations.of(areas, quarter)
        self.everybody: Persons = self._number(np.ones(len(sample), bool))
        own = [self._alike.area(one) for one in areas]
        self.groups = respondent_groups(own, pooled, quarter[self._alike.first])

    def base(self, name: str) -> Persons:
        """(r,) persons in the base of an indicator."""
        return self._number(np.isfinite(self._value(name)))

    def cases(self, name: str) -> Persons:
        """(r,) persons in the base who show the trait."""
        return self._number(self._value(name) > 0)

    def _number(self, which: Mask) -> Floats:
        found = np.bincount(self._alike.of_row[self._everybody & which], minlength=len(self._alike))
        return found.astype(np.float64)

    def _value(self, name: str) -> AnyFloats:
        """(r,) values, finite in the base; of an indicator for areas those of what it is made of."""
        formula = self.indicators[name].formula
        match formula:
            case Gap(item):
                return self._value(item)
            case GeometricMean(items):
                return self._value(items[0])
            case ListExperiment():
                treated, control = self.people.versions(formula)
                return np.where(np.isfinite(treated.value), treated.value, control.value)
        return self.people.column(name).value


def hidden_windows(n: Floats, n_cases: Floats, rule: PublicationRule, *, is_full: bool) -> Mask:
    """Windows that must be hidden because what they add to a window published before would disclose answers.

    Parameters
    ----------
    n, n_cases : (q, k) arrays
        Interviews of k groups in each of q quarters, the newest last, and those that show the trait (NaN when not a share).
    rule : PublicationRule
    is_full : bool
        Whether earlier windows may hold quarters before these. What they showed is then not known here, and each counts as
        published.

    Returns
    -------
    (k,) array of bool

    Notes
    -----
    The window published k quarters ago and this one differ by the newest k quarters. In the first quarters of a monitor the
    decisions of all earlier windows follow from the same counts, one after the other.

    Examples
    --------
    Eight people, then six more: the first window was hidden, so both together may be shown. Twelve people were shown, then six
    more may not be:

    >>> n = np.array([[8.0, 12.0], [6.0, 6.0]])
    >>> hidden_windows(n, np.full((2, 2), np.nan), PublicationRule(), is_full=False)
    array([False,  True])
    """
    quarters = len(n)
    shown: list[Mask] = []
    hidden = np.zeros(n.shape[1], bool)
    for last in range(1 if not is_full else quarters, quarters + 1):
        hidden = discloses(n[:last].sum(axis=0), n_cases[:last].sum(axis=0), rule)
        for before in range(1, last):
            was_shown = np.ones_like(hidden) if is_full else shown[before - 1]
            hidden |= was_shown & discloses(n[before:last].sum(axis=0), n_cases[before:last].sum(axis=0), rule)
        shown.append(~hidden)
    return hidden
