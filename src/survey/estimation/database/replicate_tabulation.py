"""Sums by domain and replicate of a table whose columns hold replicate weights."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.estimation.cell_sums import CellSums
from survey.estimation.database.database_selection import replicated_stage, weight_of
from survey.estimation.database.grouped_table import GroupedTable, Groups
from survey.estimation.database.grouping_statement import FurtherSums, numbers_of
from survey.estimation.database.replicate_columns import (
    MOST_SUMS,
    ReplicateColumns,
    directions,
    factors_of,
    parts,
    product_sums,
    read_products,
)
from survey.estimation.database.requested_sums import RequestedSums, too_large
from survey.estimation.database.table_columns import BoundValues
from survey.estimation.domains import Domains, classifications
from survey.estimation.estimation_source import Request, Tabulation

StatementsOf = Callable[[], Iterator[tuple[BoundValues, RequestedSums]]]


def domains_of(groups: Groups, domains: Domains) -> Indices:
    """(rows,) domain of each group; -1 outside every domain."""
    codes = np.where(groups.inside, 0, -1)
    for own, (_, levels, _) in zip(groups.codes, domains.classes, strict=True):
        codes = np.where((own < 0) | (codes < 0), -1, codes * len(levels) + own)
    return codes


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateTabulating:
    """Sums of a request with the weights of every replicate.

    Parameters
    ----------
    grouped : GroupedTable
    request : Request
    columns : ReplicateColumns
    domains : Domains
    where : str or None
    statements : callable
        Values and sums of the statements of the request, anew at every call: a statement needs its own values.
    """

    grouped: GroupedTable
    request: Request
    columns: ReplicateColumns
    domains: Domains
    where: str | None
    statements: StatementsOf

    def completed(self, found: Tabulation) -> Tabulation:
        """Tabulation with the totals of the replicates, and with units that have the rank of each domain.

        Parameters
        ----------
        found : Tabulation
            Sums by domain, of a single unit.

        Notes
        -----
        Degrees of freedom are the rank of the replicate weights of the domain minus 1. It is the rank of the sums of their
        products, whose eigenvectors take the place of units.
        """
        totals = np.concatenate([self._totals(at) for at in range(len(list(self.statements())))], axis=1)
        if not np.isfinite(totals).all():
            raise too_large(self.request.place)
        counts = found.table.by_domain(found.table.counts)
        used = self._used()
        blocks = list(self._blocks(counts, used))
        whole_table = self.columns.form.factors
        covered = sum(float(used[domain]) for domain, _, complete, _ in blocks if complete)
        # a last unit, of no domain, means all rows that are in none
        sizes = [own.shape[1] for _, _, _, own in blocks]
        factors = np.hstack([*(own for _, _, _, own in blocks), whole_table, np.zeros((len(whole_table), 2))])
        whole = np.zeros(factors.shape[1], bool)
        whole[: sum(sizes)] = np.repeat([complete for _, _, complete, _ in blocks], sizes).astype(bool)
        whole[-1] = covered < self.grouped.selection.n
        form = dataclasses.replace(self.columns.form, factors=factors, whole=whole)
        weights = np.ones(len(whole))
        weights[-1] = self.columns.n_used == self.grouped.selection.n
        sample = dataclasses.replace(
            found.sample, stages=(replicated_stage(form),), units=np.arange(len(whole)), weights=weights
        )
        table = _spread(found.table, counts, [(domain, bases, own) for domain, bases, _, own in blocks])
        return dataclasses.replace(found, sample=sample, table=table, replicate_totals=totals)

    def _totals(self, number: int) -> Floats:
        """(replicates, columns, domains) totals of the columns of a statement."""
        n_replicates = len(self.columns.names)
        _, sums = list(self.statements())[number]
        size = len(sums.bases) + len(sums.columns)
        n_categories = len(self.grouped.levels(sums.category)) if sums.category else 0
        found = np.zeros((n_replicates, size + n_categories, self.domains.number))
        for some in parts(range(n_replicates), max(1, MOST_SUMS // size)):
            groups, inside, domains = self._read(number, _sums_of(sums, some))
            categories = None
            if sums.category:
                categories = self.grouped.codes_of(groups.frame["c"], sums.category)[inside]
            for at in some:
                for column in range(size):
                    added = numbers_of(groups.frame, f"t{column}_{at}")[inside]
                    np.add.at(found[at, column], domains, added)
                    if categories is not None:
                        chosen = categories >= 0
                        np.add.at(found[at], (size + categories[chosen], domains[chosen]), added[chosen])
        return found

    def _read(self, number: int, further: FurtherSums, *, factors: bool = False) -> tuple[Groups, Indices, Indices]:
        """Groups of a statement, those that are in a domain, and their domains."""
        bound, sums = list(self.statements())[number]
        answers = self.grouped.answers(bound)
        weight = weight_of(answers, self.grouped.table.dialect, self.grouped.selection.design)
        if factors:
            known = factors_of(self.columns.names, answers, weight, combined=self.columns.combined)
            sums = dataclasses.replace(sums, category="")
        else:
            known = self.columns.weights(answers, weight)
        own = dataclasses.replace(further, inner={name: known[name] for name in further.inner})
        sources = list(classifications(self.request.by).values())
        groups = self.grouped.read(sums, bound, sources, self.where, further=own)
        codes = domains_of(groups, self.domains)
        inside = np.flatnonzero(codes >= 0)
        return groups, inside, codes[inside]

    def _used(self) -> Floats:
        """(domains,) rows with a weight above 0, answered or not."""
        groups, inside, domains = self._read(0, FurtherSums({}, ["SUM(CASE WHEN w > 0 THEN 1 ELSE 0 END) AS used"]))
        return np.bincount(domains, numbers_of(groups.frame, "used")[inside], self.domains.number).astype(np.float64)

    def _blocks(self, counts: Floats, used: Floats) -> Iterator[tuple[int, Indices, bool, Floats]]:
        """Domains, bases (positions) with the same rows there, whether these are all of its rows, and their directions."""
        at = 0
        everybody: Floats | None = None
        done: dict[int, set[int]] = {}
        for number, (_, sums) in enumerate(self.statements()):
            for base in range(len(sums.bases)):
                own, at = counts[at], at + 1
                complete = own == used
                gram: Floats | None = None
                for domain in np.flatnonzero(own > 0).tolist():
                    if complete[domain]:
                        if domain in done.setdefault(-1, set()):
                            continue
                        done[-1].add(domain)
                        everybody = self._products(number, "") if everybody is None else everybody
                        same = np.flatnonzero(counts[:, domain] == used[domain])
                        yield domain, same, True, _padded(directions(everybody[domain]), own[domain])
                        continue
                    gram = self._products(number, f"b{base} = 1") if gram is None else gram
                    yield domain, np.array([at - 1]), False, _padded(directions(gram[domain]), own[domain])

    def _products(self, number: int, condition: str) -> Floats:
        """(domains, replicates, replicates) sums of the products of the factors of the rows of a condition."""
        size = len(self.columns.names)
        if self.where is None and self.request.by is None and not condition:
            return (self.columns.form.factors @ self.columns.form.factors.T)[None]
        found = np.zeros((self.domains.number, size, size))
        for further in product_sums({f"f{at}": "" for at in range(size)}, condition):
            groups, inside, domains = self._read(number, further, factors=True)
            read_products(found, domains, groups.frame.iloc[inside])
        return found


def _sums_of(sums: RequestedSums, replicates: Sequence[int]) -> FurtherSums:
    """Sums of the columns with the weights of some replicates, in the order of the table of sums."""
    outer, number = [], 0
    for base in range(len(sums.bases)):
        terms = [(f"b{base} = 1", "")]
        for at, column in enumerate(sums.columns):
            if column.base == base:
                terms.append((f"b{base} = 1 AND x{at} = 1", "") if column.binary else (f"b{base} = 1", f" * x{at}"))
        for condition, value in terms:
            outer += [f"SUM(CASE WHEN {condition} THEN r{r}{value} ELSE 0 END) AS t{number}_{r}" for r in replicates]
            number += 1
    return FurtherSums({f"r{at}": "" for at in replicates}, outer)


def _padded(own: Floats, n: float) -> Floats:
    """Directions with a further one of zeros where several rows are alike: one unit means one row."""
    return own if own.shape[1] >= min(n, 2) else np.hstack([own, np.zeros((len(own), int(min(n, 2)) - own.shape[1]))])


def _spread(table: CellSums, counts: Floats, blocks: Sequence[tuple[int, Indices, Floats]]) -> CellSums:
    """The same sums by domain, with cells for the units of the blocks; the first cell of a domain has its sums."""
    domains = np.repeat([domain for domain, _, _ in blocks], [own.shape[1] for _, _, own in blocks]).astype(np.intp)
    spread, added = np.zeros((len(counts), len(domains))), np.zeros((len(table.sums), len(domains)))
    start, known = 0, set[int]()
    by_domain = table.by_domain(table.sums)
    for domain, bases, own in blocks:
        size = own.shape[1]
        spread[bases, start : start + size] = 1
        spread[bases, start] = counts[bases, domain] - size + 1
        if domain not in known:
            added[:, start] = by_domain[:, domain]
            known.add(domain)
        start += size
    return dataclasses.replace(table, units=np.arange(len(domains)), domains=domains, sums=added, counts=spread)
