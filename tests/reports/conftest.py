"""Facts of the example wave."""

import pytest

from survey.reports import ReportInput
from tests.reports.example_wave import example


@pytest.fixture(scope="session")
def facts() -> ReportInput:
    return example()
