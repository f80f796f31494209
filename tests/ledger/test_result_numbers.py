"""Every cell of the results has a name, and differences are found by it."""

import math
from pathlib import Path

import pytest

from survey.ledger.result_numbers import NumberKey, differences, differences_frame, read_numbers


def table(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder


def test_cells_of_indicators_are_named_by_indicator_domain_level_and_column(tmp_path: Path) -> None:
    """As written; a byte order mark of a spreadsheet does not count."""
    table(tmp_path, "indicators.csv", "\ufeffwave,indicator,domain,level,estimate\n2018Q1,ISI,sex,female,50.25\n")
    key = NumberKey("indicators.csv", "ISI", "sex", "female", "estimate")
    assert read_numbers(tmp_path, ["indicators.csv"])[key] == "50.25"
    assert str(key) == "indicators.csv: ISI sex female, estimate"


def test_rows_of_other_tables_are_named_by_their_keys_or_their_place(tmp_path: Path) -> None:
    """Weights by interview; two rows of one name are numbered."""
    table(tmp_path, "weights.csv", "interview,weight\n7,1.5\n7,2.5\n")
    table(tmp_path, "other.csv", "a\n1\n2\n")
    table(tmp_path, "numbers.csv", 'key,kk,value,indicator\nheadline/ISI,"50,0",49.97,ISI\n')
    table(tmp_path, "changes.csv", "reference,indicator,change\nprevious,ISI,1\nyear_ago,ISI,2\n")
    assert read_numbers(tmp_path, ["weights.csv", "other.csv", "numbers.csv", "changes.csv"]) == {
        NumberKey("weights.csv", "", "", "7", "weight"): "1.5",
        NumberKey("weights.csv", "", "", "7#2", "weight"): "2.5",
        NumberKey("other.csv", "", "", "#1", "a"): "1",
        NumberKey("other.csv", "", "", "#2", "a"): "2",
        NumberKey("numbers.csv", "", "", "headline/ISI", "kk"): "50,0",
        NumberKey("changes.csv", "ISI", "", "previous", "change"): "1",
        NumberKey("changes.csv", "ISI", "", "year_ago", "change"): "2",
    }


@pytest.mark.parametrize(
    ("old", "new", "n"),
    [
        ("50.25", "50.25000000000001", 0),
        ("50.25", "50.2500001", 1),
        ("1000000", "1000000.0005", 0),
        ("0.0001", "0.000100002", 1),
        ("0", "0.0", 0),
        ("", "0", 1),
        ("stable", "tension", 1),
        ("nan", "nan", 0),
    ],
)
def test_numbers_are_equal_to_a_billionth(tmp_path: Path, old: str, new: str, n: int) -> None:
    """Relative above 1, absolute below; a blank is not zero."""
    first = table(tmp_path / "a", "indicators.csv", f"indicator,x\nISI,{old}\n")
    second = table(tmp_path / "b", "indicators.csv", f"indicator,x\nISI,{new}\n")
    assert len(differences(*(read_numbers(folder, ["indicators.csv"]) for folder in (first, second)))) == n


def test_cells_that_one_folder_does_not_have_differ(tmp_path: Path) -> None:
    """With their name, and infinitely."""
    first = table(tmp_path / "a", "indicators.csv", "indicator,domain,level,x\nISI,sex,male,1\n")
    second = table(tmp_path / "b", "indicators.csv", "indicator,domain,level,x\nISI,sex,female,1\n")
    found = differences(*(read_numbers(folder, ["indicators.csv"]) for folder in (first, second)))
    assert [(one.key.level, one.old, one.new, one.size) for one in found] == [
        ("male", "1", None, math.inf),
        ("female", None, "1", math.inf),
    ]
    assert differences_frame(found)["level"].tolist() == ["male", "female"]


def test_a_printed_digit_must_be_equal(tmp_path: Path) -> None:
    """50.05 is printed 50.1, 50.04999998 is printed 50.0; in a column that is not printed they are equal."""
    first = table(tmp_path / "a", "indicators.csv", "indicator,estimate,se\nISI,50.05,50.05\n")
    second = table(tmp_path / "b", "indicators.csv", "indicator,estimate,se\nISI,50.04999998,50.04999998\n")
    found = differences(*(read_numbers(folder, ["indicators.csv"]) for folder in (first, second)))
    assert [one.key.column for one in found] == ["estimate"]
