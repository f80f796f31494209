"""Runs of a wave with small tables."""

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from survey.ledger import Archive, Run, RunInput
from survey.ledger.digests import digest_of

MADE = datetime.datetime(2018, 11, 2, 10, 15, tzinfo=datetime.UTC)
HEAD = "indicator,domain,level,estimate,status,publish\n"

MakeRun = Callable[..., Run]
AddRun = Callable[..., Run]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive that has nothing yet."""
    return Archive(tmp_path / "archive")


@pytest.fixture
def make_run() -> MakeRun:
    """A run of 2018Q1 from one delivery and one text."""

    def make(delivery: str = "d1", text: str = "t1", **fields: object) -> Run:
        inputs = (
            RunInput("delivery", "2018Q1", "deliveries/wave.sav", delivery),
            RunInput("text", "", "questionnaire/indicators.yaml", text),
        )
        usual: dict[str, object] = {"settings": {"design.weight": "base_weight"}, "versions": {"numpy": "2.1"}}
        return Run("2018Q1", MADE, inputs, **{**usual, **fields})  # type: ignore[arg-type]

    return make


@pytest.fixture
def add_run(archive: Archive, make_run: MakeRun) -> AddRun:
    """Archive a run with a table of indicators, a text and a file of respondents."""

    def add(
        rows: str = "ISI,region,region,50,stable,ok\n",
        text: str = "version: 1\n",
        table: str | None = None,
        **fields: object,
    ) -> Run:
        def fill(draft: Path) -> None:
            contents: Mapping[str, str] = {
                "results/indicators.csv": HEAD + rows if table is None else table,
                "texts/questionnaire/indicators.yaml": text,
                "internal/sample.json": "{}",
            }
            for name, content in contents.items():
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                (draft / name).write_text(content, "utf-8")

        run = make_run(text=digest_of(text), **fields)
        with archive.locked(run.wave):
            return archive.add(archive.unused(run), fill, is_of_respondents=lambda name: name.startswith("internal/"))

    return add
