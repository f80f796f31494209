"""Dictionaries for SPSS as PSPP applies them to a raw data file: labels, missing values, sets and answers read back."""

import subprocess
from pathlib import Path

import numpy as np
import pyreadstat
import pytest

from survey.blank_reasons import Reason
from survey.design import read_population
from survey.exchange import write_dictionary
from survey.exports.label_limits import SPSS_LABEL, SPSS_VALUE
from survey.ingest import decode, read_file
from survey.interviews import Interviews
from survey.questionnaire import read_questionnaire
from survey.simulate import simulate_wave
from survey.simulate.joint_distribution import even_population

pytestmark = pytest.mark.external
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["interethnic", "household_panel"])
def wave(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Interviews:
    """Interviews of a shipped questionnaire; the second has text codes."""
    own = request.param == "interethnic"
    form = read_questionnaire(ROOT / "questionnaires" / request.param if own else ROOT / "tests" / "data" / request.param / "questionnaire")  # fmt: skip
    population = read_population(form.folder + "/population", form) if own else even_population(form)
    path = tmp_path_factory.mktemp(request.param) / "wave.csv"
    simulate_wave(form, population, "2018Q1" if own else "2024", n=200, seed=5).write(path)
    return decode(read_file(path), form)[0]


def test_labels_of_every_language_are_those_of_the_questionnaire(wave: Interviews, tmp_path: Path) -> None:
    """The syntax reads the CSV file, labels it and saves it; nothing is reported, and no answer is another."""
    form = wave.form
    for language in form.languages:
        syntax, _ = write_dictionary(form, tmp_path / f"{language}.sps", "spss", wave, language=language)
        script = syntax.read_text("utf-8") + f"SAVE OUTFILE='{language}.sav'.\n"
        (tmp_path / "run.sps").write_text(script, "utf-8")
        run = subprocess.run(
            ["pspp", "-O", "format=csv", "-o", "found.csv", "run.sps"],
            cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        assert (run.returncode, run.stdout.strip(), run.stderr.strip()) == (0, "", "")
        cells, about = pyreadstat.read_sav(tmp_path / f"{language}.sav", user_missing=True)
        assert len(cells) == wave.n_accepted
        for variable in form.variables.values():
            if variable.kind == "multiple":
                assert about.mr_sets[variable.id]["variable_list"] == list(variable.columns)
                continue
            label = about.column_names_to_labels[variable.id]
            whole = variable.text[language] + (f" — {variable.question.text[language]}" if variable.row else "")
            assert label == SPSS_LABEL.shortened(whole)
            if variable.kind != "single":
                continue
            expected = {one.shown if variable.written_codes else float(one.code): SPSS_VALUE.shortened(one.text[language]) for one in variable.options}  # fmt: skip
            found: dict[float | str, str] = dict(about.variable_value_labels[variable.id].items())
            assert {code: found[code] for code in expected} == expected
            for one in variable.missing:
                code = one.shown if variable.written_codes else float(one.code)
                assert found[code] == SPSS_VALUE.shortened(one.text[language])
                ends = [
                    (part["lo"], part["hi"]) for part in about.missing_ranges[variable.id] if isinstance(part, dict)
                ]
                assert any(low == code or float(low) <= float(code) <= float(high) for low, high in ends)
            if not variable.written_codes:
                answered = wave.reason(variable.id)[wave.accepted] == Reason.ANSWERED
                values = wave.values(variable.id)[wave.accepted]
                assert np.array_equal(cells[variable.id].to_numpy(float)[answered], values[answered])


def test_the_dictionary_of_a_questionnaire_alone_runs(wave: Interviews, tmp_path: Path) -> None:
    """On a file with the columns of the questionnaire and no row but one that is blank."""
    form = wave.form
    (syntax,) = write_dictionary(form, tmp_path / "alone.sps", "spss")
    names = [line.split()[0] for line in syntax.read_text("utf-8-sig").split("/VARIABLES=\n")[1].split("\n  .")[0].splitlines()]  # fmt: skip
    (tmp_path / "alone.csv").write_text(f"{','.join(names)}\n{',' * (len(names) - 1)}\n", "utf-8")
    script = syntax.read_text("utf-8") + "SAVE OUTFILE='alone.sav'.\n"
    (tmp_path / "run.sps").write_text(script, "utf-8")
    run = subprocess.run(["pspp", "run.sps"], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120)
    assert (run.returncode, run.stdout.strip(), run.stderr.strip()) == (0, "", "")
    _, about = pyreadstat.read_sav(tmp_path / "alone.sav", user_missing=True)
    assert list(about.column_names) == names
