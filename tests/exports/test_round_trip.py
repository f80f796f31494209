"""Interviews written, read back and decoded are the same interviews, answer by answer and reason by reason."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.exports import write_file
from survey.exports.file_writing import FORMATS
from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.interviews import Interviews, RawTable
from survey.questionnaire import read_questionnaire
from survey.questionnaire.model import Questionnaire, Reason

HOUSEHOLD = Path(__file__).parents[1] / "data" / "household_panel" / "questionnaire"


def read_back(path: Path, form: Questionnaire) -> tuple[Interviews, Findings]:
    return decode(read_file(path), form)


def differences(one: Interviews, other: Interviews) -> list[str]:
    """Columns in which answers or reasons differ in some interview."""
    pd.testing.assert_index_equal(one.answers.columns, other.answers.columns)
    assert len(one) == len(other)
    answers = [str(name) for name in one.answers if not _same(one.answers[name], other.answers[name])]
    reasons = [f"reason of {name}" for name in one.reasons if (one.reasons[name] != other.reasons[name]).any()]
    extras = [f"extra {name}" for name in one.extras if not _same(one.extras[name], other.extras[name])]
    return [*answers, *reasons, *extras]


def _same(one: pd.Series, other: pd.Series) -> bool:
    """Numbers to the last digit, texts letter by letter."""
    blank = one.isna().to_numpy()
    same_blanks = bool((blank == other.isna().to_numpy()).all())
    return same_blanks and one[~blank].tolist() == other[~blank].tolist()


@pytest.mark.parametrize("format_", FORMATS)
def test_both_surveys_come_back_from_every_format_in_every_language(
    surveys: Mapping[str, Interviews], format_: str, tmp_path: Path
) -> None:
    """And reading finds nothing to say but that there are further columns."""
    n = 0
    for name, interviews in surveys.items():
        blanks = set(np.unique(interviews.reasons.to_numpy()))
        assert blanks >= {Reason.ANSWERED, Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_ASKED, Reason.NOT_RECORDED}
        for language in interviews.form.languages:
            path = tmp_path / f"{name}_{language}.{format_}"
            write_file(interviews, path, language=language, set_aside=True)
            again, found = read_back(path, interviews.form)
            assert differences(interviews, again) == []
            said = {one.rule for one in found} - {"columns_extra"}
            spoken = language in ("kk", "ru", "en")
            assert said <= (set() if spoken else {"declared_missing"})
            assert again.absent == interviews.absent
            n += 1
    assert n == 5


ODD = [
    "=1+1",
    "'=1+1",
    "''-x",
    "-9",
    "+7 701 000 00 00",
    "@SUM(A1)",
    "- жақсы",
    "1,250",
    "007",
    "1e5",
    "2018-03-05",
    'ол: "жоқ"',
    "бір\nекі\n\n=үш",
    "a;=b",
    "a\tb;c,d",
    "🙂👍🏽",
    "й" * 300,
    "TRUE",
    "x\u00a0",
    "\u202etxet",
]
TEXTS = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30),
    st.text("ab,;\"'=+-@\n \t0123", min_size=1, max_size=12),
)


def damaged(form: Questionnaire, texts: list[str], areas: list[float]) -> Interviews:
    """Interviews of the household panel that say these texts in their own words."""
    n = len(texts)
    cells = pd.DataFrame(
        {
            "KEY": [f"K{at}" for at in range(n)],
            "DAY": ["2024-03-05"] * n,
            "A2": [areas[at % len(areas)] for at in range(n)],
            "A3": [1.0, 2.0, 98.0, np.nan] * (n // 4) + [1.0] * (n % 4),
            "A4": ["other", "price", "99", ""] * (n // 4) + ["building"] * (n % 4),
            "C3": texts,
            "A4_other": texts[::-1],
            "remark": texts,
        }
    )
    interviews, _ = decode(RawTable("damaged.sav", "sav", "", cells), form)
    return interviews


@given(
    texts=st.lists(TEXTS, min_size=4, max_size=25),
    areas=st.lists(
        st.floats(0, 400, allow_subnormal=False) | st.sampled_from([1.125, 10.5, 1e-7]), min_size=1, max_size=4
    ),
)
@settings(max_examples=8, deadline=None)
def test_damaged_texts_and_numbers_come_back(texts: list[str], areas: list[float]) -> None:
    """What a format changes is named in a finding; everything else is the same."""
    form = read_questionnaire(HOUSEHOLD)
    interviews = damaged(form, [*texts, *ODD[:4]], areas)
    with tempfile.TemporaryDirectory() as folder:
        for format_ in FORMATS:
            path = Path(folder) / f"wave.{format_}"
            written = write_file(interviews, path)
            again, _ = read_back(path, form)
            changed = {one.variable for one in written.findings.of("warning") if one.variable is not None}
            different = {name.removeprefix("extra ") for name in differences(interviews, again)}
            assert different <= changed, format_
