"""The lines under ``read:`` are obeyed, refused with a place, or said to have decided nothing."""

from collections.abc import Callable

import pytest

from survey.documents import Document
from survey.errors import QuestionnaireError
from survey.findings import Findings
from survey.ingest.read_lines import ColumnDecision, Decisions, read_decisions
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire

Decode = Callable[..., tuple[Interviews, Findings]]


def test_every_line_is_read(form: Questionnaire) -> None:
    """As it may be written in monitor.yaml; a line for a battery is one for each of its rows."""
    source = """
sheet: Data
heading_row: 2
decimal: comma
dates: dmy
missing: {S03: [9999, -9], K01: [ZZ]}
B03: yes_no
D05: {coding: mentions, missing: [0]}
C01: {words: {"Доверяю полн.": 1}}
H10: {dates: mdy}
columns: {base_weight: {decimal: point, missing: [-9]}, "C02 old": {ignore: true}}
"""
    document = Document("monitor.yaml", source)
    read = read_decisions(document.root, form)
    document.finish()
    assert (read.sheet, read.heading_row) == ("Data", 2)
    assert (read.decimal, read.dates) == ("comma", "dmy")
    assert read.of("S03").missing == (9999.0, -9.0)
    assert read.of("K01").missing == ("ZZ",)
    assert read.of("B03").coding == "yes_no"
    assert (read.of("D05").coding, read.of("D05").missing) == ("mentions", (0.0,))
    assert read.of("C01a").words == read.of("C01b").words == {"Доверяю полн.": 1}
    assert read.of("H10").dates == "mdy"
    assert read.of_column("base_weight") == ColumnDecision(decimal="point", missing=(-9.0,))
    assert read.of_column("C02 old").ignore
    assert read.of("C02") == ColumnDecision()


REFUSED: list[tuple[str, str, int]] = [
    ("{B3: yes_no}", "F090", 2),
    ("{codepage: cp1251}", "F090", 2),
    ("{missing: {S3: [9]}}", "F090", 12),
    ("{S03: yes_no}", "F091", 7),
    ("{S03: {coding: marks}}", "F091", 16),
    ("{S03: {dates: dmy}}", "F092", 8),
    ("{K01: {decimal: comma}}", "F092", 8),
    ("{H10: {words: {x: 1}}}", "F092", 8),
    ("{C02: {words: {x: 77}}}", "F093", 19),
    ("{heading_row: 0}", "F094", 15),
    ("{missing: {S03: [[1]]}}", "F095", 18),
    ("{decimal: dot}", "D007", 11),
    ("{dates: ddmmyyyy}", "D007", 9),
    ("{B03: maybe}", "D007", 7),
    ("{B03: {codding: marks}}", "D011", 8),
    ("{columns: {w: {ignore: 1}}}", "D012", 24),
    ("{heading_row: two}", "D012", 15),
    ("{missing: 9}", "D012", 11),
    ("[B03]", "D012", 1),
    ("yes_no", "D012", 1),
]


@pytest.mark.parametrize(("source", "code", "column"), REFUSED)
def test_a_line_that_means_nothing_is_refused_with_its_place(
    form: Questionnaire, source: str, code: str, column: int
) -> None:
    """File, line, column, and what is known instead."""
    document = Document("monitor.yaml", source)
    read_decisions(document.root, form)
    assert [(one.code, one.place.line, one.place.column) for one in document.complaints] == [(code, 1, column)]


def test_a_mapping_is_checked_as_the_file_is(decoded: Decode) -> None:
    """Every mistake at once."""
    with pytest.raises(QuestionnaireError) as caught:
        decoded({"C02": [1]}, read={"B3": "yes_no", "decimal": "dot"})
    assert [one.code for one in caught.value.complaints] == ["F090", "D007"]


UNUSED: list[tuple[dict[str, object], str]] = [
    ({"decimal": "comma"}, "decimal"),
    ({"dates": "dmy"}, "dates"),
    ({"B03": "yes_no"}, "B03: coding"),
    ({"missing": {"C02": [9999]}}, "C02: missing"),
    ({"C02": {"words": {"нет такого": 1}}}, "C02: words"),
    ({"columns": {"weight": {"decimal": "comma"}}}, "columns: weight: decimal"),
    ({"columns": {"no such": {"ignore": True}}}, "columns: no such: ignore"),
]


@pytest.mark.parametrize(("read", "line"), UNUSED)
def test_a_line_that_decided_nothing_is_said(decoded: Decode, read: dict[str, object], line: str) -> None:
    """A misspelt column or a value that does not occur must not pass in silence."""
    _, findings = decoded({"C02": [1, 2], "H10": ["2018-03-09", "2018-03-10"]}, read=read)
    assert [(one.severity, one.value) for one in findings.of(rule="decision_unused")] == [("warning", line)]


def test_decisions_are_values(form: Questionnaire) -> None:
    """Two readings of the same lines are equal."""
    read = [read_decisions(Document("a", "{B03: marks}").root, form) for _ in range(2)]
    assert read[0] == read[1] == Decisions(variables={"B03": ColumnDecision(coding="marks")})
