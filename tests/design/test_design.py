"""What a design accepts."""

import pytest

from survey.design import Design
from survey.errors import DesignError


def test_one_name_and_a_list_of_one_name_say_the_same() -> None:
    """A single stage needs no list."""
    assert Design(psu="H07", weight="w") == Design(psu=["H07"], weight="w")


def test_without_psu_there_is_one_stage() -> None:
    """Interviews selected directly are one stage."""
    assert Design(weight="w").n_stages == 1


def test_it_prints_its_rule_for_lonely_psus() -> None:
    """The rule must not hide."""
    assert "lonely PSU: adjust" in repr(Design(weight="w", lonely="adjust"))


@pytest.mark.parametrize(
    ("field", "word", "offered"), [("lonely", "ajust", "adjust"), ("chain", "latest", "latest_first")]
)
def test_a_rule_that_does_not_exist_is_refused(field: str, word: str, offered: str) -> None:
    """The nearest rule is offered."""
    with pytest.raises(DesignError) as caught:
        Design(weight="w", **{field: word})  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.place) == ("S001", f"survey.Design: {field}")
    assert offered in caught.value.remedy


@pytest.mark.parametrize("field", ["strata", "fpc"])
def test_more_columns_than_stages_are_refused(field: str) -> None:
    """Two columns of strata need two stages."""
    with pytest.raises(DesignError) as caught:
        Design(psu="a", weight="w", **{field: ("x", "y")})  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.place) == ("S002", f"survey.Design: {field}")
