"""The shipped instrument with its population, and a small questionnaire that knows nothing of it."""

from pathlib import Path

import pytest

from survey.design import Population, read_population
from survey.questionnaire import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.simulate import SimulatedWave, simulate_wave

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"

QUESTIONNAIRE = """
id: small
version: "1"
title: {kk: "Шағын сауалнама", ru: "Малая анкета"}
languages: [kk, ru]
roles: {interview: N1, date: D1}
missing:
  - {code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}
missing_default: [98]
header:
  title: {kk: "Бас бөлік", ru: "Шапка"}
  questions:
    - {id: N1, type: text, kk: "Сауалнама нөмірі", ru: "Номер анкеты"}
    - {id: D1, type: date, kk: "Күні", ru: "Дата"}
blocks:
  - id: A
    title: {kk: "Негізгі бөлік", ru: "Основная часть"}
    questions:
      - id: A1
        type: single
        kk: "Сізде автокөлік бар ма?"
        ru: "Есть ли у Вас автомобиль?"
        options:
          - {code: 1, kk: "Бар", ru: "Есть"}
          - {code: 2, kk: "Жоқ", ru: "Нет", goto: A4}
      - {id: A2, type: integer, min: 0, max: 9, kk: "Нешеу?", ru: "Сколько их?"}
      - id: A3
        type: single
        kk: "Жолдар қандай?"
        ru: "Какие дороги?"
        options:
          - {code: 1, score: 100, kk: "Жақсы", ru: "Хорошие"}
          - {code: 2, score: 0, kk: "Жаман", ru: "Плохие"}
      - id: A4
        type: multiple
        max_choices: 2
        kk: "Неге сенесіз?"
        ru: "Чему доверяете?"
        options:
          - {code: 1, kk: "Газет", ru: "Газете"}
          - {code: 2, kk: "Радио", ru: "Радио"}
          - {code: 3, kk: "Ештеңеге", ru: "Ничему", exclusive: true}
      - id: A5
        type: single
        kk: "Жынысыңыз?"
        ru: "Ваш пол?"
        options:
          - {code: 1, kk: "Ер", ru: "Мужской"}
          - {code: 2, kk: "Әйел", ru: "Женский"}
      - {id: A6, type: text, kk: "Тағы не айтасыз?", ru: "Что ещё скажете?"}
"""
GROUPS = """
groupings:
  - id: sex
    kk: "Жынысы"
    ru: "Пол"
    from: A5
"""


@pytest.fixture(scope="session")
def form() -> Questionnaire:
    """The shipped instrument."""
    return read_questionnaire(INSTRUMENT)


@pytest.fixture(scope="session")
def population(form: Questionnaire) -> Population:
    """Its population."""
    return read_population(INSTRUMENT / "population", form)


@pytest.fixture(scope="session")
def clean(form: Questionnaire, population: Population) -> SimulatedWave:
    """A thousand interviews without a mistake."""
    return simulate_wave(form, population, "2018Q1", seed=3, field_errors=False)


@pytest.fixture(scope="session")
def large(form: Questionnaire, population: Population) -> SimulatedWave:
    """Enough interviews to see what the answers come from."""
    return simulate_wave(form, population, "2018Q1", n=8000, seed=1, field_errors=False)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    """A questionnaire of six questions, without strata, points or a profile."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return read_questionnaire(folder)
