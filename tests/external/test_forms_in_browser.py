"""Forms on a page: whole interviews in every language, answered by pointer and keys in Chromium."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from tests.deliveries_of_tools.collected import Collected, collect
from tests.external.chromium import Page, chromium

import survey
from survey.design import read_population
from survey.interviews import RawTable
from survey.questionnaire.model import Questionnaire, Variable
from survey.simulate import simulate_wave
from survey.simulate.joint_distribution import even_population

pytestmark = pytest.mark.external

ROOT = Path(__file__).parents[2]
ENGINE = Path(__file__).parent / "form_engine"
EACH = 5
"""Interviews in each language."""

BUNDLE = (
    "node_modules/.bin/esbuild", "web_forms_page.mjs", "--bundle", "--minify", "--format=esm",
    "--define:__VUE_PROD_DEVTOOLS__=true", "--log-level=error",
)  # fmt: skip
"""Command that puts ODK Web Forms into one script; questions of the page can be asked for their names."""

Interview = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """An interview on a page: wordings of the questions that were shown, how it ended, what the form kept."""

    shown: dict[str, str]
    over: str
    kept: object


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module", params=["interethnic", "household"])
def collected(request: pytest.FixtureRequest) -> Collected:
    """Simulated answers to a shipped questionnaire."""
    name, wave = {"interethnic": ("questionnaires/interethnic", "2018Q1")}.get(
        request.param, ("tests/data/household_panel/questionnaire", "2024")
    )
    form = survey.read_questionnaire(ROOT / name)
    figures = ROOT / name / "population"
    population = read_population(figures, form) if figures.is_dir() else even_population(form)
    return collect(simulate_wave(form, population, wave, n=150, seed=11, field_errors=False))


def test_a_page_of_surveyjs_holds_whole_interviews(page: Page, collected: Collected, tmp_path: Path) -> None:
    form = survey.write_surveyjs(collected.form, tmp_path / "form.json").path.read_text(encoding="utf-8")
    core, shown = ENGINE / "node_modules" / "survey-core", ENGINE / "node_modules" / "survey-js-ui"
    scripts = [core / "survey.core.min.js", core / "survey.i18n.min.js", shown / "survey-js-ui.min.js"]
    parts = [f'<link rel="stylesheet" href="{(core / "survey-core.min.css").as_uri()}">']
    parts += [f'<script src="{one.as_uri()}"></script>' for one in (*scripts, ENGINE / "surveyjs_page.js")]
    answered = interviews(page, collected, "".join(parts), json.loads(form), tmp_path)
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps([one.kept for one in answered], ensure_ascii=False), encoding="utf-8")
    agree(collected, answered, survey.read_file(answers))


def test_a_page_of_web_forms_holds_whole_interviews(page: Page, collected: Collected, tmp_path: Path) -> None:
    form = survey.write_xform(collected.form, tmp_path / "form.xml").path.read_text(encoding="utf-8")
    bundled = subprocess.run(BUNDLE, cwd=ENGINE, capture_output=True, text=True, encoding="utf-8", check=True)
    answered = interviews(page, collected, f'<script type="module">{bundled.stdout}</script>', form, tmp_path)
    records = [
        {part.tag.rpartition("}")[2]: part.text or "" for part in ElementTree.fromstring(str(one.kept)).iter()}
        for one in answered
        if one.kept is not None
    ]
    cells = pd.DataFrame(records).fillna("")
    agree(collected, answered, RawTable("answers.xml", "csv", "0" * 64, cells))


def interviews(page: Page, collected: Collected, parts: str, form: object, folder: Path) -> list[Answered]:
    """The interviews on a page with the form."""
    driver = f'<script src="{(ENGINE / "interviewer.js").as_uri()}"></script>'
    html = folder / "page.html"
    html.write_text(f'<!doctype html><meta charset="utf-8">{driver}{parts}<body>', encoding="utf-8")
    page.open(html, 1280)
    page.value("(async () => { while (!window.show) await new Promise((done) => setTimeout(done, 20)); })()")
    page.value(f"void (window.form = {json.dumps(form)})")
    taken = zip(positions(collected), languages(collected), strict=True)
    return [answer(page, interview(collected, at), language) for at, language in taken]


def languages(collected: Collected) -> list[str]:
    """The language of each interview."""
    return [language for language in collected.form.languages for _ in range(EACH)]


def positions(collected: Collected) -> list[int]:
    """The first interviews of the wave in which nothing was chosen that the filter of a question does not offer."""
    kept = [at for at in range(len(collected)) if is_offered(collected.form, interview(collected, at))]
    return kept[: EACH * len(collected.form.languages)]


def is_offered(form: Questionnaire, given: Interview) -> bool:
    filtered = [one for one in form.variables.values() if one.question.offered_from is not None]
    return all(
        codes(given[one.id]) <= codes(given[str(one.question.offered_from)]) | {code.shown for code in one.missing}
        for one in filtered
    )


def is_in_use(variable: Variable, form: Questionnaire, given: Interview) -> bool:
    """Whether the row of a battery was in use on the day of the interview."""
    since = variable.row.asked_from if variable.row is not None else None
    return since is None or str(given[form.roles["date"]]) >= since


def codes(answer: str | list[str]) -> set[str]:
    return set(answer) if isinstance(answer, list) else {answer} - {""}


def interview(collected: Collected, at: int) -> Interview:
    """What one respondent answered, question by question and in own words."""
    form = collected.form
    found: Interview = {}
    for name, variable in form.variables.items():
        if variable.kind == "multiple":
            found[name] = [variable.shown(code) for code in collected.chosen[name][at]] or ""
        else:
            found[name] = collected.typed[name][at]
    return found | {name: words[at] for name, words in collected.others.items()}


def answer(page: Page, given: Interview, language: str) -> Answered:
    """One interview from the first question to the button at the end."""
    page.value(f"show(window.form, {language!r})")
    page.value(f"void (window.given = {json.dumps(given)})")
    while "typed" in (step := page.value("step(window.given)")):
        page.type(step["typed"])
    return Answered(dict(step["asked"]), step["over"], page.value("kept()"))


def agree(collected: Collected, answered: list[Answered], raw: RawTable) -> None:
    """What was asked is what our routing asks, in the words of the language; what was kept are the answers."""
    form, at_all = collected.form, positions(collected)
    assert [one.over for one in answered] == ["sent"] * EACH * len(form.languages)
    for one, at, language in zip(answered, at_all, languages(collected), strict=True):
        given = interview(collected, at)
        expected = {
            name
            for name, one in form.variables.items()
            if collected.was_asked(name)[at] and is_in_use(one, form, given)
        }
        assert {name for name in one.shown if name in form.variables} == expected
        words = {name for name, texts in collected.others.items() if texts[at]}
        assert {name for name in one.shown if name not in form.variables} == words
        wordings = {
            name: form.variable(name).text[language] for name in expected if form.variable(name).kind != "count"
        }
        assert {name: one.shown[name] for name in wordings} == wordings
    kept, _ = survey.decode(raw, form)
    meant = collected.reference.answers.iloc[at_all], collected.reference.reasons.iloc[at_all]
    pd.testing.assert_frame_equal(kept.answers, meant[0].reset_index(drop=True), check_dtype=False)
    pd.testing.assert_frame_equal(kept.reasons, meant[1].reset_index(drop=True), check_dtype=False)
    for name, texts in collected.others.items():
        said = [texts[at] for at in at_all]
        if any(said):
            assert list(raw.cells[name].fillna("")) == said
