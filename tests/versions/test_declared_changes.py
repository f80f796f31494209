"""Renamed questions and recoded answers: declared, recognised between versions, and one series over both."""

import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from survey.deliveries import correct, read_corrections
from survey.design import Design, make_sample
from survey.errors import QuestionnaireError
from survey.estimation import change
from survey.indicators import Indicators, compare_waves, compute, read_indicators
from survey.indicators.comparability import incomparable
from survey.ingest import decode, read_file
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire, Reason, read_questionnaire
from survey.questionnaire.comparable_questions import asked_alike
from survey.questionnaire.former_wordings import worded_on
from survey.tables import tabulate
from survey.versions import QuestionnaireChange, compare_questionnaires
from survey.weighting import combine
from tests.data.delivered import delivered
from tests.data.renamed_questionnaire import CODES, INSTRUMENT, write_renamed

WEIGHT = Design(weight="w")
BEFORE, FIRST = datetime.date(2018, 2, 1), datetime.date(2018, 4, 1)
Version = Callable[..., Questionnaire]

SMALL = """
id: small
version: "2"
versions: {{"1": 2017-10-01, "2": 2018-04-01}}
title: {{kk: "Сауалнама", ru: "Анкета"}}
languages: [kk, ru]
roles: {{interview: H01}}
missing: [{{code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}}]
missing_default: [98]
header:
  title: {{kk: "Бас бөлігі", ru: "Титул"}}
  questions: [{{id: H01, type: text, kk: "Нөмірі", ru: "Номер"}}]
blocks:
  - id: A
    title: {{kk: "Бөлік", ru: "Часть"}}
    questions:
      - id: {name}
        type: {kind}
        kk: "Сұрақ?"
        ru: "Вопрос?"
{was}        options: {options}
      - {{id: A2, type: integer, kk: "Қанша?", ru: "Сколько?", ask_if: "{condition}"}}
"""
OFTEN = '{{code: {}, kk: "Жиі", ru: "Часто"{}}}'
ALWAYS = '{{code: {}, kk: "Әрдайым", ru: "Всегда"{}}}'
NEVER = '{{code: {}, kk: "Ешқашан", ru: "Никогда"{}}}'
MERGED = (
    '{code: 2, kk: "Жиі немесе әрдайым", ru: "Часто или всегда", was: ['
    '{code: 2, before: 2018-04-01, text: {kk: "Жиі", ru: "Часто"}}, '
    '{code: 3, before: 2018-04-01, text: {kk: "Әрдайым", ru: "Всегда"}}]}'
)


@pytest.fixture
def version(tmp_path: Path) -> Version:
    """A small questionnaire from the name of its question, its former names, its options and a condition over it."""

    def read(
        *options: str, name: str = "A1", was: str = "", kind: str = "single", condition: str = "A1 == 1"
    ) -> Questionnaire:
        folder = tmp_path / f"v{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        line = f"        was: {was}\n" if was else ""
        listed = f"[{', '.join(options)}]"
        text = SMALL.format(name=name, kind=kind, was=line, options=listed, condition=condition)
        (folder / "questionnaire.yaml").write_text(text, "utf-8")
        return read_questionnaire(folder)

    return read


def plain(*codes: int) -> list[str]:
    """Never, often, always under these codes."""
    return [text.format(code, "") for text, code in zip((NEVER, OFTEN, ALWAYS), codes, strict=False)]


def recoded(*pairs: tuple[int, int]) -> list[str]:
    """Never, often, always under present codes, each with its former one."""
    return [
        text.format(code, f", was: {{code: {former}, before: 2018-04-01}}")
        for text, (code, former) in zip((NEVER, OFTEN, ALWAYS), pairs, strict=False)
    ]


def file(**columns: list[str]) -> RawTable:
    """A delivered text file."""
    keys = [f"K{row}" for row in range(len(next(iter(columns.values()))))]
    return RawTable("wave.csv", "csv", "", pd.DataFrame({"H01": keys, "w": ["1"] * len(keys), **columns}))


def as_wave(interviews: Interviews, wave: str) -> Interviews:
    """The interviews as those of another wave."""
    return dataclasses.replace(interviews, answers=interviews.answers.assign(H02=wave))


def kinds(old: Questionnaire, new: Questionnaire) -> list[tuple[str, str, str, str, bool]]:
    """Changes between two versions: kind, part, before, now, whether it breaks."""
    found = compare_questionnaires(old, new).changes
    return [(one.kind, one.part, one.before, one.now, one.breaks) for one in found if one.part != "questionnaire"]


# Both versions read the same file


@dataclasses.dataclass(frozen=True)
class Both:
    """The shipped instrument and the renamed one, with one delivery decoded under each."""

    old: Indicators
    new: Indicators
    on_the_day: Questionnaire
    under_old: Interviews
    under_new: Interviews
    n_findings: tuple[int, int]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """The wave of 2018Q1, delivered before the day of the rename, as the older questionnaire and as the newer one reads it."""
    folder = write_renamed(tmp_path_factory.mktemp("renamed") / "questionnaire")
    before, form = worded_on(read_questionnaire(INSTRUMENT), BEFORE), read_questionnaire(folder)
    raw = read_file(delivered("wave_2018Q1.sav"))
    on_the_day = worded_on(form, BEFORE)
    first, found = decode(raw, before)
    second, also = decode(raw, on_the_day)
    old, new = read_indicators(INSTRUMENT, before), read_indicators(folder, form)
    return Both(old, new, on_the_day, first, second, (len(found), len(also)))


def test_an_older_file_is_read_under_former_ids_and_codes(both: Both) -> None:
    """Every answer and every reason as under the older questionnaire, under the present ids and codes."""
    codes = pd.Series(CODES)
    names = {"D40": "D04", "C01x": "C01c"}
    first, second = both.under_old, both.under_new
    assert both.n_findings[0] == both.n_findings[1]
    assert second.form.variables["D40"].codes == (4, 3, 2, 1)
    compared = 0
    for name in second.form.variables:
        assert_array_equal(second.reasons[name], first.reasons[names.get(name, name)], name)
        compared += 1
    assert compared == len(first.form.variables)
    assert_array_equal(second.answers["D40"], first.answers["D04"].map(codes))
    assert first.answers["D04"].notna().sum() > 500
    assert_array_equal(second.answers["C01x"], first.answers["C01c"])
    rest = [column for column in second.answers.columns if column not in names]
    pd.testing.assert_frame_equal(second.answers[rest], first.answers[rest])


def test_the_new_version_gives_the_same_numbers_and_no_change(both: Both) -> None:
    """Indicators of the same answers under both versions, compared as two waves: all alike, every change zero."""
    design = Design(strata="H04", psu="H05", weight="base_weight", nested=True)
    chosen = ("CONFLICT_EXPECT", "TRUST_PARLIAMENT", "ISI_D4", "TRUST_STATE")
    tables = [
        compute(indicators, make_sample(as_wave(interviews, wave), design))
        for wave, indicators, interviews in (("2017Q4", both.old, both.under_old), ("2018Q1", both.new, both.under_new))
    ]
    before, now = tables
    for name in chosen:
        assert now.row(name).estimate == pytest.approx(before.row(name).estimate, rel=1e-12)
        assert now.row(name).se == pytest.approx(before.row(name).se, rel=1e-12)
    changes = compare_waves(now, before, shared="none")
    for name in chosen:
        assert changes.row(name).change == pytest.approx(0, abs=1e-9)
        assert changes.row(name).se == pytest.approx(np.sqrt(2) * now.row(name).se)


def test_groups_by_a_renamed_question_are_compared_like_with_like(both: Both) -> None:
    """Women who find a conflict impossible are the same group, whatever the question and its code are called."""
    design = Design(weight="base_weight")
    before, now = (
        compute(indicators, make_sample(as_wave(interviews, wave), design), domains=[name, ("sex", name)])
        for wave, indicators, interviews, name in (
            ("2017Q4", both.old, both.under_old, "D04"),
            ("2018Q1", both.new, both.under_new, "D40"),
        )
    )
    changes = compare_waves(now, before, shared="none")
    for domain, level in (("D40", "{}"), ("sex x D40", "2 x {}")):
        for former, present in CODES.items():
            row = changes.row("TRUST_PARLIAMENT", domain, level.format(present))
            earlier = before.row("TRUST_PARLIAMENT", domain.replace("D40", "D04"), level.format(former))
            assert (row.n, row.n_before) == (earlier.n, earlier.n)
            assert np.isnan(row.change) or abs(row.change) < 1e-9
    assert changes.row("TRUST_PARLIAMENT", "D40", "4").change == pytest.approx(0, abs=1e-9)


def test_a_category_defined_otherwise_has_no_counterpart(both: Both, tmp_path: Path) -> None:
    """The same id in both versions of the groups, another border of age: nothing is compared."""
    folder = write_renamed(tmp_path / "older")
    groups = folder / "groups.yaml"
    text = groups.read_text("utf-8")
    assert "S03 <= 29" in text
    groups.write_text(text.replace("S03 <= 29", "S03 <= 25"), "utf-8")
    older = read_indicators(folder, read_questionnaire(folder))
    design = Design(weight="base_weight")
    table = compute(both.new, make_sample(both.under_new, design), domains=["age4", "sex"])
    frame = table.frame.assign(wave="2017Q4", quarters="2017Q4")
    before = dataclasses.replace(table, indicators=older, frame=frame)
    changes = compare_waves(table, before, shared="none")
    compared = changes.frame[changes.frame["indicator"] == "TRUST_PARLIAMENT"].set_index(["domain", "level"])["change"]
    assert np.isnan(compared["age4", "18-29"])
    assert compared["age4", "30-44"] == pytest.approx(0, abs=1e-9)
    assert compared["sex", "1"] == pytest.approx(0, abs=1e-9)


def test_combined_waves_are_one_series(both: Both) -> None:
    """Interviews of the older version count under the present ids and codes; nothing is blank that was answered."""
    before, now = (make_sample(one, Design(weight="base_weight")) for one in (both.under_old, both.under_new))
    whole = combine({1: before, 2: now}, weights="keep")
    n = len(before)
    for name in ("D40", "C01x", "D06"):
        assert_array_equal(whole.values(name)[:n], whole.values(name)[n:])
        assert_array_equal(whole.reason(name)[:n], whole.reason(name)[n:])
    assert {stray.variable for stray in whole.data.strays} <= {*both.new.form.variables}


def test_every_indicator_stays_comparable(both: Both) -> None:
    """Between the two versions, and between the day before and the first day of one questionnaire."""
    shipped = read_indicators(INSTRUMENT, read_questionnaire(INSTRUMENT))
    assert incomparable(both.new, shipped) == {}
    assert compare_questionnaires(shipped, both.new).ok
    on_the_day = dataclasses.replace(both.new, form=both.on_the_day)
    without = incomparable(read_indicators(INSTRUMENT, read_questionnaire(INSTRUMENT)), both.old)
    assert incomparable(both.new, on_the_day).keys() == without.keys()


def test_a_difference_lists_renames_and_recodes(both: Both) -> None:
    """And nothing else: conditions over a recoded question are the same condition."""
    shipped = read_questionnaire(INSTRUMENT)
    expected = {
        ("renamed", "row", "C01", "C01x", "C01c", "C01x"),
        ("renamed", "question", "D40", "", "D04", "D40"),
        *(("recoded", "answer", "D40", str(new), str(old), str(new)) for old, new in CODES.items()),
    }
    found = compare_questionnaires(shipped, both.new.form).changes
    assert {(one.kind, one.part, one.question, one.name, one.before, one.now) for one in found} == expected
    assert not any(one.breaks for one in found)
    dated = compare_questionnaires(both.on_the_day, both.new.form).of("renamed", "recoded")
    assert {(one.kind, one.part, one.question, one.name, one.before, one.now) for one in dated} == expected


def test_the_way_back_is_the_way_there(both: Both) -> None:
    """Whatever day was asked for before."""
    form = both.new.form
    assert (worded_on(both.on_the_day, BEFORE), worded_on(both.on_the_day, FIRST)) == (both.on_the_day, form)
    assert worded_on(form, FIRST) is form


def test_a_new_file_with_a_former_heading_is_one_finding(both: Both) -> None:
    """It names the rename; the column is not read, because its codes may be former ones."""
    interviews, found = decode(read_file(delivered("wave_2018Q1.sav")), both.new.form)
    assert [(one.rule, one.severity) for one in found if one.variable in ("D40", "C01x")] == [
        ("column_renamed", "error"),
        ("column_renamed", "error"),
    ]
    sentence = next(one.message["en"] for one in found if one.variable == "D40")
    assert sentence.startswith("The column D04 has an id that D40 had until 2018-04-01.")
    assert interviews.answers["D40"].isna().all()


def test_corrections_of_an_older_wave_are_in_former_ids_and_codes(both: Both, tmp_path: Path) -> None:
    """The line that was written then holds now; the list keeps it as written."""
    raw = read_file(delivered("wave_2018Q1.sav"))
    row = int(np.flatnonzero(both.under_old.values("D04") == 3)[0])
    key = both.under_old.ids[row]
    lines = "interview,row,variable,old,new,reason,who,when\n{},,D04,3,4,Звонок,Айгуль,2018-03-20\n"
    (tmp_path / "corrections.csv").write_text(lines.format(key), "utf-8")
    made = correct(raw, both.on_the_day, read_corrections(tmp_path / "corrections.csv"))
    line = made.corrections.lines[0]
    assert (line.status, line.variable, line.old, line.new) == ("applied", "D04", "3", "4")
    assert made.interviews.values("D40")[row] == CODES[4]


def test_lines_under_read_have_the_ids_of_the_file(both: Both) -> None:
    """D04, as the heading of that time has it."""
    raw = file(H01=["a"], D04=["xx"])
    read, found = decode(raw, both.on_the_day, read={"D04": {"words": {"xx": 4}}})
    assert read.values("D40").tolist() == [CODES[4]]
    assert not found.of(rule="decision_unused")


def test_change_compares_a_renamed_question(both: Both) -> None:
    """survey.change under the present id, from the sample of each version."""
    design = Design(weight="base_weight")
    before, now = (make_sample(one, design) for one in (both.under_old, both.under_new))
    found = change(before, now, "D40", kind="shares", shared="none")
    assert len(found) == 4
    assert_array_equal(np.round(found.change, 12), 0)
    assert not np.isnan(found.se).any()


def test_a_table_of_two_waves_has_a_renamed_question(both: Both) -> None:
    """The older sample is put under the questionnaire of the newer one."""
    design = Design(weight="base_weight")
    before, now = (make_sample(one, design) for one in (both.under_old, both.under_new))
    frame = tabulate(now, "D40", before=before, shared="none").to_frame()
    values = frame[frame["statistic"] == "share"].groupby("column")["value"].apply(list)
    assert values.index.tolist() == ["total", "total@before"]
    assert values.iloc[0] == pytest.approx(values.iloc[1])


def test_words_to_another_answer_stay_with_their_question(version: Version) -> None:
    """The column D04_other of the file is D40_other, so that it remains free text and can be corrected under its name."""
    other = [plain(1)[0], '{code: 96, specify: true, kk: "Басқа", ru: "Другое"}']
    form = worded_on(version(*other, name="A9", was="{id: A1, before: 2018-04-01}", condition="A9 == 1"), BEFORE)
    interviews, found = decode(file(A1=["96", "1"], A1_other=["сосед", ""]), form)
    assert interviews.extras["A9_other"].tolist()[0] == "сосед"
    assert "A1_other" not in interviews.extras
    assert not found.of(rule="specify_unexpected")


# Merged and split answers


def test_a_merged_category_is_one_series(version: Version) -> None:
    """Codes 2 and 3 of the older version are 2 now: alike, recoded, combined, and conditions over both the same."""
    old = version(*plain(1, 2, 3), condition="A1 in [2, 3]")
    new = version(plain(1)[0], MERGED, condition="A1 == 2")
    assert asked_alike("A1", new, old, worded=True)
    assert asked_alike("A2", new, old, worded=True)
    part = version(*plain(1, 2, 3), condition="A1 == 3")
    assert not asked_alike("A2", new, part, worded=True)
    assert [one for one in kinds(old, new) if one[0] != "reworded"] == [("recoded", "answer", "2, 3", "2", False)]
    delivered_file = file(A1=["1", "2", "3", "98", "Всегда"])
    read, _ = decode(delivered_file, worded_on(new, BEFORE))
    assert_array_equal(read.values("A1"), [1, 2, 2, np.nan, 2])
    early, _ = decode(delivered_file, old)
    waves = {"1": make_sample(early, WEIGHT), "2": make_sample(decode(file(A1=["2"]), new)[0], WEIGHT)}
    assert_array_equal(combine(waves).values("A1"), [1, 2, 2, np.nan, 2, 2])


def test_a_merged_option_of_a_multiple_choice_was_chosen_when_one_of_them_was(version: Version) -> None:
    """In the older file, and in combined waves."""
    old = version(*plain(1, 2, 3), kind="multiple", condition="has(A1, 2, 3)")
    new = version(plain(1)[0], MERGED, kind="multiple", condition="has(A1, 2)")
    delivered_file = file(A1_1=["1", "0", "0"], A1_2=["0", "0", "1"], A1_3=["0", "1", "1"])
    read, _ = decode(delivered_file, worded_on(new, BEFORE))
    assert_array_equal(read.answers[["A1_1", "A1_2"]], [[1, 0], [0, 1], [0, 1]])
    early = make_sample(decode(delivered_file, old)[0], WEIGHT)
    late = make_sample(decode(file(A1_1=["1"], A1_2=["1"]), new)[0], WEIGHT)
    assert_array_equal(combine({"1": early, "2": late}).values("A1_2"), [0, 1, 1, 1])
    assert asked_alike("A2", new, old, worded=True)


def test_a_split_breaks_the_series(version: Version) -> None:
    """Both parts say so; the older answers count as not asked, and the question that depends on them keeps its answers."""
    was = ', was: {code: 2, before: 2018-04-01, breaks: true, text: {kk: "Кейде", ru: "Бывает"}}'
    new = version(NEVER.format(1, ""), OFTEN.format(2, was), ALWAYS.format(3, was), condition="A1 in [2, 3]")
    old = version(NEVER.format(1, ""), '{code: 2, kk: "Кейде", ru: "Бывает"}', condition="A1 == 2")
    assert not asked_alike("A1", new, old, worded=False)
    assert not asked_alike("A1", new, worded_on(new, BEFORE), worded=False)
    assert [one for one in kinds(old, new) if one[1] == "answer"] == [("split", "answer", "2", "2, 3", True)]
    read, _ = decode(file(A1=["1", "2"], A2=["", "5"]), worded_on(new, BEFORE))
    assert read.reason("A1").tolist() == [Reason.NOT_ASKED] * 2
    assert read.values("A2")[1] == 5


def test_a_code_that_another_answer_had_is_a_new_answer(version: Version) -> None:
    """Often moved from 2 to 3, and 2 is a new answer: the older version did not offer it."""
    rarely = '{code: 2, kk: "Сирек", ru: "Редко"}'
    new = version(plain(1)[0], rarely, *recoded((0, 0), (3, 2))[1:])
    old = version(*plain(1, 2))
    assert ("recoded", "answer", "2", "3", False) in kinds(old, new)
    assert ("added", "answer", "", "Сирек", True) in kinds(old, new)
    assert not asked_alike("A1", new, old, worded=True)
    read, _ = decode(file(A1=["1", "2"]), worded_on(new, BEFORE))
    assert read.values("A1").tolist() == [1, 3]


def test_undeclared_changes_stay_what_they_are(version: Version) -> None:
    """Without a declaration the ids and codes decide."""
    old, new = version(*plain(1, 2)), version(*plain(2, 1), name="A9", condition="A9 == 2")
    assert ("renamed", "question", "A1", "A9", True) in kinds(old, new)
    assert not asked_alike("A9", new, old, worded=False)
    swapped = version(*plain(2, 1))
    assert not asked_alike("A1", swapped, old, worded=True)
    declared_late = version(*recoded((2, 1), (1, 2)))
    assert asked_alike("A1", declared_late, old, worded=True)


def test_an_id_that_another_question_had(tmp_path: Path) -> None:
    """D06 of the older version is gone; D06 of the newer one was D04."""
    folder = write_renamed(tmp_path / "newer")
    for file_name, pairs in {
        "questionnaire.yaml": (("id: D06\n", "id: D66\n"), ("id: D40\n", "id: D06\n"), ('"D40 in', '"D06 in')),
        "indicators.yaml": (("D06", "D66"), ("D40", "D06")),
        "rules.yaml": (("D06", "D66"),),
    }.items():
        text = (folder / file_name).read_text("utf-8")
        for old, new in pairs:
            text = text.replace(old, new)
        (folder / file_name).write_text(text, "utf-8")
    shipped = read_indicators(INSTRUMENT, read_questionnaire(INSTRUMENT))
    newer = read_indicators(folder, read_questionnaire(folder))
    found = compare_questionnaires(shipped, newer)
    changes = {(one.kind, one.question, one.before) for one in found.changes if one.part == "question"}
    assert ("renamed", "D06", "D04") in changes
    assert ("renamed", "D66", "D06") in changes
    lost = {one.id: one.state for one in found.lost}
    assert lost["SAFETY"] == "unasked"
    assert "CONFLICT_EXPECT" not in lost


def test_a_chain_of_renames_is_followed(version: Version) -> None:
    """Each day has its id; the oldest version is found, too."""
    was = "[{id: A0, before: 2017-10-01}, {id: A1, before: 2018-04-01}]"
    new = version(*plain(1, 2), name="A9", was=was, condition="A9 == 1")
    ids = [
        next(iter(form.former_form.names), "") if (form := worded_on(new, day)).former_form else "A9"
        for day in (datetime.date(2017, 9, 30), datetime.date(2018, 3, 31), FIRST)
    ]
    assert ids == ["A0", "A1", "A9"]
    oldest = version(*plain(1, 2), name="A0", condition="A0 == 1")
    assert asked_alike("A9", new, oldest, worded=True)
    assert asked_alike("A2", new, oldest, worded=True)


# Wrong declarations


@pytest.mark.parametrize(
    ("was", "code"),
    [
        ("{id: A2, before: 2018-04-01}", "Q075"),
        ("{id: A 0, before: 2018-04-01}", "Q003"),
        ("[{id: A0, before: 2017-10-01}, {id: A1, before: 2018-04-01}]", "Q076"),
        ("[{id: A0, before: 2018-04-01}, {id: A8, before: 2017-10-01}]", "Q078"),
        ("[{id: A0, before: 2018-04-01}, {id: A8, before: 2018-04-01}]", "Q078"),
        ("{id: A0}", "D009"),
        ("{before: 2018-04-01}", "D009"),
        ('[{before: 2017-10-01, text: {ru: "Как?"}}, {before: 2018-04-01, text: {ru: "Что?"}}]', "Q083"),
    ],
)
def test_a_wrong_former_id_is_refused(version: Version, was: str, code: str) -> None:
    """With file, line and remedy."""
    with pytest.raises(QuestionnaireError) as caught:
        version(*plain(1, 2), was=was)
    assert [one.code for one in caught.value.complaints] == [code]
    assert caught.value.complaints[0].place.line == 21
    assert caught.value.complaints[0].remedy


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (recoded((1, 2), (2, 2)), "Q079"),
        (
            [
                NEVER.format(1, ", was: {code: 2, before: 2017-10-01}"),
                OFTEN.format(2, ", was: {code: 1, before: 2018-04-01}"),
            ],
            "Q079",
        ),
        ([NEVER.format(1, ", was: {code: KZ, before: 2018-04-01}"), *plain(1, 2)[1:]], "Q081"),
        ([NEVER.format(1, ", was: {before: 2018-04-01}"), *plain(1, 2)[1:]], "D009"),
        ([plain(1)[0], MERGED.replace(', text: {kk: "Жиі", ru: "Часто"}', "")], "Q082"),
        ([plain(1)[0], MERGED.replace('ru: "Всегда"}', 'ru: "Часто"}')], "Q084"),
        (
            [
                NEVER.format(1, ", was: [{code: 3, before: 2018-04-01}, {code: 2, before: 2017-10-01}]"),
                *plain(1, 5)[1:],
            ],
            "Q078",
        ),
    ],
)
def test_a_wrong_former_code_is_refused(version: Version, options: list[str], code: str) -> None:
    """With file, line and remedy."""
    with pytest.raises(QuestionnaireError) as caught:
        version(*options)
    assert [one.code for one in caught.value.complaints] == [code]
    assert caught.value.complaints[0].place.line == 21


def test_a_former_code_cannot_be_a_missing_code(version: Version) -> None:
    """98 in an older file would be an answer and "does not know"."""
    with pytest.raises(QuestionnaireError) as caught:
        version(*recoded((1, 98), (2, 1)))
    assert [one.code for one in caught.value.complaints] == ["Q016"]


def test_two_questions_cannot_have_had_one_id(tmp_path: Path) -> None:
    """One of them continues it."""
    folder = write_renamed(tmp_path / "q")
    text = (folder / "questionnaire.yaml").read_text("utf-8")
    text = text.replace("      - id: D06\n", "      - id: D06\n        was: {id: D04, before: 2018-04-01}\n")
    (folder / "questionnaire.yaml").write_text(text, "utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_questionnaire(folder)
    assert [one.code for one in caught.value.complaints] == ["Q077"]


def test_a_change_is_shown_with_its_codes() -> None:
    """A change is data: kind, part, codes before and now."""
    change = QuestionnaireChange("split", "answer", "A1", "2", before="2", now="2, 3", breaks=True)
    assert dataclasses.astuple(change)[5:7] == ("2", "2, 3")
