"""Sentences of the report."""

import datetime
import re
import tomllib
from pathlib import Path

import pytest

import survey.reports
from survey.periods import Quarter
from survey.reports.claims.change_claims import trimmed
from survey.reports.phrases import Phrases
from survey.text import Catalogue

ROOM = Path(survey.reports.__file__).parent
CATALOGUE = Catalogue.load("survey.reports")
WORDS = Phrases(("kk", "ru"))


def test_every_sentence_is_used() -> None:
    """A sentence nobody says is a sentence nobody checks."""
    source = "".join(path.read_text("utf-8") for path in (*ROOM.rglob("*.py"), *ROOM.rglob("*.j2")))
    named = set(re.findall(r"""["']([a-z0-9_]+)["']""", source))
    assert CATALOGUE.keys("kk") - named == set()


def test_russian_plurals_have_all_their_forms() -> None:
    """CLDR: one, few, many, other."""
    sentences = tomllib.loads((ROOM / "wording" / "ru.toml").read_text("utf-8"))
    tables = [set(sentence) for sentence in sentences.values() if not isinstance(sentence, str)]
    assert len(tables) > 4
    assert all(forms == {"one", "few", "many", "other"} for forms in tables)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_latin_look_alike_stands_in_a_sentence(language: str) -> None:
    """A Latin i, h or y among Kazakh letters would be found by no search; an association and files have Latin names."""
    wording = (ROOM / "wording" / f"{language}.toml").read_text("utf-8")
    told = re.sub(r"\{\w+(:\w+)?\}", "", " ".join(re.findall(r'"([^"]*)"', wording)))
    assert set(re.findall(r"[A-Za-z]+", told)) == {
        "AAPOR",
        "ESOMAR",
        "WAPOR",
        "ISO",
        "manifest",
        "json",
        "numbers",
        "csv",
        "CSV",
    }


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "1 точка опроса"), (3, "3 точки опроса"), (100, "100 точек опроса"), (21, "21 точка опроса")],
)
def test_russian_nouns_agree_with_their_number(n: int, words: str) -> None:
    """One, few, many."""
    assert WORDS.say("fact_design_value", n=n, strata=19)["ru"].startswith(words)


def test_kazakh_nouns_do_not_change_after_a_number() -> None:
    """The same form for one and many."""
    said = [WORDS.say("meta_interviews", n=n)["kk"] for n in (1, 975)]
    assert said == ["1 сұхбат пайдаланылды", "975 сұхбат пайдаланылды"]


def test_the_quarter_is_a_roman_numeral() -> None:
    """As Kazakhstan's statistics write it."""
    assert dict(WORDS.wave(Quarter(2018, 1))) == {
        "kk": "2018 жылғы I\xa0тоқсан",
        "ru": "I\xa0квартал 2018\xa0года",
    }


def test_a_period_within_a_year_names_the_year_once() -> None:
    """Across years both are named."""
    within = WORDS.period(datetime.date(2018, 2, 5), datetime.date(2018, 3, 12))
    across = WORDS.period(datetime.date(2017, 12, 5), datetime.date(2018, 1, 12))
    assert within["ru"] == "5\xa0февраля – 12\xa0марта 2018 года"
    assert across["kk"] == "2017 жылғы 5\xa0желтоқсан – 2018 жылғы 12\xa0қаңтар"


def test_no_probability_is_certain() -> None:
    """Neither 100 nor 0 percent is ever printed."""
    assert [WORDS.probability(p)["kk"] for p in (1.0, 0.994, 0.0)] == [
        "99%-дан жоғары",
        "99%",
        "1%-дан төмен",
    ]


def test_an_interval_with_signs_has_no_dash() -> None:
    """A dash beside a minus cannot be read."""
    assert WORDS.interval(-6.2, 2.6, "pp")["ru"] == "−6,2\xa0…\xa0+2,6"
    assert WORDS.interval(-1.0, 20.0, "percent")["kk"] == "−1,0\xa0…\xa0+20,0"


def test_an_abbreviation_at_the_end_of_a_sentence_has_one_full_stop() -> None:
    """Dots that stand for what was left out stay."""
    said = WORDS.say("disclosure_deff_one", high="1,20", margin=WORDS.margin(3.1, "percent"))
    assert said["ru"].endswith("3,1\xa0п.\xa0п.")
    assert said["kk"].endswith("3,1\xa0п.\xa0т.")
    assert WORDS.quoted(WORDS.each(lambda _: "да..."))["ru"] == "«да...»"


def test_a_number_of_a_rule_has_its_decimals_and_the_mark_of_the_language() -> None:
    """An effective number of 12.5, and a million."""
    assert [trimmed(WORDS, 12.5)[language] for language in ("kk", "ru")] == ["12,5", "12,5"]
    assert trimmed(WORDS, 1_000_000.0)["ru"] == "1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000"
