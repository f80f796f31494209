"""Every class of formula on a handful of interviews, by hand."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from survey.design import Design, Sample
from survey.errors import IndicatorError
from survey.indicators import IndicatorRow, Indicators, compute
from survey.indicators.respondents import Respondents
from survey.questionnaire import BatteryRow

MakeSample = Callable[..., Sample]
MakeIndicators = Callable[[str], Indicators]

BORDERS = 'thresholds: {stable: 60, negative: 40, version: "1", date: 2018-01-08, state: default}'


def only(define: MakeIndicators, body: str, sample: Sample) -> IndicatorRow:
    """The regional row of a single indicator A."""
    return compute(define(f"- {{id: A, NAMES, {body}}}"), sample, domains=[]).row("A")


# Shares


def test_a_share_with_what_stands_beside_it(define: MakeIndicators, people: MakeSample) -> None:
    """Weights 1 1 2 | 1 don't know | 1 refused; not applicable and not recorded, of weight 5 each, are out.

    Positive 2 of 6; valid 2 of 4; don't know and refused 1 of 6 each.
    """
    sample = people(weight=[1, 1, 2, 1, 1, 5, 5], C01a=[1, 2, 3, "dk", "ref", "na", None])
    row = only(define, 'class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"', sample)
    numbers = (row.estimate, row.share_valid, row.bound_low, row.bound_high, row.share_dk, row.share_refused)
    assert_allclose(numbers, [100 / 3, 50, 100 / 3, 200 / 3, 100 / 6, 100 / 6])
    assert (row.n, row.n_cases, row.unit, row.status) == (5, 2, "percent", None)


def test_the_error_of_a_share_is_that_of_its_asked_base(define: MakeIndicators, people: MakeSample) -> None:
    """Ones and zeros 1 0 0 0 of four interviews drawn at random: sqrt(3/16 / 3)."""
    sample = people(C01a=[1, 4, "dk", "ref"])
    row = only(define, 'class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"', sample)
    assert row.se == pytest.approx(100 * np.sqrt(3 / 16 / 3))
    assert (row.df, row.deff) == pytest.approx((3, 1))


def test_any_of_two_items(define: MakeIndicators, people: MakeSample) -> None:
    """NEG_SHARE: bad twice, bad once, bad and don't know, don't know and good, good twice."""
    sample = people(D01a=[4, 5, 4, "dk", 1], D01b=[5, 1, "dk", 2, 2])
    row = only(define, 'class: PREV, numerator: "D01a in [4, 5] or D01b in [4, 5]", polarity: "0"', sample)
    assert (row.estimate, row.share_valid, row.share_dk) == pytest.approx((60, 75, 20))


def test_a_follow_up_keeps_those_who_were_not_asked_it(define: MakeIndicators, people: MakeSample) -> None:
    """MIGRATION_ETHNIC: stays; leaves for work; leaves over language; will not say why; does not know; reason lost."""
    sample = people(R01=[1, 3, 4, 2, "dk", 3], R02=["skip", {1}, {1, 6}, "ref", "skip", None])
    body = 'class: PREV, numerator: "R01 >= 2 and has(R02, 5, 6, 7)", asked: [R01], polarity: "0"'
    row = only(define, body, sample)
    assert (row.n, row.n_cases) == (5, 1)
    assert (row.estimate, row.share_dk, row.share_refused) == pytest.approx((20, 20, 20))


def test_a_filtered_question_has_those_asked_as_base(define: MakeIndicators, people: MakeSample) -> None:
    """DISCRIM_REPORTED: two victims, one of them reported it."""
    row = only(define, 'class: SHARE, numerator: "G03 in [1, 2]", polarity: "0"', people(G03=[1, 4, "skip", "skip"]))
    assert (row.estimate, row.n) == (50, 2)


def test_a_multiple_choice(define: MakeIndicators, people: MakeSample) -> None:
    """SALIENCE: one of 11, 12, 13 mentioned; not mentioned; don't know."""
    sample = people(B03=[{1, 11}, {13}, {2}, "dk"])
    assert only(define, 'class: PREV, numerator: "has(B03, 11, 12, 13)", polarity: "0"', sample).estimate == 50


def test_a_net_balance(define: MakeIndicators, people: MakeSample) -> None:
    """Two good, one bad, one middling, one don't know: 100 (2 - 1) / 5; its error is that of 1 1 -1 0 0."""
    sample = people(P02=[1, 2, 4, 3, "dk"])
    row = only(define, 'class: NET, positive: "P02 in [1, 2]", negative: "P02 in [4, 5]", polarity: "0"', sample)
    assert (row.estimate, row.share_valid, row.bound_low, row.bound_high) == pytest.approx((20, 25, 0, 40))
    assert row.se == pytest.approx(100 * np.std([1, 1, -1, 0, 0], ddof=1) / np.sqrt(5))
    assert row.unit == "pp"


# Scores


def test_trust_in_state_structures_needs_six_of_eight(define: MakeIndicators, people: MakeSample) -> None:
    """Six answers 'rather trust' are 66.667; five are nothing."""
    items = {f"C01{row}": [2, 2] for row in "abcde"} | {"C01f": [2, "dk"], "C01g": ["dk", "dk"], "C01h": [None, "ref"]}
    body = f'class: SCORE, items: [{", ".join(items)}], at_least: 6, polarity: "0"'
    row = only(define, body, people(**items))
    assert (row.estimate, row.n) == pytest.approx((66.667, 1))
    assert (row.share_dk, row.share_refused) == (0, 50)


def test_share_of_those_who_trust_on_the_whole(define: MakeIndicators, people: MakeSample) -> None:
    """Means 66.667, exactly 50 as meant (100, 66.667, 4 x 33.333), 0; too few answers stay in the base."""
    rows = [[2, 1, 4, 2], [2, 2, 4, 2], [2, 3, 4, 2], [2, 3, 4, 2], [2, 3, 4, 2], [2, 3, 4, "dk"]]
    items = {f"C01{row}": cells for row, cells in zip("abcdef", rows, strict=True)}
    indicators = define(f"""\
        - {{id: A, NAMES, class: SHARE, score: B, reaches: 50, polarity: "0"}}
        - {{id: B, NAMES, class: SCORE, items: [{", ".join(items)}], at_least: 6, polarity: "0"}}
    """)
    row = compute(indicators, people(**items), domains=[]).row("A")
    assert (row.estimate, row.share_valid, row.share_dk) == pytest.approx((50, 200 / 3, 25))


def test_reversed_items_are_turned_and_three_of_four_suffice(define: MakeIndicators, people: MakeSample) -> None:
    """FAIRNESS: fully agrees (100), fully agrees with undue advantages (0), fully agrees (100), don't know."""
    sample = people(D07a=[1, 1], D07d=[1, 1], D07g=[1, "dk"], P04=["dk", "dk"])
    row = only(define, 'class: SCORE, items: [D07a, D07d, D07g, P04], at_least: 3, polarity: "0"', sample)
    assert (row.estimate, row.n) == pytest.approx((200 / 3, 1))


def test_a_reversed_row_of_a_scale_is_turned(shipped: Indicators, people: MakeSample) -> None:
    """B02 from 0 to 10, asked the other way round: 2 scores 80, 10 scores 0."""
    scale = shipped.form.variable("B02")
    row = replace(scale, row=BatteryRow("B02", scale.text, reverse=True))
    score, applicable, _ = Respondents(shipped, people(B02=[2, 10, "dk"])).question(row, row.scores)
    assert (score[:2].tolist(), np.isnan(score[2]), applicable.tolist()) == ([80, 0], True, [True, True, True])


def test_what_does_not_apply_is_no_item(define: MakeIndicators, people: MakeSample) -> None:
    """CONTACT_FREQ: daily with neighbours (100), never among friends (0), neither work nor relatives (97)."""
    sample = people(E01a=[1], E01b=["na"], E01c=[5], E01d=["na"])
    assert only(define, 'class: SCORE, items: [E01a, E01b, E01c, E01d], polarity: "0"', sample).estimate == 50


def test_the_own_group_is_masked(define: MakeIndicators, people: MakeSample) -> None:
    """SOC_DISTANCE: a Kazakh answers 'not into the country' about Kazakhs and 'family' about all others."""
    items = {f"E04{row}": [1, 1, 1] for row in "bcdefghi"} | {"E04a": [7, 7, 7]}
    sample = people(Z02=[1, 2, "ref"], **items)
    body = f'class: SCORE, items: [{", ".join(sorted(items))}], at_least: 1/2, polarity: "0"'
    assert only(define, body, sample.where("Z02 == 1")).estimate == 100
    assert only(define, body, sample.where("Z02 == 2")).estimate == pytest.approx(700 / 8)
    assert only(define, body, sample.where("refused(Z02)")).estimate == pytest.approx(800 / 9)


def test_closeness_needs_half_of_the_other_groups(define: MakeIndicators, people: MakeSample) -> None:
    """A Russian: eight items apply; four answers are enough, three are not, the own one never counts."""
    answers = {f"E04{row}": [1, 1] for row in "acd"} | {"E04b": [1, 1], "E04e": [1, "dk"]}
    blanks = {f"E04{row}": ["dk", "dk"] for row in "fghi"}
    sample = people(Z02=[2, 2], **answers, **blanks)
    body = f'class: SCORE, items: [{", ".join(f"E04{row}" for row in "abcdefghi")}], at_least: 1/2, polarity: "0"'
    assert only(define, body, sample).n == 1


def test_knowledge_is_corrected_by_the_invented_title(define: MakeIndicators, people: MakeSample) -> None:
    """All five well known (100), the invented one heard of (50); none known, the invented one well known."""
    items = {f"I02{row}": [1, 3] for row in "abcde"}
    sample = people(H10=["2018-03-20", "2018-03-20"], I02f=[2, 1], **items)
    body = f'class: SCORE, items: [{", ".join(items)}], minus: I02f, polarity: "0"'
    row = only(define, body, sample)
    assert row.estimate == pytest.approx((50 - 100) / 2)
    assert row.ci_low == -100


def test_a_programme_is_no_item_before_its_day(define: MakeIndicators, people: MakeSample) -> None:
    """I02c dates from 6 March 2018: the day before, 'first time I hear' of it counts nothing."""
    items = {f"I02{row}": [1, 1] for row in "abde"} | {"I02c": [3, 3]}
    sample = people(H10=["2018-03-05", "2018-03-06"], **items)
    body = f'class: SCORE, items: [{", ".join(sorted(items))}], polarity: "0"'
    assert only(define, body, sample.where("H10 == '2018-03-05'")).estimate == 100
    assert only(define, body, sample.where("H10 == '2018-03-06'")).estimate == 80


def test_a_mean_of_a_scale_keeps_the_scale(define: MakeIndicators, people: MakeSample) -> None:
    """0, 5 and 10; don't know is no answer."""
    row = only(define, 'class: MEAN010, item: C02, polarity: "0"', people(C02=[0, 5, 10, "dk"]))
    assert (row.estimate, row.n, row.unit, row.share_dk) == (5, 3, "scale10", 25)


# List experiment


def test_a_list_experiment_is_a_difference_of_means(define: MakeIndicators, people: MakeSample) -> None:
    """Version 1: 1 and 2; version 2: 2 and 2. Half agree.

    Influence of a count: 2 (y - mean), so 1, -1, 0, 0; the variance of the mean of four is 4/3 x 2/16.
    """
    row = only(define, 'class: LISTEXP, item: G07, polarity: "0"', people(H13=[1, 1, 2, 2], G07=[1, 2, 2, 2]))
    assert row.estimate == pytest.approx(50)
    assert row.se == pytest.approx(100 * np.sqrt(4 / 3 * 2 / 16))
    assert (row.n, row.unit) == (4, "percent")


def test_the_gap_to_the_direct_question(define: MakeIndicators, people: MakeSample) -> None:
    """Half by the list, a quarter when asked openly."""
    sample = people(H13=[1, 1, 2, 2], G07=[1, 2, 2, 2], C01e=[1, 3, 2, "dk"])
    row = only(define, 'class: LISTEXP, item: G07, direct: "C01e in [3, 4]", polarity: "0"', sample)
    assert row.estimate == pytest.approx(25)
    assert row.unit == "pp"


def test_versions_that_follow_the_language_are_noted(define: MakeIndicators, people: MakeSample) -> None:
    """All Kazakh interviews got version 1, all Russian ones version 2: the difference is one of languages."""
    answers = {"G07": [1, 2] * 20, "O03": [1] * 20 + [2] * 20}
    body = 'class: LISTEXP, item: G07, polarity: "0"'
    assert "split" in only(define, body, people(H13=[1] * 20 + [2] * 20, **answers)).notes
    assert "split" not in only(define, body, people(H13=[1, 1, 2, 2] * 10, **answers)).notes


# The index

MODEL = {
    "D01a": 1, "D01b": 2, "D02": 3,
    **{f"C01{row}": 2 for row in "abcdefgh"}, "D07a": 2, "D07d": 2, "D07g": 3, "P04": 1,
    **{f"E04{row}": 3 for row in "abcdefghi"}, "Z02": 3, "D07b": 1, "D07c": 1, "D07e": 4, "D07f": 4,
    "D04": 1, "G01a": 2, "G01b": 2, "G04": 2,
    "D06": 2, "B04": 1, "D03": 2,
    "P01": 1, "F02": 2, "I01": 1,
}  # fmt: skip
DIMENSIONS = [75, (66.667 + 62.5) / 2, (66.667 + 100 + 75) / 3, 89, (66.667 + 100 + 50) / 3, (100 + 66.667 + 100) / 3]


def index_of(shipped: Indicators, people: MakeSample, **changes: object) -> list[float]:
    """Six dimensions, the index and the geometric mean of one person."""
    answers = MODEL | changes
    table = compute(shipped, people(**{name: [answer] for name, answer in answers.items()}), domains=[])
    return [table.row(name).estimate for name in (*(f"ISI_D{k}" for k in range(1, 7)), "ISI", "ISI_GEO")]


def test_the_index_of_one_person(shipped: Indicators, people: MakeSample) -> None:
    """Dimensions from the answers, their mean, their geometric mean."""
    found = index_of(shipped, people)
    assert found == pytest.approx([*DIMENSIONS, float(np.mean(DIMENSIONS)), float(np.prod(DIMENSIONS)) ** (1 / 6)])


def test_discrimination_takes_its_part_of_peace_away(shipped: Indicators, people: MakeSample) -> None:
    """100 for no conflict expected, 0 for discrimination, 67 for hearsay; a don't know on one reason leaves two of three."""
    assert index_of(shipped, people, G01b=1)[3] == pytest.approx((100 + 0 + 67) / 3)
    assert index_of(shipped, people, G01b="dk")[3] == pytest.approx((100 + 67) / 2)


def test_five_dimensions_are_enough_and_four_are_not(shipped: Indicators, people: MakeSample) -> None:
    """Without the first; without the first and the sixth."""
    without = index_of(shipped, people, D01a="dk", D01b="dk")
    assert np.isnan(without[0])
    assert without[6] == pytest.approx(np.mean(DIMENSIONS[1:]))
    assert np.isnan(index_of(shipped, people, D01a="dk", D01b="dk", P01="ref", I01="ref")[6])


def test_a_dimension_of_zero_does_not_make_the_geometric_mean_zero(shipped: Indicators, people: MakeSample) -> None:
    """It counts as 1."""
    found = index_of(shipped, people, D01a=5, D01b=5, D02=5)
    assert found[0] == 0
    assert found[7] == pytest.approx(np.prod([1, *DIMENSIONS[1:]]) ** (1 / 6))


def crowd(people: MakeSample, **changes: object) -> Sample:
    """Forty people of one mind in ten PSUs."""
    best = {"P01": 1, "F02": 1, "I01": 1} | dict.fromkeys(("D01a", "D01b", "D02", "D06", "B04", "D03", "D04", "G04"), 1)
    answers = MODEL | best | changes
    psus = [f"{at // 4:02d}" for at in range(40)]
    return people(Design(psu="H07", weight="w"), H07=psus, **{name: [answer] * 40 for name, answer in answers.items()})


def test_a_negative_dimension_vetoes_a_stable_index(shipped: Indicators, people: MakeSample) -> None:
    """Everything well but peace: the mean of 74 would be stable, the veto makes it tension."""
    table = compute(shipped, crowd(people, D04=4, G01a=1, G04=4), domains=[])
    assert table.row("ISI_D4").status == "negative"
    index = table.row("ISI")
    assert (index.status, index.notes, index.p_stable) == ("tension", ("edge", "veto"), 1)


def test_without_a_negative_dimension_nothing_is_vetoed(shipped: Indicators, people: MakeSample) -> None:
    """The same people at peace."""
    index = compute(shipped, crowd(people), domains=[]).row("ISI")
    assert (index.status, index.notes) == ("stable", ("edge",))


def test_the_gap_of_a_group(shipped: Indicators, people: MakeSample) -> None:
    """Three Kazakhs at 100 in the first dimension and one Uyghur at 0: the index differs by a sixth of 100 between them."""
    answers = {name: [answer] * 4 for name, answer in MODEL.items()} | {"Z02": [1, 1, 1, 3]}
    answers |= {name: [1, 1, 1, 5] for name in ("D01a", "D01b", "D02")}
    table = compute(shipped, people(**answers), domains=["ethnic_group"])
    assert table.row("ISI_GAP", "ethnic_group", "kazakh").estimate == pytest.approx(100 / 6 / 4)
    assert table.row("ISI_GAP", "ethnic_group", "uyghur").estimate == pytest.approx(-100 / 6 * 3 / 4)
    assert table.row("ISI_GAP", "ethnic_group", "russian").notes == ("empty",)


# Statuses and edges


def test_a_status_at_the_region(define: MakeIndicators, people: MakeSample) -> None:
    """Eighty of a hundred trust, border 60: certain enough; the three probabilities add up."""
    row = only(
        define, f'class: SHARE, numerator: "C01a in [1, 2]", polarity: "+", {BORDERS}', people(C01a=[1] * 80 + [4] * 20)
    )
    assert (row.status, row.leaning, row.note, row.publish) == ("stable", None, "", "ok")
    assert row.p_stable + row.p_tension + row.p_negative == pytest.approx(1)
    assert row.ci_low < 80 < row.ci_high


def test_a_status_that_depends_on_norms_is_noted(define: MakeIndicators, people: MakeSample) -> None:
    """Polarity 0/+ has a status and says so."""
    row = only(
        define, f'class: SHARE, numerator: "F01 == 1", polarity: "0/+", {BORDERS}', people(F01=[1] * 80 + [4] * 20)
    )
    assert (row.status, row.notes) == ("stable", ("norm",))


def test_few_cases_are_judged_on_the_beta_distribution(define: MakeIndicators, people: MakeSample) -> None:
    """Nine of a hundred."""
    row = only(define, 'class: PREV, numerator: "G04 in [3, 4]", polarity: "0"', people(G04=[3] * 9 + [1] * 91))
    assert (row.n_cases, row.notes) == (9, ("small",))
    assert 4 < row.ci_low < 9 < row.ci_high < 17


def test_nobody_and_everybody(define: MakeIndicators, people: MakeSample) -> None:
    """0 and 100 per cent of forty: no spread, an exact interval on one side, the effective number of the weights."""
    none = only(define, 'class: PREV, numerator: "G04 in [3, 4]", polarity: "0"', people(G04=[1] * 40))
    everybody = only(define, 'class: PREV, numerator: "G04 in [1, 2]", polarity: "0"', people(G04=[1] * 40))
    assert (none.estimate, none.se, none.n_eff, none.notes) == (0, 0, 40, ("edge", "small"))
    assert (none.ci_low, none.ci_high) == pytest.approx((0, 100 * (1 - 0.025 ** (1 / 40))))
    assert (everybody.estimate, everybody.ci_low) == pytest.approx((100, 100 * 0.025 ** (1 / 40)))


def test_weights_do_not_blur_everybody(define: MakeIndicators, people: MakeSample) -> None:
    """Awkward weights must not make 100.00000000000001 of 100."""
    sample = people(weight=[0.1, 0.2, 0.3] * 20, G04=[1] * 60)
    row = only(define, f'class: SHARE, numerator: "G04 == 1", polarity: "+", {BORDERS}', sample)
    assert (row.estimate, row.se, row.status) == (100, 0, "stable")


def test_one_psu_has_no_error(define: MakeIndicators, people: MakeSample) -> None:
    """An estimate without interval, without probabilities, without status."""
    sample = people(Design(psu="H07", weight="w", lonely="certainty"), H07=["1"] * 40, C01a=[1, 4] * 20)
    row = only(define, f'class: SHARE, numerator: "C01a in [1, 2]", polarity: "+", {BORDERS}', sample)
    assert (row.estimate, row.df, row.status, row.notes[0]) == (50, 0, "insufficient_data", "one_psu")
    assert np.isnan([row.se, row.ci_low, row.ci_high, row.p_stable, row.p_tension, row.p_negative]).all()


def test_an_empty_level_has_a_row(define: MakeIndicators, people: MakeSample) -> None:
    """Only women were interviewed."""
    indicators = define(f'- {{id: A, NAMES, class: SHARE, numerator: "C01a in [1, 2]", polarity: "+", {BORDERS}}}')
    table = compute(indicators, people(C01a=[1, 4, 2], Z01=[2, 2, 2]))
    men = table.row("A", "sex", "1")
    assert (men.n, men.note, men.status, men.publish) == (0, "empty", "insufficient_data", "hidden")
    assert np.isnan([men.estimate, men.se, men.ci_low, men.share_valid, men.share_dk, men.p_stable]).all()
    assert table.levels("sex") == ("1", "2")


@pytest.mark.parametrize("answer", ["skip", None, "na"])
def test_a_question_nobody_was_asked(shipped: Indicators, people: MakeSample, answer: str | None) -> None:
    """Every indicator of an empty wave has its rows, and none an estimate."""
    table = compute(shipped, people(**{name: [answer] * 3 for name in (*MODEL, "G07", "C02", "B03")}, Z01=[1, 2, 2]))
    assert set(table.to_frame()["note"]) <= {"empty", "empty;norm"}
    assert table.to_frame()["estimate"].isna().all()
    assert set(table.to_frame()["publish"]) == {"hidden"}


def test_all_answers_missing_are_a_base_of_dont_knows(define: MakeIndicators, people: MakeSample) -> None:
    """A share of 0 among those asked, bounds from 0 to 100, no valid share; a score has no value."""
    row = only(define, 'class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"', people(C01a=["dk"] * 40))
    assert (row.estimate, row.bound_low, row.bound_high, row.share_dk) == (0, 0, 100, 100)
    assert np.isnan(row.share_valid)
    score = only(define, 'class: SCORE, items: [C01a], polarity: "0"', people(C01a=["dk"] * 40))
    assert (score.n, score.note, score.share_dk) == (0, "empty", 100)


def test_a_domain_of_the_sample_is_the_region(define: MakeIndicators, people: MakeSample) -> None:
    """Restricted to women, the men count nothing, here or among the levels."""
    indicators = define('- {id: A, NAMES, class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"}')
    table = compute(indicators, people(C01a=[1, 4, 1, 1], Z01=[1, 1, 2, 2]).where("Z01 == 2"))
    assert (table.row("A").estimate, table.row("A").n, table.row("A", "sex", "1").n) == (100, 2, 0)


def test_any_question_can_be_a_domain(define: MakeIndicators, people: MakeSample) -> None:
    """By education instead of by sex."""
    indicators = define('- {id: A, NAMES, class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"}')
    table = compute(indicators, people(C01a=[1, 4], Z05=[6, 6]), domains=["Z05"])
    assert table.row("A", "Z05", "6").estimate == 50
    assert len(table) == 7


def test_an_unknown_domain(define: MakeIndicators, people: MakeSample) -> None:
    """The nearest name is offered."""
    indicators = define('- {id: A, NAMES, class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"}')
    with pytest.raises(IndicatorError) as caught:
        compute(indicators, people(C01a=[1, 4]), domains=["urbn"])
    assert (caught.value.code, "'urban'" in caught.value.remedy) == ("I005", True)


def test_the_wave_is_the_one_the_interviews_name(define: MakeIndicators, people: MakeSample) -> None:
    """Unless they name two, or the caller says otherwise."""
    indicators = define('- {id: A, NAMES, class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"}')
    assert compute(indicators, people(C01a=[1, 4], H02=["2018Q1", "2018Q1"])).wave == "2018Q1"
    assert compute(indicators, people(C01a=[1, 4], H02=["2018Q1", "2017Q4"])).wave == ""
    assert compute(indicators, people(C01a=[1, 4], H02=["2018Q1", "2018Q1"]), wave="2018Q2").wave == "2018Q2"
