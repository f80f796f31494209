"""The seam: the source of the documentation gives the same estimates as interviews in memory; a careless one is refused."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.docs.snippets import snippets

from survey.design import Design, make_sample
from survey.errors import EstimationError
from survey.estimation import Request, Source, contrast, mean

DESIGN = Design(strata="s", psu="p", weight="w")
PAGE = Path(__file__).parents[2] / "docs" / "own_source.md"


def interviews() -> pd.DataFrame:
    """300 interviews in 20 PSUs, with blanks, and a variable that is blank in a whole category."""
    random = np.random.default_rng(8)
    psu = random.integers(0, 20, 300)
    table = pd.DataFrame({"s": psu % 4, "p": psu, "w": random.uniform(1, 5, 300), "g": random.integers(1, 6, 300)})
    table["y"] = np.where((random.random(300) < 0.1) | (table["g"] == 5), np.nan, random.normal(10, 3, 300))
    table["z"] = random.integers(0, 2, 300)
    return table


def source_code() -> str:
    """The first block of the page: the source itself."""
    return next(one.text for one in snippets(PAGE.read_text("utf-8")) if one.language == "python")


def sqlite(code: str, connection: sqlite3.Connection) -> Source:
    names: dict[str, Any] = {}
    exec(compile(code, str(PAGE), "exec"), names)
    made: Source = names["Sqlite"](connection, DESIGN)
    return made


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:")
    interviews().to_sql("wave", opened, index=False)
    yield opened
    opened.close()


def test_the_source_of_the_documentation_gives_what_memory_gives(connection: sqlite3.Connection) -> None:
    """Estimates, errors, intervals, design effects, degrees of freedom, contrasts: every column."""
    source, sample = sqlite(source_code(), connection), make_sample(interviews(), DESIGN)
    ours, theirs = mean(source, ["y", "z"], by="g"), mean(sample, ["y", "z"], by="g")
    pd.testing.assert_frame_equal(ours.to_frame(), theirs.to_frame(), rtol=1e-12)
    difference = "`z:2` - `y:1`"
    found, expected = contrast(ours, {"a": difference}), contrast(theirs, {"a": difference})
    pd.testing.assert_frame_equal(found.to_frame(), expected.to_frame(), rtol=1e-10)


def test_the_source_is_as_short_as_the_page_says() -> None:
    """From the class to its end."""
    code = source_code()
    lines = [line for line in code[code.index("class Sqlite") :].splitlines() if line.strip()]
    assert len(lines) <= 40


@pytest.mark.parametrize("careless", ["SUM(w * {name}", "SUM({known})"])
def test_a_source_that_leaves_null_in_a_sum_is_refused(connection: sqlite3.Connection, careless: str) -> None:
    """Without COALESCE a category in which a variable is blank gives NULL."""
    code = source_code().replace('f"COALESCE({part}, 0)"', "part")
    assert careless in code
    source = sqlite(code, connection)
    with pytest.raises(EstimationError, match="COALESCE") as caught:
        mean(source, "y", by="g")
    assert (caught.value.code, str(caught.value.place)) == ("E311", "survey.mean: source Sqlite")


def test_something_that_answers_no_request_is_no_source() -> None:
    """A class with the method, but without an answer."""

    class Silent:
        def tabulate(self, request: Request) -> None:
            """Nothing."""

    with pytest.raises(EstimationError, match="Silent") as caught:
        mean(Silent(), "y")  # type: ignore[arg-type]
    assert caught.value.code == "E312"
