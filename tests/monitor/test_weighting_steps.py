"""Design and steps of weighting in ``monitor.yaml``: what is written is what is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from survey.design import Design, Population, Replicates, Sample, make_sample
from survey.documents import Document
from survey.documents.schema_kinds import Key, ListOf, Record
from survey.errors import MonitorError, QuestionnaireError
from survey.monitor.design_settings import DESIGN, read_design
from survey.monitor.weighting_steps import STEP, WeightingStep, classes_of, margins_of, read_steps, weigh
from survey.weighting import adjust_nonresponse, calibrate, normalize, poststratify, rake, trim

POPULATION = Population.from_margins({"sex": {1: 480.0, 2: 520.0}, "age": {1: 300.0, 2: 700.0}})


@pytest.fixture
def sample() -> Sample:
    """Sixty interviews, some without an answer."""
    rng = np.random.default_rng(5)
    table = {
        "sex": rng.integers(1, 3, 60),
        "age": rng.integers(1, 3, 60),
        "y": np.where(rng.random(60) < 0.8, 1.0, np.nan),
        "w": rng.gamma(4.0, 2.0, 60),
        "psu": np.repeat(np.arange(20), 3),
    }
    return make_sample(table, Design(psu="psu", weight="w"))


def steps_in(text: str) -> list[WeightingStep]:
    """The steps of a text, checked as in a workspace."""
    document = Document("monitor.yaml", f"weighting: {text}\n", Record({"weighting": Key(ListOf(STEP))}))
    found = list(read_steps(document.root.get("weighting")))
    document.finish()
    return found


DONE = [
    ("[rake: {}]", lambda s: rake(s, POPULATION)),
    ("[rake: {margins: [[sex]], bounds: [0.2, 5]}]", lambda s: rake(s, POPULATION, margins=["sex"], bounds=(0.2, 5))),
    ("[calibrate: {method: raking}]", lambda s: calibrate(s, POPULATION, method="raking")),
    ("[calibrate: {margins: [[age]]}]", lambda s: calibrate(s, POPULATION, margins=["age"])),
    ("[poststratify: {by: [sex]}]", lambda s: poststratify(s, POPULATION, "sex")),
    ("[trim: {times_median: 2}]", lambda s: trim(s, times_median=2)),
    (
        "[trim: {upper: 12, lower: 3, by: sex, strict: true}]",
        lambda s: trim(s, upper=12, lower=3, by="sex", strict=True),
    ),
    ("[normalize: {}]", normalize),
    ("[normalize: {total: 5000}]", lambda s: normalize(s, 5000)),
    ("[adjust_nonresponse: {respondents: y == 1, by: [sex]}]", lambda s: adjust_nonresponse(s, "y == 1", by="sex")),
    (
        "[adjust_nonresponse: {respondents: y == 1, propensity: [sex, age], groups: 2}]",
        lambda s: adjust_nonresponse(s, "y == 1", propensity=["sex", "age"], groups=2),
    ),
]


@pytest.mark.parametrize(("text", "by_hand"), DONE)
def test_a_step_is_the_verb_of_its_name(sample: Sample, text: str, by_hand: Callable[[Sample], Sample]) -> None:
    """With every option handed on."""
    weighed = weigh(sample, steps_in(text), POPULATION)
    np.testing.assert_array_equal(weighed.weights, by_hand(sample).weights)
    assert not np.array_equal(weighed.weights, sample.weights)


def test_steps_follow_in_their_order(sample: Sample) -> None:
    """Trimming before raking is not raking before trimming."""
    weighed = weigh(sample, steps_in("[{trim: {times_median: 1.5}}, {rake: {}}]"), POPULATION)
    np.testing.assert_array_equal(weighed.weights, rake(trim(sample, times_median=1.5), POPULATION).weights)


def test_a_step_to_the_population_needs_one(sample: Sample) -> None:
    """And no other step does."""
    with pytest.raises(MonitorError) as caught:
        weigh(sample, steps_in("[rake: {}]"), None)
    assert caught.value.code == "M082"
    assert weigh(sample, steps_in("[normalize: {}]"), None).weights.sum() == pytest.approx(60)


def test_the_variables_that_steps_need_are_known() -> None:
    """So that a file without them is refused."""
    adjusted = "{adjust_nonresponse: {respondents: y == 1, by: [town]}}"
    steps = steps_in(f"[{{rake: {{}}}}, {{poststratify: {{by: [sex]}}}}, {{trim: {{upper: 9, by: unit}}}}, {adjusted}]")
    assert margins_of(steps, POPULATION) == (("sex",), ("age",))
    assert margins_of(steps, None) == ()
    assert classes_of(steps) == ("unit", "town")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[rake: {bounds: [2, 3]}]", "M004"),
        ("[trim: {}]", "D023"),
        ("[trim: {strict: true}]", "M081"),
        ("[trim: {times_median: 5, upper: 9}]", "M081"),
        ("[trim: {times_median: 0.5}]", "M022"),
        ("[normalise: {}]", "D011"),
        ("[{rake: {}, trim: {times_median: 5}}]", "D026"),
        ("[rake]", "D012"),
    ],
)
def test_a_step_that_cannot_be_taken_is_a_complaint(text: str, code: str) -> None:
    """At its place."""
    with pytest.raises(QuestionnaireError) as caught:
        steps_in(text)
    assert code in [one.code for one in caught.value.complaints]


def design_in(text: str) -> Design | None:
    """The design of a text, checked as in a workspace."""
    document = Document("monitor.yaml", f"design: {text}\n", Record({"design": Key(DESIGN)}))
    found = read_design(document.root.need("design").named("design"))
    document.finish()
    return found


@pytest.mark.parametrize(
    ("text", "design"),
    [
        ("{weight: w}", Design(weight="w")),
        (
            "{strata: h, psu: p, weight: w, lonely: collapse}",
            Design(strata="h", psu="p", weight="w", lonely="collapse"),
        ),
        (
            "{strata: [h, k], psu: [p, q], fpc: [np, nq], weight: w, nested: true}",
            Design(strata=["h", "k"], psu=["p", "q"], fpc=["np", "nq"], weight="w", nested=True),
        ),
        (
            "{probability: [p1, p2], psu: [a, b], pps: brewer}",
            Design(probability=["p1", "p2"], psu=["a", "b"], pps="brewer"),
        ),
        ("{weight: w, lonely: adjust, lonely_domains: true}", Design(weight="w", lonely="adjust", lonely_domains=True)),
    ],
)
def test_a_design_says_what_is_written(text: str, design: Design) -> None:
    """Several stages, probabilities, finite populations."""
    assert design_in(text) == design


def test_replicate_weights_are_described() -> None:
    """By a regular expression or by names."""
    found = design_in('{weight: w, replicates: {columns: "^b[0-9]+$", kind: BRR}}')
    assert found is not None
    assert isinstance(found.replicates, Replicates)
    assert (found.replicates.columns, found.replicates.kind) == ("^b[0-9]+$", "BRR")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{strata: h}", "D009"),
        ("{weight: w, probability: p}", "S023"),
        ("{weight: w, lonely: ajust}", "D007"),
        ("{weight: w, strata: [a, b]}", "S002"),
        ("{weight: w, replicates: {columns: b, kind: BRR, rho: 0.5}}", "S113"),
        ("{weight: w, replicates: {columns: b}}", "D009"),
    ],
)
def test_a_design_that_does_not_go_together_is_a_complaint(text: str, code: str) -> None:
    """With the code of the design."""
    with pytest.raises(QuestionnaireError) as caught:
        design_in(text)
    assert code in [one.code for one in caught.value.complaints]


def test_the_file_of_the_complaint_is_named(tmp_path: Path) -> None:
    """With its line."""
    document = Document(str(tmp_path / "monitor.yaml"), "design: {strata: h}\n", Record({"design": Key(DESIGN)}))
    read_design(document.root.need("design"))
    assert [(one.place.file, one.place.line) for one in document.complaints] == [(str(tmp_path / "monitor.yaml"), 1)]
