"""The command computes on one thread, unless the user decides otherwise."""

import os
import sys

import pytest

from survey.cli.program import run_command

NAMES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, ["1", "1", "1"]), ({"MKL_NUM_THREADS": "4"}, [None, "4", None]), ({"OMP_NUM_THREADS": "2"}, [None] * 3)],
)
def test_the_number_of_threads(
    given: dict[str, str], expected: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", dict(given))
    monkeypatch.setattr(sys, "argv", ["survey", "--version"])
    assert run_command() == 0
    assert [os.environ.get(name) for name in NAMES] == expected
