"""The seam: a database that only groups and adds gives the same estimates as interviews in memory."""

import sqlite3
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.design import Design, make_sample
from survey.estimation import CellSums, Request, Tabulation, mean
from survey.estimation.domains import Domains
from survey.estimation.estimand_columns import EstimandColumns

DESIGN = Design(strata="s", psu="p", weight="w")
NOTHING = np.zeros(0)


def interviews() -> pd.DataFrame:
    """300 interviews in 20 PSUs, with blanks."""
    random = np.random.default_rng(8)
    psu = random.integers(0, 20, 300)
    table = pd.DataFrame({"s": psu % 4, "p": psu, "w": random.uniform(1, 5, 300), "g": random.integers(1, 6, 300)})
    table["y"] = np.where(random.random(300) < 0.1, np.nan, random.normal(10, 3, 300))
    table["z"] = random.integers(0, 2, 300)
    return table


@dataclass
class Database:
    """Means of columns by one classification, summed by SQL; interviews never leave the database."""

    connection: sqlite3.Connection

    def tabulate(self, request: Request) -> Tabulation:
        """Two statements per variable: sums by PSU and domain, squares by domain."""
        assert isinstance(request.by, str)
        by, names = request.by, list(request.variables)
        units = pd.read_sql("SELECT s, p, SUM(w) AS w FROM interviews GROUP BY s, p ORDER BY s, p", self.connection)
        levels = [row[0] for row in self.connection.execute(f"SELECT DISTINCT {by} FROM interviews ORDER BY 1")]
        unit_of, domain_of = {p: at for at, p in enumerate(units["p"])}, {level: at for at, level in enumerate(levels)}
        shape = (2 * len(names), len(unit_of), len(levels))
        sums, counts, squares, weight_squares = np.zeros(shape), np.zeros(shape)[::2], np.zeros(shape[::2]), []
        quantities = EstimandColumns(0, apart=True)
        for at, name in enumerate(names):
            base = quantities.add_base(None)
            quantities.add(str(name), quantities.add_column(NOTHING, base), base, reasons=None)
            inside = f"FROM interviews WHERE {name} IS NOT NULL GROUP BY"
            for p, g, one, product, n in self.connection.execute(
                f"SELECT p, {by}, SUM(w), SUM(w * {name}), COUNT(*) {inside} p, {by}"
            ):
                sums[2 * at : 2 * at + 2, unit_of[p], domain_of[g]] = one, product
                counts[at, unit_of[p], domain_of[g]] = n
            rows = self.connection.execute(
                f"SELECT SUM(w), SUM(w * {name} * {name}), SUM(w * w) {inside} {by} ORDER BY {by}"
            )
            one, product, weights = np.array(rows.fetchall()).T
            squares[2 * at : 2 * at + 2] = one, product
            weight_squares.append(weights)
        grid = np.divmod(np.arange(shape[1] * shape[2]), shape[2])
        table = CellSums(
            *grid,
            shape[2],
            sums.reshape(shape[0], -1),
            squares,
            counts.reshape(len(names), -1),
            np.stack(weight_squares),
        )
        domains = Domains(None, len(levels), ((by, tuple(levels), ()),))
        unknown = np.full((len(names), len(levels)), np.nan)
        return Tabulation(make_sample(units, DESIGN), quantities, domains, table, (unknown, unknown))


def test_a_database_can_be_a_source() -> None:
    """Estimates, errors, intervals, design effects, degrees of freedom: every column but the trail's is the same."""
    connection = sqlite3.connect(":memory:")
    interviews().to_sql("interviews", connection, index=False)
    ours = mean(Database(connection), ["y", "z"], by="g", deff="replace").to_frame()
    theirs = mean(make_sample(interviews(), DESIGN), ["y", "z"], by="g", deff="replace").to_frame()
    connection.close()
    pd.testing.assert_frame_equal(ours, theirs, rtol=1e-10)
