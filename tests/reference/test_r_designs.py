"""Replicates, unequal probabilities, two phases and imputations against the reference values of R's package survey."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Level, Replicates, Sample, TwoPhase, make_sample, replicate
from survey.estimation import Estimates, combine_imputations, glm, mean, ratio, total, variance
from survey.weighting import calibrate, calibrate_to_first_phase
from tests.reference.reading import FOLDER, Numbers, flat, reference


@functools.cache
def table(name: str) -> pd.DataFrame:
    """A data file of the reference, with its replicate weights where it has some."""
    found = pd.read_csv(FOLDER / "data" / f"{name}.csv")
    boot = {"apistrat": "apistrat_boot40", "apiclus1": "apiclus1_boot30"}.get(name)
    if boot is None:
        return found.assign(one=1)
    return pd.concat([found, pd.read_csv(FOLDER / "data" / f"{boot}.csv").add_prefix("rep_")], axis=1)


def drawn(file: str, **parts: str) -> Sample:
    return make_sample(table(file), Design(nested="strata" in parts, **parts))  # type: ignore[arg-type]


def clusters(fpc: str | None = None) -> Sample:
    return make_sample(table("apiclus1"), Design(psu="dnum", weight="pw", fpc=fpc))


def districts() -> Sample:
    return drawn("syn1000", strata="district", psu="psu", weight="w0")


def ambulances() -> Sample:
    return drawn("scd", strata="ESA", psu="ambulance", weight="one")


def boot(file: str, mse: bool = False) -> Sample:
    given = Replicates("^rep_b", kind="bootstrap", mse=mse)
    return make_sample(table(file), Design(weight="pw", replicates=given))


def strat(given: Replicates) -> Sample:
    return make_sample(table("apistrat"), Design(weight="pw", replicates=given))


def point(found: Estimates) -> Numbers:
    return {"est": found.estimate, "se": found.se}


def with_limits(found: Estimates) -> Numbers:
    return {**point(found), "df": found.df[:1], "ci": np.column_stack([found.ci_low, found.ci_high]).ravel()}


def jk1(*, mse: bool) -> Numbers:
    found = with_limits(mean(replicate(clusters(), "JK1", mse=mse), ["api00", "enroll"], df=14))
    return {name: found[name] for name in ("est", "se", "ci")}


def jkn() -> Numbers:
    return with_limits(mean(replicate(districts(), "JKn", mse=True), ["trust", "visits"]))


def certain() -> Numbers:
    design = Design(strata="district", psu="psu_l", weight="w0", nested=True, lonely="certainty")
    return point(mean(replicate(make_sample(table("syn1000"), design), "JKn"), "trust"))


def by_type() -> Numbers:
    found = mean(boot("apistrat"), "api00", by="stype")
    return {**point(found), "vcov": found.covariance().ravel(order="F")}


def calibrated(method: Literal["linear", "raking"]) -> Numbers:
    types: dict[Level, float] = {"E": 6194 - 755 - 1018, "H": 755, "M": 1018}
    totals: dict[str, Mapping[Level, float] | float] = {"stype": types, "api99": 3914069}
    given = calibrate(replicate(clusters("fpc"), "JK1"), totals, method=method)
    means, sums, domains = mean(given, ["api00", "enroll"]), total(given, "enroll"), mean(given, "api00", by="stype")
    weights = given.weights
    return {
        "mean": means.estimate,
        "mean.se": means.se,
        "tot": sums.estimate,
        "tot.se": sums.se,
        "by": domains.estimate,
        "by.se": domains.se,
        "w": [weights.min(), weights.max()],
        "w.sum": weights.sum(),
        "w.ss": weights @ weights,
        "w.first": weights[:8],
    }


def phases(method: Literal["full", "simple"]) -> Sample:
    return make_sample(table("syn1000"), TwoPhase(Design(), Design(strata="sex"), "in2 == 1", method))


def imputed() -> Numbers:
    data = table("syn1000")
    design = Design(strata="district", psu="psu", weight="w0", nested=True)
    completed = [make_sample(data.assign(income=data["income"].fillna(6000 + 1500 * k)), design) for k in range(1, 6)]
    found = combine_imputations([mean(one, "income") for one in completed])
    return {**point(found), "df": found.df, "miss": found.missing_information}


def joint() -> Numbers:
    matrix = pd.read_csv(FOLDER / "data" / "election_jointprob.csv").to_numpy()
    given = make_sample(table("election_pps"), Design(fpc="p", pps=matrix))
    return point(total(given, ["Bush", "Kerry", "Nader"]))


def replicated_model(*, mse: bool) -> Numbers:
    return point(glm(boot("apiclus1", mse), "api00 ~ ell + meals").coefficients)


CALLS: dict[str, Callable[[], Numbers]] = {
    "election.M": joint,
    "lonely.jkn.certainty": certain,
    "cal.rep.lin": lambda: calibrated("linear"),
    "cal.rep.rak": lambda: calibrated("raking"),
    "scd.fay": lambda: point(total(replicate(ambulances(), "Fay", rho=0.3), ["arrests", "alive"])),
    "scd.brr.df": lambda: {"df": total(replicate(ambulances(), "BRR"), "alive", df="design").df},
    "jk1.clus1.mseTRUE": lambda: jk1(mse=True),
    "jk1.clus1.mseFALSE": lambda: jk1(mse=False),
    "jk1.clus1.fpc": lambda: point(mean(replicate(clusters("fpc"), "JK1"), ["api00", "enroll"])),
    "jkn.syn.mseTRUE": jkn,
    "jkn.strat.mseFALSE": lambda: point(
        mean(replicate(drawn("apistrat", strata="stype", weight="pw"), "JKn"), ["api00", "enroll"])
    ),
    "jkn.strat.var": lambda: point(variance(replicate(drawn("apistrat", strata="stype", weight="pw"), "JKn"), "api00")),
    "boot.strat.mean.TRUE": lambda: with_limits(mean(boot("apistrat", mse=True), ["api00", "enroll"])),
    "boot.strat.mean.FALSE": lambda: with_limits(mean(boot("apistrat"), ["api00", "enroll"])),
    "boot.strat.total.TRUE": lambda: point(
        total(
            boot("apistrat", mse=True),
            {"enroll": table("apistrat")["enroll"].to_numpy(float)}
            | {kind: (table("apistrat")["stype"] == kind).to_numpy(float) for kind in "EHM"},
        )
    ),
    "boot.strat.ratio.TRUE": lambda: point(ratio(boot("apistrat", mse=True), "api.stu", "enroll")),
    "boot.strat.by.FALSE": by_type,
    "boot.clus1.glm.TRUE": lambda: replicated_model(mse=True),
    "boot.clus1.glm.FALSE": lambda: replicated_model(mse=False),
    "given.ACS": lambda: point(mean(strat(Replicates("^rep_b", kind="ACS")), ["api00", "enroll"])),
    "given.other": lambda: point(
        mean(strat(Replicates("^rep_b", kind="other", scale=0.025, rscales=np.tile([1, 0.5], 20))), "api00")
    ),
    "twophase.simple": lambda: point(mean(phases("simple"), ["trust", "visits"])),
    "twophase.cal": lambda: point(mean(calibrate_to_first_phase(phases("full"), "agegrp", "trust"), "visits")),
    "mi.combine": imputed,
}


@pytest.mark.parametrize("entry", list(CALLS), ids=lambda entry: str(reference().get(entry, {}).get("r", entry)))
def test_number_agrees_with_r(entry: str) -> None:
    """Every number R gave for the call, to 1e-7 relative, or to the accuracy the reference states for itself."""
    given = reference()[entry]
    expected, ours = given["out"], CALLS[entry]()
    assert isinstance(expected, dict)
    accuracy = max(1e-7, float(str(given.get("rtol", 0))))
    for name, values in expected.items():
        np.testing.assert_allclose(flat(ours[name]), flat(values), rtol=accuracy, atol=1e-8, err_msg=name)


def test_all_entries_of_these_kinds_are_calculated() -> None:
    """No entry of the reference is silently forgotten."""
    kinds = ("election", "lonely.jkn", "cal.rep", "scd", "jk1", "jkn", "boot", "given", "twophase", "mi")
    assert {entry for entry in reference() if entry.startswith(tuple(f"{kind}." for kind in kinds))} == set(CALLS)
