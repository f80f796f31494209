"""Crossed domains: their cells, margins, rules and names."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from tests.indicators.conftest import HEAD, NAMES, Draw, MakeIndicators, MakeSample

from survey.arrays import AnyFloats, Floats
from survey.design import Sample
from survey.errors import IndicatorError, QuestionnaireError
from survey.estimation import mean
from survey.indicators import Indicators, compare_waves, compute, read_indicators
from survey.indicators.areas import area
from survey.indicators.crossings import domain_text, level_texts, with_crossings
from survey.indicators.definitions_file import FILE
from survey.indicators.publication import public_frame
from survey.indicators.respondents import Respondents
from survey.indicators.rule_constants import StatusRule
from survey.indicators.window_waves import WINDOW
from survey.questionnaire import Questionnaire
from survey.weighting import combine

CROSSING = "sex x unit"
SHARE = f'- {{id: SHARE, {NAMES}, class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"}}'


def values(indicators: Indicators, sample: Sample, name: str) -> dict[str, AnyFloats]:
    return {name: Respondents(indicators, sample).column(name).value}


def read(folder: Path, form: Questionnaire, domains: str, rule: str = "", indicator: str = "") -> Indicators:
    """Indicators of a file with these domains."""
    head = HEAD.replace("domains: [sex]", f"{rule}domains: {domains}")
    body = f'  - {{id: SHARE, {NAMES}, class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"{indicator}}}\n'
    (folder / FILE).write_text(head + body, encoding="utf-8")
    return read_indicators(folder / FILE, form)


def codes(folder: Path, form: Questionnaire, domains: str, rule: str = "", indicator: str = "") -> list[str]:
    with pytest.raises(QuestionnaireError) as caught:
        read(folder, form, domains, rule, indicator)
    return [one.code for one in caught.value.complaints]


@pytest.mark.parametrize("name", ["MAIN", "SCORE"])
def test_a_crossed_domain_is_a_crossed_mean(defined: Indicators, draw: Draw, name: str) -> None:
    """Estimate, standard error, degrees of freedom and design effect of ``survey.mean`` with ``by`` of both groupings."""
    sample = draw(1, raked=True)
    table = compute(defined, sample, domains=["sex", ("sex", "unit")])
    expected = mean(sample, values(defined, sample, name), by=["sex", "unit"])
    own = table.of(name, CROSSING).frame
    assert own["level"].tolist() == list(area(sample, CROSSING).levels)
    assert len(own) == 2 * len(sample.categories("unit").ids)
    for column in ("estimate", "n_eff", "deff"):
        np.testing.assert_allclose(own[column].to_numpy(float), getattr(expected, column), rtol=1e-10)
    seen = expected.df >= 1
    assert seen.sum() == 8
    np.testing.assert_allclose(own["se"].to_numpy(float)[seen], expected.se[seen], rtol=1e-10)


def test_margins_are_recovered_by_the_weights(defined: Indicators, draw: Draw) -> None:
    """The weighted mean of the cells of a row is the mean of the row; interviews add up."""
    sample = draw(2)
    table = compute(defined, sample, domains=["sex", "unit", ("sex", "unit")])
    cells = mean(sample, values(defined, sample, "SCORE"), by=["sex", "unit"])
    weight = cells.weight.reshape(2, -1)
    frame = table.of("SCORE", CROSSING).frame
    estimate = np.nan_to_num(frame["estimate"].to_numpy(float)).reshape(2, -1)
    n = frame["n"].to_numpy(int).reshape(2, -1)
    for axis, margin in ((1, "sex"), (0, "unit")):
        with np.errstate(invalid="ignore"):
            found = (weight * estimate).sum(axis=axis) / weight.sum(axis=axis)
        own = table.of("SCORE", margin).frame
        np.testing.assert_allclose(own["estimate"].to_numpy(float), found, rtol=1e-10)
        assert own["n"].tolist() == n.sum(axis=axis).tolist()


def test_gaps_and_the_change_of_a_crossing(defined: Indicators, draw: Draw) -> None:
    """A crossing has every number a grouping has."""
    now, before = (compute(defined, draw(seed), domains=[("sex", "unit")], wave=str(seed)) for seed in (1, 2))
    cell = "1 x 1"
    gap = now.row("GAPS", CROSSING, cell)
    assert gap.estimate == pytest.approx(now.row("SCORE", CROSSING, cell).estimate - now.row("SCORE").estimate)
    changes = compare_waves(now, before, domains=[CROSSING])
    row = changes.row("SCORE", CROSSING, cell)
    difference = now.row("SCORE", CROSSING, cell).estimate - before.row("SCORE", CROSSING, cell).estimate
    assert row.change == pytest.approx(difference) or row.note


def test_both_ways_of_writing_a_crossing(tmp_path: Path, form: Questionnaire) -> None:
    """A list of groupings, or their ids with an x between."""
    for written in ("[sex, [sex, age4]]", "[sex, sex x age4]"):
        assert read(tmp_path, form, written).domains == ("region", "sex", "sex x age4")


def test_crossings_of_indicators_and_windows(tmp_path: Path, form: Questionnaire) -> None:
    """Where a grouping may be named a crossing may be."""
    rule = "status_rule: {window: {quarters: 4, domains: [[sex, age4]]}, least_n_in: {sex x age4: 40}}\n"
    found = read(tmp_path, form, "[sex, [sex, age4]]", rule, ", domains: [region, [sex, age4]]")
    assert found.status_rule.pooled == ("sex x age4",)
    assert found.status_rule.least("sex x age4") == 40
    assert found["SHARE"].domains == ("region", "sex x age4")


@pytest.mark.parametrize(
    ("domains", "indicator", "code"),
    [
        ("[[sex, age5]]", "", "I018"),
        ("[[sex, region]]", "", "I018"),
        ("[[sex, sex]]", "", "D024"),
        ("[sex x sex]", "", "I043"),
        ("[[sex, age4], [age4, sex]]", "", "I042"),
        ("[sex]", ", domains: [[sex, age4]]", "I044"),
        ("[[sex, age4]]", ", domains: [[age4, sex]]", "I044"),
        ("[[sex]]", "", "D023"),
    ],
)
def test_crossings_that_are_refused(
    tmp_path: Path, form: Questionnaire, domains: str, indicator: str, code: str
) -> None:
    """Nothing that is named is silently left out."""
    assert codes(tmp_path, form, domains, "", indicator) == [code]


def test_crossings_that_compute_refuses(defined: Indicators, draw: Draw) -> None:
    """A grouping that does not exist, and one crossed with itself."""
    for domain, code in ((("sex", "nothing"), "I005"), (("sex", "sex"), "I041")):
        with pytest.raises(IndicatorError) as caught:
            compute(defined, draw(1), domains=[domain])
        assert caught.value.code == code


def test_a_crossing_follows_the_rules_of_its_groupings() -> None:
    """Its cells are smaller than the categories they are made of."""
    rule = StatusRule(least_n=30, least_n_in=(("ethnic_group", 50), ("sex x age4", 20)), pooled=("unit",))
    assert rule.least("sex x ethnic_group") == 50
    assert rule.least("sex x unit") == 30
    assert rule.least("sex x age4") == 20
    assert with_crossings(rule, ["sex", "sex x unit", "sex x age4"]).pooled == ("unit", "sex x unit")


def test_a_hidden_cell_does_not_follow_from_the_margins(people: MakeSample, define: MakeIndicators) -> None:
    """Eight young men among 408 people: three cells would give the fourth away, so all are hidden or a margin is."""
    sizes = {(1, 20): 8, (1, 40): 150, (2, 20): 100, (2, 40): 150}
    cells = [cell for cell, n in sizes.items() for _ in range(n)]
    chance = np.random.default_rng(3)
    sample = people(
        Z01=[sex for sex, _ in cells], S03=[age for _, age in cells], C01a=chance.choice([1, 4], len(cells)).tolist()
    )
    frame = compute(define(SHARE), sample, domains=["sex", "age4", ("sex", "age4")], wave="t").to_frame()
    filled = frame[frame["n"] > 0]
    shown = filled[filled["publish"] != "hidden"]
    assert set(filled["level"]) >= {"1 x 18-29", "2 x 30-44"}
    ages = np.array(["18-29" if age == 20 else "30-44" for _, age in cells])
    sexes = np.array([str(sex) for sex, _ in cells])

    def members(domain: str, level: str) -> Floats:
        names = dict(zip(domain.split(" x "), level.split(" x "), strict=True))
        inside = np.ones(len(cells), bool)
        for name, own in (("sex", sexes), ("age4", ages)):
            inside &= own == names[name] if name in names else True
        return inside.astype(float)

    published = np.column_stack([members(*pair) for pair in zip(shown["domain"], shown["level"], strict=True)])
    small = members("sex x age4", "1 x 18-29")
    assert small.sum() == 8
    together = np.column_stack([published, small])
    assert np.linalg.matrix_rank(together) == np.linalg.matrix_rank(published) + 1
    public = public_frame(frame)
    assert public.loc[public["level"] == "1 x 18-29", "n"].isna().all()


def test_labels_in_each_language(form: Questionnaire, shipped: Indicators, draw: Draw) -> None:
    """Wordings of the groupings and of their categories side by side."""
    assert (
        domain_text(form, "sex x age4")["ru"]
        == f"{form.groupings['sex'].text['ru']} × {form.groupings['age4'].text['ru']}"
    )
    for language in form.languages:
        first, second = (form.groupings[name].categories[0] for name in ("sex", "age4"))
        found = level_texts(form, "sex x age4")[f"{first.id} x {second.id}"]
        assert found[language] == f"{first.text[language]} × {second.text[language]}"


def test_a_table_with_labels(defined: Indicators, draw: Draw, form: Questionnaire) -> None:
    """Three columns more; the region has no name in the questionnaire."""
    table = compute(defined, draw(1), domains=[("sex", "unit")])
    plain, named = table.to_frame(), table.to_frame(labels="kk")
    assert [name for name in named if name not in plain] == ["indicator_label", "domain_label", "level_label"]
    region = named["domain"] == "region"
    assert (named.loc[region, "level_label"] == "").all()
    assert named.loc[~region, "level_label"].str.contains(" × ").all()
    assert (named["indicator_label"] == "Көрсеткіш").all()


def test_a_crossing_of_a_window(defined: Indicators, draw: Draw) -> None:
    """It is estimated from all quarters when one of its groupings is, and from the newest one otherwise."""
    first, second = draw(1), draw(2, range(5, 10))
    window = combine({"2018Q1": first, "2018Q2": second}, name=WINDOW, psus="shared", weights="equal")
    pooled = dataclasses.replace(defined, status_rule=dataclasses.replace(defined.status_rule, pooled=("unit",)))
    domains = ["unit", ("sex", "unit")]
    for indicators, sample in ((pooled, window), (defined, second)):
        table = compute(indicators, second, domains=domains, window=window)
        expected = mean(sample, values(defined, sample, "SCORE"), by=["sex", "unit"]).estimate
        np.testing.assert_allclose(table.of("SCORE", CROSSING).frame["estimate"].to_numpy(float), expected, rtol=1e-10)
    newest = compute(pooled, second, domains=domains, window=window).newest
    assert newest is not None
    assert list(dict.fromkeys(newest.frame["domain"])) == ["region", "unit", CROSSING]


@pytest.mark.parametrize("domain", ["ethnic_group", "unit x ethnic_group"])
def test_ethnic_groups_are_not_ranked_in_a_crossing_either(tmp_path: Path, form: Questionnaire, domain: str) -> None:
    """Their order would depend on the unit, and still be one."""
    ranks = f", ranks: {{domain: {domain}, draws: 10, seed: 1}}"
    assert codes(tmp_path, form, "[ethnic_group, [unit, ethnic_group]]", "", ranks) == ["I019"]
