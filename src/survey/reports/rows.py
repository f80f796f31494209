"""Rows of an indicator table as input of the report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

import pandas as pd

from survey.indicators.publication import Publish
from survey.indicators.status_rule import Status
from survey.reports.report_input import ReportedRow


def indicator_rows(table: pd.DataFrame) -> tuple[ReportedRow, ...]:
    """Rows of an indicator table, which has the columns of ``indicators.csv``.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``indicator domain level estimate se ci_low ci_high df n n_eff n_cases status p_stable p_tension
        p_negative leaning share_valid share_dk share_refused publish withheld``; others are ignored, absent ones
        are blank. A withheld number has no status and is never hidden.

    Examples
    --------
    >>> frame = pd.DataFrame({"indicator": ["ISI"], "domain": ["region"], "estimate": [63.2], "n": [980]})
    >>> row, = indicator_rows(frame)
    >>> row.estimate, row.level, row.se
    (63.2, '', None)
    """
    return tuple(_row({str(name): value for name, value in record.items()}) for record in table.to_dict("records"))


def _row(record: Mapping[str, object]) -> ReportedRow:
    def number(name: str) -> float | None:
        value = record.get(name)
        return float(value) if isinstance(value, int | float) and math.isfinite(value) else None

    def word(name: str) -> str:
        value = record.get(name)
        return "" if value is None or value != value else str(value)

    domain = word("domain") or "region"
    withheld = tuple(name for name in word("withheld").split(";") if name)
    return ReportedRow(
        indicator=word("indicator"),
        domain=domain,
        level="" if domain == "region" else word("level"),
        estimate=number("estimate"),
        se=number("se"),
        low=number("ci_low"),
        high=number("ci_high"),
        df=number("df"),
        n=int(number("n") or 0),
        n_eff=number("n_eff"),
        n_cases=None if (cases := number("n_cases")) is None else int(cases),
        status=None if withheld else cast("Status | None", word("status") or None),
        p_stable=number("p_stable"),
        p_tension=number("p_tension"),
        p_negative=number("p_negative"),
        leaning=cast("Status | None", word("leaning") or None),
        share_valid=number("share_valid"),
        share_dk=number("share_dk"),
        share_refused=number("share_refused"),
        publish="ok" if withheld else cast("Publish", word("publish") or "ok"),
        withheld=withheld or None,
    )
