"""Calls that cannot be: whatever is given for an argument, the answer is a result or an error with a remedy."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import inspect
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from numpy.typing import ArrayLike

import survey
from survey.argument_errors import floats, public
from survey.errors import CallError, SurveyError
from survey.value_types import in_words
from tests.linting.test_lint import FORM


@functools.cache
def table() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    district = np.repeat(np.arange(1, 7), 20)
    return pd.DataFrame(
        {
            "district": district,
            "psu": district * 10 + np.tile(np.repeat([1, 2, 3, 4], 5), 6),
            "sex": rng.integers(1, 3, 120),
            "age": rng.integers(18, 80, 120),
            "trust": rng.integers(1, 6, 120).astype(float),
            "income": rng.lognormal(11, 0.5, 120),
            "w": rng.uniform(0.5, 2, 120),
            "answered": (rng.random(120) < 0.8).astype(int),
        }
    )


INSTRUMENT = Path(__file__).parents[1] / "questionnaires" / "interethnic"
DESIGN = survey.Design(strata="district", psu="psu", weight="w")
MARGINS = {"sex": {1: 480_000, 2: 520_000}}


@functools.cache
def sample() -> survey.Sample:
    return survey.make_sample(table(), DESIGN)


@functools.cache
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.register("given", table())
    connection.execute("CREATE TABLE wave AS SELECT * FROM given")
    return connection


@functools.cache
def second_phase() -> survey.Sample:
    """Those who answered, as a second phase by sex."""
    return survey.make_sample(table(), survey.TwoPhase(DESIGN, survey.Design(strata="sex"), "answered == 1"))


@functools.cache
def file() -> str:
    """The table as a Parquet file."""
    path = Path(tempfile.mkdtemp()) / "wave.parquet"
    table().to_parquet(path)
    return str(path)


@functools.cache
def small_form() -> survey.Questionnaire:
    """A questionnaire of a few questions, which is written in no time."""
    return survey.read_questionnaire(Path(__file__).parent / "data" / "household_panel" / "questionnaire")


def own_form() -> Path:
    """A workbook that the package wrote."""
    small = Path(__file__).parent / "data" / "household_panel" / "questionnaire"
    return survey.write_xlsform(survey.read_questionnaire(small), Path(tempfile.mkdtemp()) / "own.xlsx").path


@functools.cache
def interviews() -> survey.Interviews:
    """Six interviews that say their sex."""
    form = survey.read_questionnaire(INSTRUMENT)
    cells = pd.DataFrame({"H01": list("abcdef"), "Z01": ["1", "2"] * 3})
    return survey.decode(survey.RawTable("wave.csv", "csv", "", cells), form)[0]


@functools.cache
def waves() -> tuple[survey.IndicatorTable, survey.IndicatorTable]:
    """Two quarters of one share, by nobody's groups but the region's."""
    form = survey.read_questionnaire(INSTRUMENT)
    shipped = survey.read_indicators(INSTRUMENT, form)
    known = dataclasses.replace(shipped, items=(shipped["TRUST_PRESIDENT"],), domains=("region",))
    population = survey.read_population(INSTRUMENT / "population", form)
    design, folder = survey.Design(strata="H04", psu="H07", weight="base_weight"), Path(tempfile.mkdtemp())
    tables = []
    for name in ("2017Q4", "2018Q1"):
        survey.simulate_wave(form, population, name, n=300, field_errors=False).write(folder / f"{name}.csv")
        interviews, _ = survey.decode(survey.read_file(folder / f"{name}.csv"), form)
        tables.append(survey.compute(known, survey.make_sample(interviews, design)))
    return tables[0], tables[1]


@functools.cache
def sealed_folder() -> str:
    """A small questionnaire that is sealed."""
    folder = Path(tempfile.mkdtemp())
    (folder / "questionnaire.yaml").write_text(FORM, "utf-8")
    survey.seal(folder, who="A", why="B")
    return str(folder)


@functools.cache
def calls() -> dict[str, tuple[tuple[Any, ...], dict[str, Any]]]:
    """A call that works for every verb of weighting, estimation and export."""
    one, other = sample(), survey.make_sample(table(), DESIGN)
    means = survey.mean(one, "income", by="sex")
    return {
        "make_sample": ((table(), DESIGN), {}),
        "rake": ((one, MARGINS), {}),
        "calibrate": ((one, MARGINS), {}),
        "poststratify": ((one, MARGINS), {}),
        "standardize": ((one, "sex"), {"population": {1: 0.5, 2: 0.5}}),
        "trim": ((one,), {"upper": 3.0}),
        "normalize": ((one,), {}),
        "calibrate_to_first_phase": ((second_phase(), "sex"), {}),
        "adjust_nonresponse": ((one, "answered == 1"), {"by": "sex"}),
        "diagnose": ((one, MARGINS), {}),
        "combine": (({"a": one, "b": other},), {}),
        "total": ((one, "income"), {}),
        "mean": ((one, "income"), {}),
        "share": ((one, "trust", [1, 2]), {}),
        "shares": ((one, "trust"), {}),
        "ratio": ((one, "income", "age"), {}),
        "quantile": ((one, "income", [0.5]), {}),
        "variance": ((one, "income"), {}),
        "covariance": ((one, ["income", "age"]), {}),
        "correlation": ((one, ["income", "age"]), {}),
        "cdf": ((one, "income"), {}),
        "crosstab": ((one, "sex", "trust"), {}),
        "test_independence": ((one, "sex", "trust"), {}),
        "goodness_of_fit": ((one, "sex", {1: 0.5, 2: 0.5}), {}),
        "degf": ((one,), {}),
        "compare": ((one, "income", "sex"), {}),
        "rank_test": ((one, "income", "sex"), {}),
        "contrast": ((means, {"difference": {"income:1": 1, "income:2": -1}}), {}),
        "change": ((one, other, "income"), {}),
        "compare_waves": (waves(), {}),
        "trend": ((list(waves()),), {}),
        "glm": ((one, "income ~ C(sex)"), {}),
        "ordinal": ((one, "C(trust) ~ C(sex)"), {}),
        "recode": ((one, "band", "age", {"young": (None, 39), "old": (40, None)}), {}),
        "reliability": ((one, ["trust", "age"]), {}),
        "replicate": ((one, "JKn"), {}),
        "small_area": ((survey.mean(one, "income", by="district"),), {}),
        "in_database": ((database(), "wave", DESIGN), {}),
        "stream": ((file(), DESIGN), {}),
        "tabulate": ((one, "trust", "sex"), {}),
        "tabulate_model": ((survey.glm(one, "income ~ C(sex)"),), {}),
        "write_file": ((interviews(), Path(tempfile.mkdtemp()) / "wave.csv"), {"force": True}),
        "write_codebook": ((interviews().form, Path(tempfile.mkdtemp()) / "c.html"), {"force": True}),
        "write_dictionary": ((interviews().form, Path(tempfile.mkdtemp()) / "d.sss", "triple-s"), {"force": True}),
        "read_xlsform": ((own_form(),), {}),
        "write_entry_sheet": (
            (small_form(), Path(tempfile.mkdtemp()) / "e.xlsx"),
            {"language": "en", "rows": 9, "force": True},
        ),
        "write_paper": ((small_form(), Path(tempfile.mkdtemp()) / "form.pdf"), {"languages": "en", "force": True}),
        "write_xlsform": (
            (survey.read_questionnaire(INSTRUMENT), Path(tempfile.mkdtemp()) / "form.xlsx"),
            {"force": True},
        ),
        "write_xform": (
            (survey.read_questionnaire(INSTRUMENT), Path(tempfile.mkdtemp()) / "form.xml"),
            {"force": True},
        ),
        "write_surveyjs": (
            (survey.read_questionnaire(INSTRUMENT), Path(tempfile.mkdtemp()) / "form.json"),
            {"force": True},
        ),
        "read_dictionary": (survey.write_dictionary(interviews().form, Path(tempfile.mkdtemp()) / "d.xml", "ddi"), {}),
        "public_use": ((interviews(),), {"quasi_identifiers": ["sex"], "k": 2, "at_most": 1.0}),
        "compare_questionnaires": ((interviews().form, interviews().form), {}),
        "seal": ((sealed_folder(),), {"who": "A", "why": "B"}),
        "check_seal": ((sealed_folder(),), {}),
        "combine_imputations": (([means, means],), {}),
        "replicate_estimate": ((survey.replicate(one, "JKn"), lambda weights: float(weights.sum())), {}),
    }


BAD: tuple[object, ...] = (
    None,
    0,
    -1,
    1.5,
    float("nan"),
    "nobody",
    "",
    [],
    {},
    ["nobody"],
    [1, 2],
    {"a": 1},
    object(),
    True,
    np.array([1.0, 2.0]),
    b"x",
    ("x",),
    [None],
    ["sex", "sex"],
    "income",
    1_000_000,
    table(),
    DESIGN,
)


@pytest.mark.parametrize("name", calls())
def test_whatever_is_given_a_verb_works_or_says_what_is_wrong(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No argument of any verb lets an error of Python through."""
    monkeypatch.chdir(tmp_path)  # some of them write a file of the name that is tried
    args, keywords = calls()[name]
    verb: Callable[..., object] = getattr(survey, name)
    verb(*args, **keywords)
    escaped = []
    for at, (argument, parameter) in enumerate(inspect.signature(verb).parameters.items()):
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        for bad in (*BAD, sample()):
            given, named = list(args), dict(keywords)
            if at < len(given):
                given[at] = bad
            else:
                named[argument] = bad
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("error")
                    verb(*given, **named)
            except SurveyError:
                pass
            except Exception as error:
                escaped.append((argument, repr(bad)[:30], repr(error)[:80]))
    assert escaped == []


def test_every_public_function_has_the_door() -> None:
    functions = [getattr(survey, name) for name in survey.__all__]
    assert [one.__name__ for one in functions if inspect.isfunction(one) and not hasattr(one, "__wrapped__")] == []


def test_a_table_is_no_sample() -> None:
    with pytest.raises(CallError) as raised:
        survey.quantile(table(), "income", 0.5)  # type: ignore[arg-type]
    assert str(raised.value) == (
        "[A001] survey.quantile: sample\n"
        "  It has to be a Sample or a Source; a DataFrame was given.\n"
        "  survey.make_sample(data, survey.Design(...)) makes one of interviews or of a table."
    )


def test_an_argument_that_does_not_exist() -> None:
    with pytest.raises(CallError, match="Did you mean 'where'") as raised:
        survey.mean(sample(), "income", wher="sex == 1")  # type: ignore[call-arg]
    assert raised.value.code == "A002"


def test_an_argument_that_is_missing() -> None:
    with pytest.raises(CallError, match="missing a required argument: 'variables'") as raised:
        survey.mean(sample())  # type: ignore[call-arg]
    assert raised.value.code == "A002"


def test_what_goes_wrong_inside_is_not_blamed_on_the_call() -> None:
    @public
    def verb(number: float, *more: float, **named: str) -> float:
        return number / 0

    with pytest.raises(ZeroDivisionError):
        verb(1.0, 2.0, name="x")
    with pytest.raises(CallError, match=r"survey\..*verb: more\n  It has to be a number; 'x' was given"):
        verb(1.0, "x")  # type: ignore[arg-type]
    with pytest.raises(CallError, match=r"verb: name\n  It has to be text; 3 was given"):
        verb(1.0, name=3)  # type: ignore[arg-type]


def test_a_number_of_numpy_is_a_number() -> None:
    @public
    def verb(size: int) -> None:
        raise ValueError(size)

    with pytest.raises(ValueError, match="3") as raised:
        verb(np.int64(3))  # type: ignore[arg-type]
    assert not isinstance(raised.value, SurveyError)


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (str | ArrayLike | None, "text, None or a column of values"),
        (tuple[float, float] | None, "a tuple of 2 (a number, a number) or None"),
        (dict[str, float], "a mapping (dict)"),
        (list[str], "a list of text"),
        (Callable[[int], int], "a function"),
        (survey.Estimates, "an Estimates"),
    ],
)
def test_hints_in_words(hint: object, words: str) -> None:
    assert in_words(hint) == words


def test_numbers_that_are_none() -> None:
    with pytest.raises(CallError) as raised:
        floats(["a"], "survey.quantile: probabilities")
    assert raised.value.code == "A003"
    assert floats([1, 2], "").tolist() == [1.0, 2.0]


def test_a_design_with_a_field_of_the_wrong_kind() -> None:
    with pytest.raises(CallError) as raised:
        survey.make_sample(table(), survey.Design(strata=5, weight="w"))  # type: ignore[arg-type]
    assert raised.value.place == "survey.Design: strata"


def test_a_design_with_a_field_that_does_not_exist() -> None:
    with pytest.raises(CallError, match="Did you mean 'strata'"):
        survey.Design(stratum="district", weight="w")  # type: ignore[call-arg]


@pytest.mark.parametrize("bad", [one for one in BAD if not isinstance(one, str)])
def test_methods_have_the_door_too(bad: Any) -> None:
    """Nothing but an error with a remedy, or a result, comes from methods."""
    one = sample()
    model = survey.glm(one, "income ~ C(sex) + age")
    methods: tuple[Callable[[Any], object], ...] = (
        lambda value: one.values(value),
        one.where,
        one.categories,
        lambda value: one.assign(new=value),
        survey.Population.from_margins,
        survey.Population.from_margins(MARGINS).margin,
        survey.mean(one, "income").flag,
        survey.crosstab(one, "sex", "trust").to_frame,
        survey.cdf(one, "income").steps,
        model.test,
        model.predict,
        model.marginal_means,
        lambda value: model.marginal_means("sex", levels=value),
        lambda value: model.test("age", null=value),
    )
    for method in methods:
        with contextlib.suppress(SurveyError):
            method(bad)


def test_a_level_the_model_does_not_know() -> None:
    with pytest.raises(SurveyError, match="The model has no 9"):
        survey.glm(sample(), "income ~ C(sex)").marginal_means("sex", levels=[9])
