"""Data files: labels, names, limits, what is in them and what is told instead; all files or none."""

import dataclasses
import os
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from pyarrow import parquet

from survey.design import Design, Sample, make_sample
from survey.errors import ExportError, MonitorError
from survey.estimation import recode
from survey.exports import write_file
from survey.exports.export_columns import ExportColumn, MissingValue
from survey.exports.label_limits import SPSS_LABEL, SPSS_VALUE, STATA_LABEL
from survey.exports.missing_values import declared_missing
from survey.exports.name_rules import SPSS, STATA
from survey.ingest import decode, read_file
from survey.interviews import Interviews, RawTable
from survey.questionnaire.model import Reason
from survey.text import Text
from survey.weighting import combine


def test_a_sav_file_says_what_the_questionnaire_says(sample: Sample, tmp_path: Path) -> None:
    """Labels, missing values, measure, weight; in Russian."""
    write_file(sample, tmp_path / "wave.sav", language="ru")
    cells, about = pyreadstat.read_sav(tmp_path / "wave.sav", user_missing=True)
    form = sample.data.form
    assert about.variable_value_labels["C01a"][1.0] == "Полностью доверяю"
    assert about.variable_value_labels["C01a"][98.0] == "Не знаю / затрудняюсь ответить"
    assert about.variable_value_labels["C01a"][-1.0] == "Вопрос не задан"
    assert about.missing_ranges["C01a"] == [{"lo": code, "hi": code} for code in (-1.0, 98.0, 99.0)]
    assert about.column_names_to_labels["S03"] == form.variables["S03"].text["ru"]
    assert about.variable_measure["C01a"] == "ordinal"
    assert about.variable_measure["Z02"] == "nominal"
    assert (about.variable_measure["S03"], about.variable_measure["age4"]) == ("scale", "ordinal")
    assert about.variable_value_labels["unit"][1.0] == "г.\u00a0Талдыкорган"
    assert cells["weight"].tolist() == sample.weights.tolist()
    assert about.column_names_to_labels["weight"] == "Итоговый вес"
    order = [name for name in cells.columns if name in form.variables]
    assert order == [name for name in form.variables if name in order]


def test_reasons_are_letters_in_stata(interethnic: Interviews, tmp_path: Path) -> None:
    """.a does not know, .b refused, .c not applicable, .d not asked; counted."""
    write_file(interethnic, tmp_path / "wave.dta", language="kk", set_aside=True)
    cells, about = pyreadstat.read_dta(tmp_path / "wave.dta", user_missing=True)
    letters = dict(
        zip("abcd", (Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_APPLICABLE, Reason.NOT_ASKED), strict=True)
    )
    found: Counter[str] = Counter()
    for name, reasons in interethnic.reasons.items():
        if name in cells and interethnic.form.variables[str(name)].kind == "single":
            for letter, reason in letters.items():
                assert (cells[name] == letter).sum() == (reasons == reason).sum()
                found[letter] += int((cells[name] == letter).sum())
    assert min(found[letter] for letter in "abcd") > 0
    assert dict[object, str](about.variable_value_labels["D04"].items())["a"] == "Білмеймін / жауап беруге қиналамын"


def test_a_shortened_label_is_named_and_whole_in_the_codebook(interethnic: Interviews, tmp_path: Path) -> None:
    """Stata holds 80 characters; none is longer, none is cut without a finding."""
    written = write_file(interethnic, tmp_path / "wave.dta", language="ru")
    found = pyreadstat.read_dta(tmp_path / "wave.dta", metadataonly=True)[1].column_names_to_labels
    labels = {name: str(label) for name, label in found.items()}
    whole = dict(zip(written.codebook["column"], written.codebook["label"], strict=True))
    shortened = {name for name, label in labels.items() if label != whole[name]}
    assert shortened == {one.variable for one in written.findings.of(rule="label_over_characters")}
    assert len(shortened) > 50
    assert all(labels[name].endswith("…") and len(labels[name]) <= 80 for name in shortened)
    assert all(whole[name].startswith(labels[name][:-1]) for name in shortened)


def test_interviews_set_aside_are_in_the_file_when_asked_for(interethnic: Interviews, tmp_path: Path) -> None:
    """Otherwise they are counted in a finding."""
    aside = dataclasses.replace(interethnic, accepted=np.arange(len(interethnic)) >= 7)
    without = write_file(aside, tmp_path / "a.csv")
    assert without.n == len(aside) - 7
    (one,) = without.findings.of(rule="set_aside_left_out")
    assert "7" in one.message["en"]
    everybody = write_file(aside, tmp_path / "b.csv", set_aside=True)
    assert everybody.n == len(aside)
    assert read_file(tmp_path / "b.csv").cells["accepted"].tolist() == ["0"] * 7 + ["1"] * (len(aside) - 7)


def test_a_sample_with_those_set_aside_has_no_weight_for_them(sample: Sample, tmp_path: Path) -> None:
    """The weight stays with its interview."""
    written = write_file(sample, tmp_path / "wave.csv", set_aside=True)
    cells = read_file(written.path).cells
    assert (cells["weight"] == "").sum() == (cells["accepted"] == "0").sum() == written.n - len(sample) > 0
    filled = cells[cells["weight"] != ""]
    assert [float(one) for one in filled["weight"]] == pytest.approx(sample.weights)
    assert filled["H01"].tolist() == sample.texts("H01").tolist()


def test_a_column_that_the_delivery_lacks_is_not_made_up(interethnic: Interviews, tmp_path: Path) -> None:
    """A wave without a question, and without one option of a choice."""
    lacking = dataclasses.replace(interethnic, absent={"C02": (), "B03": ("B03_1",)})
    written = write_file(lacking, tmp_path / "wave.parquet", set_aside=True)
    names = parquet.read_schema(tmp_path / "wave.parquet").names
    assert {"C02", "B03_1"} & set(names) == set()
    assert "B03_2" in names
    assert [one.variable for one in written.findings.of(rule="column_absent")] == ["C02", "B03_1"]


def test_parquet_keeps_labels_in_the_metadata_of_its_fields(interethnic: Interviews, tmp_path: Path) -> None:
    """Whole numbers are whole, days are days."""
    write_file(interethnic, tmp_path / "wave.parquet", language="kk")
    schema = parquet.read_schema(tmp_path / "wave.parquet")
    about = {key.decode(): value.decode() for key, value in schema.field("C01a").metadata.items()}
    assert '"1": "Толық сенемін"' in about["value_labels"]
    assert '"98": {"reason": "dont_know"' in about["missing"]
    assert (str(schema.field("C01a").type), str(schema.field("H10").type)) == ("int64", "date32[day]")


def with_extras(interviews: Interviews, **columns: object) -> Interviews:
    extras = pd.DataFrame({name: [value] * len(interviews) for name, value in columns.items()})
    return dataclasses.replace(interviews, extras=extras)


@pytest.mark.parametrize("format_", ["sav", "dta"])
def test_names_that_collide_or_are_not_allowed_are_changed_and_named(
    household: Interviews, format_: str, tmp_path: Path
) -> None:
    """Capitals only, a space, a word of the program, too long."""
    names = {"c3": 1.0, "2 days": 1.0, "with": 1.0, "a" * 70: 1.0, "A" * 70: 1.0, "age": "x", "Жасы": "y"}
    interviews = with_extras(household, **names)
    written = write_file(interviews, tmp_path / f"wave.{format_}")
    read = pyreadstat.read_sav if format_ == "sav" else pyreadstat.read_dta
    columns = [str(name) for name in read(written.path)[0].columns]
    assert len({name.casefold() for name in columns}) == len(columns)
    changed = {one.variable for one in written.findings.of(rule="name_changed")}
    assert changed == set(names) - {"Жасы"}
    assert "C3" in columns
    again, _ = decode(read_file(written.path), household.form)
    assert again.texts("C3").tolist() == household.texts("C3")[household.accepted].tolist()


def test_texts_longer_than_spss_holds_are_shortened_and_counted(household: Interviews, tmp_path: Path) -> None:
    """Stata and the others hold them whole."""
    interviews = with_extras(household, remark="ұзақ " * 8000)
    written = write_file(interviews, tmp_path / "wave.sav")
    (one,) = written.findings.of(rule="text_shortened")
    assert (one.variable, one.severity) == ("remark", "warning")
    assert len(pyreadstat.read_sav(written.path)[0]["remark"][0].encode()) <= 32_767
    for format_ in ("dta", "parquet", "csv"):
        other = write_file(interviews, tmp_path / f"wave.{format_}")
        assert not other.findings.of(rule="text_shortened")
        assert read_file(other.path).cells["remark"][0] == "ұзақ " * 8000


def column_with(codes: list[float], labels: dict[float | str, str]) -> ExportColumn:
    missing = tuple(MissingValue(Reason.DONT_KNOW, code, "") for code in codes)
    return ExportColumn("A1", "", "code", np.array([1.0]), value_labels=labels, missing=missing)


def test_spss_declares_three_values_or_a_range_and_one() -> None:
    """A range never holds an answer; what cannot be declared is named."""
    assert declared_missing(column_with([98, 99], {1.0: "yes"})).ranges == ((98, 98), (99, 99))
    assert declared_missing(column_with([-1, 97, 98, 99], {1.0: "yes"})).ranges == ((97, 99), (-1, -1))
    four = declared_missing(column_with([-1, 7, 9, 99], {1.0: "a", 8.0: "b"}))
    assert len(four.ranges) == 3
    assert len(four.undeclared) == 1


def test_shortened_labels_keep_whole_letters() -> None:
    """The limits of SPSS are in bytes, those of Stata in characters."""
    text = "Қ" * 300
    assert len(SPSS_LABEL.shortened(text).encode()) <= 255
    assert len(SPSS_VALUE.shortened("сөз " * 60).encode()) <= 120
    assert len(STATA_LABEL.shortened(text)) == 80
    assert SPSS.names(["A1", "a1", "A1_2"]) == ["A1", "a1_3", "A1_2"]
    assert STATA.names(["str20", "if", "x" * 40]) == ["str20_", "if_", "x" * 32]


def test_a_formula_in_csv_is_marked_and_read_as_it_was_said(household: Interviews, tmp_path: Path) -> None:
    """No cell of the file begins a formula; reading says that it left the marks out."""
    interviews = with_extras(household, remark='=HYPERLINK("http://a.kz")')
    write_file(interviews, tmp_path / "wave.csv")
    raw = read_file(tmp_path / "wave.csv")
    assert raw.cells["remark"][0] == '\'=HYPERLINK("http://a.kz")'
    again, found = decode(raw, household.form)
    assert again.texts("remark")[0] == '=HYPERLINK("http://a.kz")'
    (one,) = found.of(rule="formula_marks")
    assert str(len(again)) in one.message["en"]


def test_an_apostrophe_of_a_file_with_formulas_is_what_somebody_wrote(household: Interviews) -> None:
    """A program that marks formulas marks all of them."""
    cells = pd.DataFrame({"KEY": ["K0", "K1"], "C3": ["'=a", "=b"]})
    raw = RawTable("wave.csv", "csv", "", cells)
    assert decode(raw, household.form)[0].texts("C3").tolist() == ["'=a", "=b"]


@pytest.mark.parametrize("code", ["G002", "G003", "G005", "M043", "M044"])
def test_what_cannot_be_written_is_refused_and_nothing_is_left(
    household: Interviews, code: str, tmp_path: Path
) -> None:
    """Language, no interview, ending, a file that is there, a folder that is not."""
    target, options, interviews = tmp_path / "wave.csv", {}, household
    if code == "G002":
        options = {"language": "kk"}
    elif code == "G003":
        interviews = dataclasses.replace(household, accepted=np.zeros(len(household), bool))
    elif code == "G005":
        target = tmp_path / "wave.doc"
    elif code == "M043":
        (tmp_path / "wave.csv.codebook.csv").write_text("mine", "utf-8")
    else:
        target = tmp_path / "absent" / "wave.csv"
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises((ExportError, MonitorError), match=code):
        write_file(interviews, target, **options)  # type: ignore[arg-type]
    assert sorted(tmp_path.rglob("*")) == before
    assert all(path.read_text("utf-8") == "mine" for path in before)


def test_a_plain_table_is_refused(household: Interviews, tmp_path: Path) -> None:
    """It has no wordings."""
    plain = make_sample(pd.DataFrame({"y": [1.0, 2.0], "w": [1.0, 1.0]}), Design(weight="w"))
    with pytest.raises(ExportError, match="G001"):
        write_file(plain, tmp_path / "wave.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_recoded_column_has_its_wordings(sample: Sample, tmp_path: Path) -> None:
    """Title and classes in the language of the file."""
    young = {Text.of(kk="Жас", ru="Молодые"): (None, 34), Text.of(kk="Үлкен", ru="Старшие"): (35, None)}
    recoded = recode(sample, "young", "S03", young, title=Text.of(kk="Буын", ru="Поколение"))
    write_file(recoded, tmp_path / "wave.sav", language="ru")
    about = pyreadstat.read_sav(tmp_path / "wave.sav", metadataonly=True)[1]
    assert about.column_names_to_labels["young"] == "Поколение"
    assert about.variable_value_labels["young"] == {1.0: "Молодые", 2.0: "Старшие"}


@pytest.mark.parametrize(("format_", "writer"), [("sav", "write_sav"), ("dta", "write_dta")])
def test_what_the_library_cannot_write_is_one_error(
    household: Interviews, format_: str, writer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it says it when the disk is full; nothing is left."""

    def full(*_: object, **__: object) -> None:
        raise pyreadstat.ReadstatError("Unable to write data")

    monkeypatch.setattr(pyreadstat, writer, full)
    with pytest.raises(ExportError, match="G006") as caught:
        write_file(household, tmp_path / f"wave.{format_}")
    assert "Unable to write data" in caught.value.fact
    assert list(tmp_path.iterdir()) == []


def test_waves_together_are_written_without_those_set_aside(sample: Sample, tmp_path: Path) -> None:
    """Rows of two deliveries have the same numbers, so that set_aside has no meaning there."""
    both = combine({"one": sample, "two": sample})
    assert write_file(both, tmp_path / "both.csv").n == 2 * len(sample)
    with pytest.raises(ExportError, match="G004"):
        write_file(both, tmp_path / "all.csv", set_aside=True)


@pytest.mark.parametrize("kind", ["sav", "zsav", "dta"])
def test_a_file_that_breaks_off_is_no_file(
    household: Interviews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The library reports success where the last part found no space on the disk."""
    name = "write_dta" if kind == "dta" else "write_sav"
    write = getattr(pyreadstat, name)

    def write_a_part(frame: pd.DataFrame, path: str, **options: Any) -> None:
        write(frame, path, **options)
        os.truncate(path, os.path.getsize(path) - 4096)

    monkeypatch.setattr(pyreadstat, name, write_a_part)
    with pytest.raises(ExportError, match="G006"):
        write_file(household, tmp_path / f"wave.{kind}")
    assert list(tmp_path.iterdir()) == []
