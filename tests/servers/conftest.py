"""The wave that the servers of these tests hold, made once."""

import pytest

from tests.deliveries_of_tools.collected import Collected
from tests.deliveries_of_tools.conftest import everything_folder, simulated


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Collected:
    """The wave with a question of every kind."""
    return simulated(everything_folder(tmp_path_factory.mktemp("everything")), "2018Q1")
