"""The reader refuses what cannot be computed, and says everything at once."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import QuestionnaireError, ReadError
from survey.indicators import Indicators, read_indicators
from survey.questionnaire import Questionnaire

MakeIndicators = Callable[[str], Indicators]

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
HEAD_LINES = 6
SHARE = 'class: SHARE, numerator: "C01a in [1, 2]"'
BORDERS = 'thresholds: {stable: 60, negative: 40, version: "1", date: 2018-01-08, state: default}'


def complaints(define: MakeIndicators, body: str) -> list[tuple[str, int | None]]:
    """Codes and lines within ``body``, counted from 1."""
    with pytest.raises(QuestionnaireError) as caught:
        define(body)
    return [(one.code, (one.place.line or 0) - HEAD_LINES) for one in caught.value.complaints]


def test_a_sound_indicator(define: MakeIndicators) -> None:
    """What is written is what is read."""
    one = define(f'- {{id: A, NAMES, {SHARE}, polarity: "+", {BORDERS}, primary: true}}')["A"]
    assert (one.name["kk"], one.formula_class, one.unit, one.sign) == ("Көрсеткіш", "SHARE", "percent", 1)
    assert one.thresholds is not None
    assert (one.thresholds.stable, one.thresholds.negative, str(one.thresholds.date)) == (60, 40, "2018-01-08")
    assert (one.primary, one.headline, one.domains) == (True, True, None)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f'- {{id: a-b, NAMES, {SHARE}, polarity: "0"}}', "I010"),
        (f'- {{id: C01, NAMES, {SHARE}, polarity: "0", section: x}}', "D008"),
        (f'- {{id: ISI, NAMES, {SHARE}, polarity: "0", colour: red}}', "D011"),
        (f'- {{id: H04, NAMES, {SHARE}, polarity: "0"}}', "I011"),
        (f'- {{id: A, kk: Бір, ru: Один, en: One, section: none, {SHARE}, polarity: "0"}}', "I012"),
        (f'- {{id: A, kk: Бір, en: One, section: s, {SHARE}, polarity: "0"}}', "D010"),
        (f'- {{id: A, ru: Один, en: One, section: s, {SHARE}, polarity: "0"}}', "D010"),
        ('- {id: A, NAMES, class: PERCENT, numerator: "C01a == 1", polarity: "0"}', "D007"),
        (f"- {{id: A, NAMES, {SHARE}, polarity: up, {BORDERS}}}", "D007"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "+"}}', "I013"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "0", {BORDERS}}}', "I014"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "-", {BORDERS}}}', "I015"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "+", {BORDERS.replace("60", "40")}}}', "I015"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "+", {BORDERS.replace("60", "30")}}}', "I015"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "+", {BORDERS.replace("60", "160")}}}', "I016"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "+", {BORDERS.replace("2018-01-08", "January")}}}', "I017"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "+", {BORDERS.replace("date: 2018-01-08, ", "")}}}', "D009"),
        (f'- {{id: A, NAMES, {SHARE}, polarity: "0", domains: [regoin]}}', "I018"),
        ('- {id: A, NAMES, class: SHARE, numerator: "C01z == 1", polarity: "0"}', "X020"),
        ('- {id: A, NAMES, class: SHARE, numerator: "C01a in [1, 9]", polarity: "0"}', "X"),
        ('- {id: A, NAMES, class: SHARE, numerator: "C01a in", polarity: "0"}', "X018"),
        ('- {id: A, NAMES, class: SHARE, polarity: "0"}', "D009"),
        ('- {id: A, NAMES, class: SHARE, numerator: "R01 >= 2", asked: [R00], polarity: "0"}', "I031"),
        ('- {id: A, NAMES, class: SCORE, items: [C01a, C0lb], polarity: "0"}', "I022"),
        ('- {id: A, NAMES, class: SCORE, items: [M01a], polarity: "0"}', "I023"),
        ('- {id: A, NAMES, class: SCORE, items: [], polarity: "0"}', "I032"),
        ('- {id: A, NAMES, class: SCORE, items: [C01a, A], polarity: "0"}', "I029"),
        ('- {id: A, NAMES, class: SCORE, items: [{item: G04, scores: {1: 100, 2: 67, 3: 33}}], polarity: "0"}', "I024"),
        (
            '- {id: A, NAMES, class: SCORE, items: [{item: G04, scores: {1: 101, 2: 67, 3: 33, 4: 0}}], polarity: "0"}',
            "I033",
        ),
        ('- {id: A, NAMES, class: SCORE, items: [C01a, C01b], at_least: 3, polarity: "0"}', "I025"),
        ('- {id: A, NAMES, class: SCORE, items: [C01a, C01b], at_least: 3/2, polarity: "0"}', "I025"),
        ('- {id: A, NAMES, class: SCORE, items: [C01a, C01b], at_least: most, polarity: "0"}', "I025"),
        ('- {id: A, NAMES, class: SCORE, items: [I02a], minus: I02b, polarity: "0"}', "I028"),
        ('- {id: A, NAMES, class: MEAN010, item: C01a, polarity: "0"}', "I026"),
        ('- {id: A, NAMES, class: LISTEXP, item: S03, polarity: "0"}', "I027"),
        ('- {id: A, NAMES, class: GEOMETRIC, items: [C01a], polarity: "0"}', "I029"),
        ('- {id: A, NAMES, class: COMPOSITE, items: [A], polarity: "0"}', "I020"),
        (
            '- {id: A, NAMES, class: COMPOSITE, items: [C01a], polarity: "0", ranks: {domain: unit, draws: 9, seed: 1}}',
            "I021",
        ),
    ],
)
def test_every_mistake_has_its_code(define: MakeIndicators, line: str, code: str) -> None:
    """One mistake, one complaint, in the line where it stands."""
    (found, place), *others = complaints(define, line)
    assert (found[: len(code)], place) == (code, 1)
    assert others == []


def test_ethnic_groups_are_not_ranked(form: Questionnaire, head: str, tmp_path: Path) -> None:
    """Whatever the file says."""
    line = '  - {id: A, NAMES, class: COMPOSITE, items: [C01a], polarity: "0", ranks: {domain: ethnic_group, draws: 9, seed: 1}}'
    body = head.replace("[sex]", "[ethnic_group]") + line.replace("NAMES", "kk: Бір, ru: Один, en: One, section: s")
    (tmp_path / "indicators.yaml").write_text(body, encoding="utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_indicators(tmp_path, form)
    assert [one.code for one in caught.value.complaints] == ["I019"]


def test_every_complaint_is_told_at_once(define: MakeIndicators) -> None:
    """Three lines, three mistakes; the second id of two is the one that is taken."""
    body = f"""\
        - {{id: A, NAMES, {SHARE}, polarity: "+"}}
        - {{id: A, NAMES, {SHARE}, polarity: "0"}}
        - {{id: B, NAMES, class: SCORE, items: [C01q], polarity: "0"}}
    """
    assert complaints(define, body) == [("I013", 1), ("I011", 2), ("I022", 3)]


def test_indicators_made_of_each_other(define: MakeIndicators) -> None:
    """Each of the two is told."""
    body = """\
        - {id: A, NAMES, class: COMPOSITE, items: [C01a, B], polarity: "0"}
        - {id: B, NAMES, class: COMPOSITE, items: [C01b, A], polarity: "0"}
    """
    assert complaints(define, body) == [("I020", 1), ("I020", 2)]


def test_a_rule_with_an_unknown_number(form: Questionnaire, head: str, tmp_path: Path) -> None:
    """A mistyped probability must not be ignored."""
    (tmp_path / "indicators.yaml").write_text("status_rule: {stabel: 0.95}" + head + "  []\n", encoding="utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_indicators(tmp_path, form)
    assert [(one.code, one.place.line) for one in caught.value.complaints] == [("D011", 1)]


def test_no_file(form: Questionnaire, tmp_path: Path) -> None:
    """A folder without definitions."""
    with pytest.raises(ReadError) as caught:
        read_indicators(tmp_path, form)
    assert caught.value.code == "D003"


def test_a_folder_or_its_file(form: Questionnaire) -> None:
    """Both lead to the same definitions."""
    assert read_indicators(INSTRUMENT, form).ids == read_indicators(INSTRUMENT / "indicators.yaml", form).ids


BY_DATE = """\
version: "t"
date: 2018-01-08
domains: [sex]
status_rule:
  - {level: 0.9}
  - {level: 0.95, since: 2019-01-01}
sections: [{id: s, kk: Бөлім, ru: Раздел, en: Section}]
indicators:
  - id: TRUST
    kk: Сенім
    ru: Доверие
    en: Trust
    section: s
    class: SHARE
    numerator: C01a in [1, 2]
    polarity: "+"
    thresholds:
      - {stable: 60, negative: 40, version: "1", date: 2018-01-08, state: default}
      - {stable: 65, negative: 45, version: "2", date: 2018-12-10, state: calibrated, since: 2019-01-01}
"""


@pytest.mark.parametrize(("day", "stable", "chance"), [("2018-12-31", 60, 0.9), ("2019-01-01", 65, 0.95)])
def test_borders_hold_from_their_day(
    tmp_path: Path, form: Questionnaire, day: str, stable: float, chance: float
) -> None:
    """An old wave keeps the borders by which it was judged."""
    (tmp_path / "indicators.yaml").write_text(BY_DATE, encoding="utf-8")
    held = read_indicators(tmp_path, form).in_force(datetime.date.fromisoformat(day))
    assert held["TRUST"].thresholds is not None
    assert (held["TRUST"].thresholds.stable, held.status_rule.level) == (stable, chance)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (", since: 2019-01-01}\nsections", "}\nsections", "I039", 6),
        ("calibrated, since: 2019-01-01", "calibrated", "I039", 19),
        ("default}", "default, since: 2019-01-01}", "I039", 19),
        ("default}", "default, since: 2018-01-01}", "I040", 18),
        ("calibrated, since: 2019-01-01", "calibrated, since: 2019", "I037", 19),
    ],
)
def test_a_history_out_of_order_is_refused(
    tmp_path: Path, form: Questionnaire, old: str, new: str, code: str, line: int
) -> None:
    """The first holds from the beginning, each other from a later day."""
    assert old in BY_DATE
    (tmp_path / "indicators.yaml").write_text(BY_DATE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_indicators(tmp_path, form)
    assert (code, line) in [(one.code, one.place.line) for one in caught.value.complaints]
