"""What tests of several rooms need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import survey.text


@pytest.fixture
def languages_as_before() -> Iterator[None]:
    """A test may add languages to the process; afterwards they are those of before."""
    before = dict(survey.text._ADDED)
    yield
    survey.text._ADDED.clear()
    survey.text._ADDED.update(before)
    survey.text._load.cache_clear()
