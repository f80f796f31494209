"""A whole wave: computed again with plain pandas from the file as delivered, and against covariances."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from tests.data.delivered import delivered

from survey.design import Design, Sample, make_sample, read_population
from survey.estimation import contrast, mean, share
from survey.indicators import Indicators, IndicatorTable, compute
from survey.indicators.respondents import Respondents
from survey.ingest import decode, read_file
from survey.questionnaire import Questionnaire
from survey.validation import read_rules, validate
from survey.weighting import rake

FILE = "wave_2018Q1_cp1251.csv"
INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
DK, REF, NA = 98, 99, 97


@dataclass(frozen=True)
class Wave:
    """The interviews that count, as the file has them, with the weights of the sample."""

    sample: Sample
    table: IndicatorTable
    raw: pd.DataFrame

    def codes(self, name: str) -> pd.Series:
        return pd.to_numeric(self.raw[name].str.replace(",", "."), errors="coerce")

    def mentions(self, name: str, codes: list[int]) -> pd.Series:
        columns = [column for column in self.raw if str(column).startswith(f"{name}_m")]
        return self.raw[columns].isin([str(code) for code in codes]).any(axis=1)

    def mean(self, values: pd.Series, where: pd.Series | None = None) -> float:
        """Weighted mean of the values that are not blank."""
        values = values if where is None else values.where(where)
        weights = pd.Series(self.sample.weights).where(values.notna())
        return float((weights * values).sum() / weights.sum())


@pytest.fixture(scope="module")
def wave(form: Questionnaire, shipped: Indicators) -> Wave:
    interviews, unread = decode(read_file(delivered(FILE)), form)
    findings = unread + validate(interviews, read_rules(INSTRUMENT, form))
    accepted = interviews.set_aside(findings.of("error"))
    drawn = make_sample(accepted, Design(strata="H04", psu="H07", weight="base_weight"))
    population = read_population(INSTRUMENT / "population", form)
    sample = rake(drawn, population, bounds=(0.3, 3), unknown="hold")
    raw = pd.read_csv(delivered(FILE), sep=";", encoding="cp1251", dtype=str, keep_default_na=False)
    kept = raw.iloc[accepted.rows[accepted.accepted] - 2].reset_index(drop=True)
    return Wave(sample, compute(shipped, sample), kept)


def test_a_share_of_all_asked_is_the_published_indicator(wave: Wave) -> None:
    """The share of those who answered is another number. Published limits pool design effects, which moves them by 0.01."""
    row, answered = wave.table.row("TRUST_PRESIDENT"), share(wave.sample, "C01a", [1, 2])
    everybody = share(wave.sample, "C01a", [1, 2], base="asked", interval="wilson")
    assert_allclose(100 * everybody.estimate[0], row.estimate, rtol=1e-12)
    assert_allclose(100 * everybody.se[0], row.se, rtol=1e-12)
    assert_allclose([100 * everybody.ci_low[0], 100 * everybody.ci_high[0]], [row.ci_low, row.ci_high], atol=0.01)
    assert 100 * answered.estimate[0] > row.estimate + 1
    assert (answered.base, everybody.base) == ("answered", "asked")


def given(wave: Wave, name: str, top: int) -> pd.Series:
    """Codes 1 to top; everything else is blank."""
    codes = wave.codes(name)
    return codes.where(codes.between(1, top))


def asked(wave: Wave, name: str, top: int) -> pd.Series:
    codes = wave.codes(name)
    return codes.between(1, top) | codes.isin([DK, REF])


def score(wave: Wave, name: str, top: int, *, reverse: bool = False) -> pd.Series:
    """100 for code 1 down to 0 for the last one, with the three decimals of the questionnaire."""
    points = (100 * (top - given(wave, name, top)) / (top - 1)).round(3)
    return 100 - points if reverse else points


def enough(scores: list[pd.Series], least: float) -> pd.Series:
    """Mean of the scores that are there, when there are at least so many."""
    frame = pd.concat(scores, axis=1)
    return frame.mean(axis=1).where(frame.notna().sum(axis=1) >= least)


def shares(wave: Wave) -> dict[str, float]:
    two = {
        "TRUST_PRESIDENT": ("C01a", 4), "TRUST_POLICE": ("C01g", 4), "POLICY_SUPPORT": ("P01", 4),
        "INFORMED_TIMELY": ("I01", 4), "REL_LOCAL": ("D01a", 5), "SAFETY": ("D06", 4), "IDENTITY_PRIDE": ("F02", 4),
        "AWARE_COUNCIL": ("M01c", 4),
    }  # fmt: skip
    found = {
        name: 100 * wave.mean((wave.codes(item) <= 2).astype(float), asked(wave, item, top))
        for name, (item, top) in two.items()
    }
    either = wave.codes("D01a").isin([4, 5]) | wave.codes("D01b").isin([4, 5])
    found["NEG_SHARE"] = 100 * wave.mean(either.astype(float), asked(wave, "D01a", 5) & asked(wave, "D01b", 5))
    victim = (wave.codes("G01a") == 1) | (wave.codes("G01b") == 1)
    found["DISCRIM_ETHNIC"] = 100 * wave.mean(victim.astype(float), asked(wave, "G01a", 2) & asked(wave, "G01b", 2))
    answered = wave.mentions("B03", [*range(1, 15), 96, DK, REF])
    found["SALIENCE"] = 100 * wave.mean(wave.mentions("B03", [11, 12, 13]).astype(float), answered)
    moves = wave.codes("R01").isin([2, 3, 4])
    told = wave.mentions("R02", [*range(1, 9), 96, DK, REF])
    over = moves & wave.mentions("R02", [5, 6, 7])
    found["MIGRATION_ETHNIC"] = 100 * wave.mean(over.astype(float), asked(wave, "R01", 4) & (~moves | told))
    return found


def balances_and_means(wave: Wave) -> dict[str, float]:
    change, version, count = wave.codes("D02"), wave.codes("H13"), wave.codes("G07")
    count = count.where(count <= 3 + version)
    return {
        "REL_CHANGE": 100 * wave.mean((change <= 2) * 1.0 - change.isin([4, 5]) * 1.0, asked(wave, "D02", 5)),
        "TRUST_PEOPLE": wave.mean(wave.codes("B05").where(wave.codes("B05") <= 10)),
        "TRUST_LISTEXP": 100 * (wave.mean(count, version == 2) - wave.mean(count, version == 1)),
    }


def closeness(wave: Wave) -> pd.Series:
    groups = dict(zip("abcdefghi", (1, 2, 3, 4, 5, 6, 7, 8, 12), strict=True))
    own = wave.codes("Z02")
    items = pd.concat([score(wave, f"E04{row}", 7).where(own != group) for row, group in groups.items()], axis=1)
    return items.mean(axis=1).where(items.notna().sum(axis=1) >= (9 - own.isin(groups.values())) / 2)


def knowledge(wave: Wave) -> pd.Series:
    late = pd.to_datetime(wave.raw["H10"], dayfirst=True) >= pd.Timestamp("2018-03-06")
    items = [score(wave, f"I02{row}", 3).where(late | (row != "c")) for row in "abcde"]
    return enough(items, 3.5).fillna(enough(items, 3).where(~late)) - score(wave, "I02f", 3)


def contact(wave: Wave) -> pd.Series:
    codes = pd.concat([wave.codes(f"E01{row}") for row in "abcd"], axis=1)
    items = pd.concat([score(wave, f"E01{row}", 5) for row in "abcd"], axis=1)
    applicable = (codes != NA).sum(axis=1)
    return items.mean(axis=1).where(items.notna().sum(axis=1) * 3 >= applicable * 2)


def scores(wave: Wave) -> dict[str, pd.Series]:
    found = {
        "TRUST_STATE": enough([score(wave, f"C01{row}", 4) for row in "abcdefgh"], 6),
        "FAIRNESS": enough(
            [
                score(wave, "D07a", 5),
                score(wave, "D07d", 5, reverse=True),
                score(wave, "D07g", 5),
                score(wave, "P04", 4),
            ],
            3,
        ),
        "SOC_DISTANCE": closeness(wave),
        "DIVERSITY": enough([score(wave, "D07b", 5), score(wave, "D07c", 5)], 2),
        "THREAT": enough([score(wave, "D07e", 5, reverse=True), score(wave, "D07f", 5, reverse=True)], 2),
        "INFORMED_KNOWLEDGE": knowledge(wave),
        "CONTACT_FREQ": contact(wave),
        "MARRIAGE": score(wave, "E05", 5),
    }
    return found | index(wave, found)


def index(wave: Wave, found: dict[str, pd.Series]) -> dict[str, pd.Series]:
    language, ethnic = given(wave, "G01b", 2), given(wave, "G01a", 2)
    happened = ((language == 1) | (ethnic == 1)) & asked(wave, "G01a", 2) & asked(wave, "G01b", 2)
    peace = pd.Series(np.where(happened, 0.0, np.where(language.notna() & ethnic.notna(), 100.0, np.nan)))
    seen = given(wave, "G04", 4).map({1: 100, 2: 67, 3: 33, 4: 0})
    dimensions = {
        "ISI_D1": enough([score(wave, "D01a", 5), score(wave, "D01b", 5), score(wave, "D02", 5)], 2),
        "ISI_D2": enough([found["TRUST_STATE"], found["FAIRNESS"]], 2),
        "ISI_D3": enough([found["SOC_DISTANCE"], found["DIVERSITY"], found["THREAT"]], 2),
        "ISI_D4": enough([score(wave, "D04", 4), peace, seen], 2),
        "ISI_D5": enough([score(wave, "D06", 4), score(wave, "B04", 4), score(wave, "D03", 3)], 2),
        "ISI_D6": enough([score(wave, "P01", 4), score(wave, "F02", 4), score(wave, "I01", 4)], 2),
    }
    return dimensions | {"ISI": enough(list(dimensions.values()), 5)}


def test_shares_balances_and_means_again(wave: Wave) -> None:
    """Fifteen indicators from the raw codes of the file."""
    again = shares(wave) | balances_and_means(wave)
    assert len(again) == 15
    assert_allclose([wave.table.row(name).estimate for name in again], list(again.values()))


def test_scores_and_the_index_again(wave: Wave) -> None:
    """Eight scores, six dimensions and the index, for the region and for a unit."""
    again = scores(wave)
    assert len(again) == 15
    here = wave.codes("H04") == 7
    for name, values in again.items():
        assert wave.table.row(name).estimate == pytest.approx(wave.mean(values)), name
        assert wave.table.row(name, "unit", "7").estimate == pytest.approx(wave.mean(values, here)), name
        assert wave.table.row(name).n == values.notna().sum(), name


def test_the_error_of_a_share_again(wave: Wave, shipped: Indicators) -> None:
    """Before raking: squared deviations of PSU totals of the linearised share, stratum by stratum."""
    drawn = make_sample(wave.sample.data, Design(strata="H04", psu="H07", weight="base_weight"))
    weights = pd.to_numeric(wave.raw["base_weight"].str.replace(",", "."))
    base = asked(wave, "D01a", 5)
    y = (wave.codes("D01a") <= 2).astype(float)
    p = (weights * y)[base].sum() / weights[base].sum()
    z = (weights * (y - p)).where(base, 0.0) / weights[base].sum()
    totals = z.groupby([wave.raw["H04"], wave.raw["H07"]]).sum()
    variance = sum(
        len(psus) / (len(psus) - 1) * ((psus - psus.mean()) ** 2).sum() for _, psus in totals.groupby(level=0)
    )
    row = compute(shipped, drawn, domains=[]).row("REL_LOCAL")
    assert row.se == pytest.approx(100 * float(np.sqrt(variance)))
    assert row.df == len(totals) - 19


def test_the_geometric_mean_has_the_error_of_the_delta_method(wave: Wave, shipped: Indicators) -> None:
    """Gradient and covariance of six means under raked weights, in every group."""
    people = Respondents(shipped, wave.sample)
    dimensions = {f"ISI_D{k}": people.column(f"ISI_D{k}").value for k in range(1, 7)}
    for domain, n_levels in (("ethnic_group", 5), ("urban", 2)):
        found = mean(wave.sample, dimensions, by=domain)
        values = found.estimate.reshape(6, n_levels)
        geometric = np.prod(values, axis=0) ** (1 / 6)
        rows = wave.table.of("ISI_GEO", domain).to_frame()
        assert_allclose(rows["estimate"], geometric)
        for level in range(n_levels):
            gradient = np.zeros((6, n_levels))
            gradient[:, level] = geometric[level] / (6 * values[:, level])
            variance = gradient.ravel() @ found.covariance() @ gradient.ravel()
            assert rows["se"].iloc[level] == pytest.approx(float(np.sqrt(variance)))


def test_the_list_experiment_has_the_error_of_the_contrast(wave: Wave) -> None:
    """Version 2 minus version 1, minus the direct question, with their covariances."""
    count, version = wave.sample.values("G07"), wave.sample.values("H13")
    direct = wave.sample.values("C01e") >= 3
    base = wave.sample.reason("C01e") <= 2
    columns = {
        "two": np.where(version == 2, count, np.nan),
        "one": np.where(version == 1, count, np.nan),
        "direct": np.where(base, direct, np.nan),
    }
    found = contrast(mean(wave.sample, columns), {"list": [1, -1, 0], "gap": [1, -1, -1]})
    rows = [wave.table.row(name) for name in ("TRUST_LISTEXP", "TRUST_LISTEXP_GAP")]
    assert_allclose([row.estimate for row in rows], 100 * found.estimate)
    assert_allclose([row.se for row in rows], 100 * found.se)


def test_the_gap_has_the_error_of_the_contrast(wave: Wave, shipped: Indicators) -> None:
    """Uyghurs minus everybody: the two means are far from independent."""
    value = Respondents(shipped, wave.sample).column("ISI").value
    uyghurs = np.where(wave.sample.values("ethnic_group") == 3, value, np.nan)
    found = contrast(mean(wave.sample, {"group": uyghurs, "region": value}), {"gap": [1, -1]})
    row = wave.table.row("ISI_GAP", "ethnic_group", "uyghur")
    assert (row.estimate, row.se) == pytest.approx((found.estimate[0], found.se[0]))


def test_the_whole_table_is_sound(wave: Wave, shipped: Indicators) -> None:
    """Every indicator in every domain, limits around estimates, probabilities that add up, known words only."""
    frame = wave.table.to_frame()
    assert wave.table.wave == "2018Q1"
    everywhere = sum(one.domains is None for one in shipped)
    assert (frame.groupby("domain")["indicator"].nunique() >= everywhere).all()
    assert (frame["domain"] == "unit").sum() == 19 * everywhere
    limited = frame.dropna(subset=["ci_low"])
    assert (limited["ci_low"] <= limited["estimate"] + 1e-9).all()
    assert (limited["ci_high"] >= limited["estimate"] - 1e-9).all()
    judged = frame.dropna(subset=["p_stable"])
    assert_allclose(judged[["p_stable", "p_tension", "p_negative"]].sum(axis=1), 1)
    assert np.isfinite(frame.loc[frame["n"] > 0, "n_eff"]).all()
    assert set(frame["publish"]) <= {"ok", "low", "hidden"}
    known = {
        "thin", "edge", "norm", "veto", "empty", "one_psu", "lonely", "split", "alert", "unreached", "newest", "one_place",
    }  # fmt: skip
    assert {code for note in frame["note"] for code in note.split(";")} <= known | {""}


def test_a_small_group_gets_no_status(wave: Wave) -> None:
    """Whatever the probabilities: fewer than 30 interviews, 100 in an ethnic group, or 3 PSUs; and only they."""
    frame = wave.table.to_frame().query("status == status")
    least = np.where(frame["domain"] == "ethnic_group", 100, 30)
    few = (frame["n"] < least) | (frame["n_psus"] < 3)
    assert few.sum() > 50
    assert ((frame["status"] == "insufficient_data") == few).all()


def test_rank_ranges_of_units(wave: Wave) -> None:
    """Nineteen units, ranks 1 to 19, each within its range."""
    ranks = wave.table.ranks
    assert (ranks["indicator"] == "ISI").all()
    assert sorted(ranks["rank"]) == list(range(1, 20))
    assert (ranks["rank_low"] <= ranks["rank"]).all()
    assert (ranks["rank"] <= ranks["rank_high"]).all()


def test_target_groups_and_gaps_stay_where_they_belong(wave: Wave) -> None:
    """Closeness to a group for the region only, the gap for ethnic groups only."""
    frame = wave.table.to_frame()

    def where(start: str) -> set[str]:
        return set(frame.loc[frame["indicator"].str.startswith(start), "domain"])

    assert where("SOC_DISTANCE_") == {"region"}
    assert where("ISI_GAP") == {"ethnic_group"}
    assert where("TRUST_LISTEXP") == {"region", "urban", "language"}
