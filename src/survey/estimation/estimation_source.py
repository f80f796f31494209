"""Interface between data and variances: a request for estimates, and the table of sums that answers it.

A :class:`Source` answers a :class:`Request` with a :class:`Tabulation`. Interviews in memory and files read in batches
are sources; a database would be another. Linearisation, variances and intervals work on the table alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike

from survey.arrays import Floats
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.cell_sums import CellSums, Engine, OccurringCells, accumulate, find_cells
from survey.estimation.domains import By, Domains, find_domains
from survey.estimation.estimand_columns import (
    Base,
    EstimandColumns,
    ReasonsByVariable,
    Variables,
    add_numbers,
    add_ratio,
    add_share,
    add_shares,
    listed,
    numbers_of,
    reasons_of,
)
from survey.questionnaire.model import Reason


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """Request for estimates.

    Parameters
    ----------
    kind : {"total", "mean", "share", "shares", "ratio"}
        ``shares`` asks for every category.
    variables : str, sequence of str, or mapping name -> (n,) array
        Of ratios, the numerators. Derived values are for interviews in memory only.
    by : str or sequence of str
        Classifications whose crossed categories are the domains.
    where : str or (n,) array of bool, optional
    codes : sequence of levels, optional
        Answers that count, for a share.
    base : {"answered", "asked"}
        Interviews that make the base of a share.
    denominator : as variables, optional
        Denominators of ratios.
    reasons : mapping name -> (n,) array of survey.Reason, optional
        Reasons of the blanks of derived values.
    engine : callable
        Adds up arrays in memory.
    """

    kind: Literal["total", "mean", "share", "shares", "ratio"]
    variables: Variables
    by: By = None
    where: str | ArrayLike | None = None
    codes: Sequence[Level] | None = None
    base: Base = "answered"
    denominator: Variables | None = None
    reasons: ReasonsByVariable | None = None
    engine: Engine = accumulate

    @property
    def place(self) -> str:
        """Name of the public function, for messages."""
        return f"survey.{self.kind}"


@dataclass(frozen=True, slots=True, eq=False)
class Tabulation:
    """The answer to a request.

    Parameters
    ----------
    sample : Sample
        Design, stages and trail of weights. Its interviews are used only when a calibration is in the trail.
    quantities : EstimandColumns
        Positions of the sums that make each estimate; its columns are used only when a calibration is in the trail.
    domains : Domains
    table : CellSums
        Sums by unit of the last stage and domain.
    unanswered : pair of (estimates, domains) arrays
        Number of interviews that do not know, and that refused; NaN where the data do not give reasons.
    cells : OccurringCells or None
        Domain of each interview; None when the interviews are not in memory, which a calibration does not allow.
    replicate_totals : (replicates, columns, domains) array, or None
        Sums with the weights of each replicate; None when they follow from the sums by unit.
    """

    sample: Sample
    quantities: EstimandColumns
    domains: Domains
    table: CellSums
    unanswered: tuple[Floats, Floats]
    cells: OccurringCells | None = None
    replicate_totals: Floats | None = None


class Source(Protocol):
    """Anything that can add up the sums behind estimates: a file read in batches, a database."""

    def tabulate(self, request: Request) -> Tabulation:
        """Table of sums, with the design it belongs to."""
        ...


def ask(source: Sample | Source, request: Request) -> Tabulation:
    """Tabulation of a request by a sample in memory, or by any other source.

    Raises
    ------
    EstimationError
        ``E300`` when ``source`` is neither; ``E311`` sums that are blank or infinite; ``E312`` no answer at all.
    """
    if isinstance(source, Sample):
        sample = source if request.where is None else source.where(request.where)
        quantities = EstimandColumns(len(source))
        fill(quantities, source, request)
        return tabulate(sample, quantities, request.by, request.engine)
    if not hasattr(source, "tabulate"):
        raise EstimationError(
            "E300",
            request.place,
            f"Estimates are made from a sample, not from {type(source).__name__}.",
            "survey.make_sample makes one of interviews or a table, survey.stream of a file that does not fit.",
        )
    found = source.tabulate(request)
    _check(found, type(source).__name__, request)
    return found


def _check(found: object, source: str, request: Request) -> None:
    """Refuse sums that are blank or infinite: a database gives NULL for the sum of no row, which is zero here."""
    if not isinstance(found, Tabulation):
        raise EstimationError(
            "E312",
            f"{request.place}: source {source}",
            f"Its method tabulate returns {type(found).__name__}, not a Tabulation.",
            "The documentation has a source in forty lines.",
        )
    table = found.table
    for title in ("sums", "squares", "counts", "weight_squares"):
        if not np.isfinite(getattr(table, title)).all():
            raise EstimationError(
                "E311",
                f"{request.place}: source {source}",
                f"Some of the {title.replace('_', ' ')} are blank or infinite.",
                "A source gives 0 for the sum of no row: write COALESCE(SUM(...), 0), and leave NaN out of sums.",
            )


def tabulate(sample: Sample, quantities: EstimandColumns, by: By, engine: Engine) -> Tabulation:
    """Sums of the columns over interviews in memory, by unit and domain."""
    domains = find_domains(sample, by)
    cells = find_cells(sample.units, len(sample.stages[-1].stratum), domains.codes, domains.number)
    table = engine(cells, sample.weights, quantities.columns, quantities.bases)
    return Tabulation(sample, quantities, domains, table, _unanswered(cells, quantities, sample.weights), cells)


def fill(quantities: EstimandColumns, sample: Sample, request: Request) -> None:
    """Add the columns of a request to ``quantities``."""
    if request.kind in ("total", "mean"):
        is_total = request.kind == "total"
        add_numbers(quantities, sample, request.variables, request.place, request.reasons, total=is_total)
    elif request.kind == "ratio":
        _fill_ratios(quantities, sample, request)
    else:
        for name, derived in listed(sample, request.variables, request.place).items():
            if request.kind == "shares":
                add_shares(quantities, sample, name, request.base, request.place, request.reasons)
            else:
                add_share(
                    quantities, sample, name, request.codes, request.base, request.place, request.reasons, derived
                )


def _fill_ratios(quantities: EstimandColumns, sample: Sample, request: Request) -> None:
    assert request.denominator is not None
    place = request.place
    above, below = (_repeated(sample, given, place) for given in (request.variables, request.denominator))
    if len(below) not in (1, len(above)):
        raise EstimationError(
            "E014",
            place,
            f"There are {len(above)} numerators and {len(below)} denominators.",
            "Name as many denominators as numerators, or one for all.",
        )
    denominators = below * (len(above) if len(below) == 1 else 1)
    for (name, derived), (other, other_derived) in zip(above, denominators, strict=True):
        y = numbers_of(sample, name, place) if derived is None else derived
        x = numbers_of(sample, other, place) if other_derived is None else other_derived
        add_ratio(quantities, f"{name}/{other}", y, x, reasons_of(sample, name, derived is not None, None))


def _repeated(sample: Sample, variables: Variables, place: str) -> list[tuple[str, Floats | None]]:
    """Names with their derived values, a name as often as it is given."""
    known = listed(sample, variables, place)
    repeats = known if isinstance(variables, str | Mapping) else variables
    return [(name, known[name]) for name in repeats]


def _unanswered(cells: OccurringCells, quantities: EstimandColumns, weights: Floats) -> tuple[Floats, Floats]:
    """Numbers of interviews that do not know, and that refused, (variables, domains) each; NaN where reasons are unknown."""
    domain_of_row = cells.domain_of_row
    if len(weights) and weights.min() <= 0:
        domain_of_row = np.where(weights > 0, domain_of_row, cells.n_domains)
    found = np.full((2, len(quantities.names), cells.n_domains), np.nan)
    known: dict[int, Floats] = {}
    for at, reasons in enumerate(quantities.reasons):
        if reasons is None:
            continue
        if id(reasons) not in known:
            counts = [
                np.bincount(domain_of_row[reasons == reason], minlength=cells.n_domains + 1)[:-1]
                for reason in (Reason.DONT_KNOW, Reason.REFUSED)
            ]
            known[id(reasons)] = np.stack(counts).astype(np.float64)
        found[:, at] = known[id(reasons)]
    return found[0], found[1]
