"""What is hidden in a computed table, so that no other indicator and no other quarter gives it away."""

import numpy as np
import pandas as pd
import pytest
from tests.indicators.conftest import NAMES, MakeIndicators, MakeSample

from survey.indicators import IndicatorTable, compute, read_indicators
from survey.indicators.cell_protection import hide_with_window
from survey.indicators.rule_constants import PublicationRule

SHARES = "\n".join(
    f'- {{id: {name}, {NAMES}, class: SHARE, numerator: "D02 in {codes}", polarity: "0"}}'
    for name, codes in (("BETTER", "[1, 2]"), ("SAME", "[3]"), ("WORSE", "[4, 5]"))
)
NET = f'- {{id: BALANCE, {NAMES}, class: NET, positive: "D02 in [1, 2]", negative: "D02 in [4, 5]", polarity: "0"}}'


@pytest.fixture
def table(people: MakeSample, define: MakeIndicators) -> IndicatorTable:
    """Twenty men of whom none said worse; 400 women who said everything."""
    chance = np.random.default_rng(1)
    men, women = chance.choice([1, 2, 3], 20), chance.choice([1, 2, 3, 4, 5], 400)
    sample = people(Z01=[1] * 20 + [2] * 400, D02=[*men.tolist(), *women.tolist()])
    return compute(define(f"{SHARES}\n{NET}"), sample, wave="t")


def hidden(table: IndicatorTable) -> dict[tuple[str, str], str]:
    return {(row.indicator, row.level): row.why_hidden for row in table if row.publish == "hidden"}


def test_the_other_answers_of_a_question_do_not_give_a_hidden_share_away(table: IndicatorTable) -> None:
    """Nobody of 20 said worse: 100 % less better and the same says so, and so does the balance with better."""
    closed = hidden(table)
    assert closed["WORSE", "1"] == "extreme"
    assert closed["WORSE", "2"] == "difference"
    assert closed["BALANCE", "1"] == "difference" or closed["BETTER", "1"] == "difference"
    assert ("SAME", "1") in closed or ("BETTER", "1") in closed
    for level in ("1", "2"):
        shown = {name for name in ("BETTER", "SAME", "BALANCE") if (name, level) not in closed}
        assert not {"BETTER", "SAME"} <= shown
        assert not {"BETTER", "BALANCE"} <= shown


def test_the_region_stays(table: IndicatorTable) -> None:
    """Nothing large is hidden for a small group."""
    assert all(table.row(name).publish == "ok" for name in ("BETTER", "SAME", "WORSE", "BALANCE"))


def test_what_is_not_hidden_has_no_reason(table: IndicatorTable) -> None:
    """And what is hidden has one."""
    frame = table.to_frame()
    assert ((frame["publish"] == "hidden") == (frame["why_hidden"] != "")).all()


def test_one_quarter_of_a_window_is_hidden_where_the_rest_would_be_small() -> None:
    """Twelve of a window of 19 leave seven; and what the window hides its newest quarter hides too."""
    keys = {"indicator": "A", "domain": "unit"}
    window = pd.DataFrame(
        [
            {**keys, "level": level, "n": n, "n_cases": np.nan, "publish": publish}
            for level, n, publish in (("1", 19, "ok"), ("2", 40, "ok"), ("3", 60, "hidden"))
        ]
    )
    newest = window.assign(n=[12, 20, 30], publish="ok", why_hidden="")
    closed = hide_with_window(newest, window, PublicationRule())
    assert closed["publish"].tolist() == ["hidden", "ok", "hidden"]
    assert closed["why_hidden"].tolist() == ["part", "", "part"]


def test_the_shipped_gap_is_hidden_where_its_index_is(people: MakeSample) -> None:
    """The gap of a group and the index of the region are the index of the group."""
    from survey.indicators.kindred_indicators import RelationsOfRespondents, kindred
    from survey.indicators.respondents import Respondents

    indicators = read_indicators("questionnaires/interethnic")
    people_of = Respondents(indicators, people(Z01=[1, 2]))
    assert "ISI_GAP" in kindred(indicators["ISI"], indicators, RelationsOfRespondents(people_of))
    assert kindred(indicators["ISI_GAP"], indicators, RelationsOfRespondents(people_of)) == ("ISI",)
