"""Response rates."""

import pytest

from survey.deliveries.contact_outcomes import ContactOutcomes


def test_response_rates_follow_their_definitions() -> None:
    """600 complete, 200 refused, 100 not contacted, 50 other, 50 unknown."""
    outcomes = ContactOutcomes(complete=600, refusal=200, non_contact=100, other=50, unknown=50)
    assert outcomes.rate_if_all_eligible == pytest.approx(60.0)
    assert outcomes.rate_if_none_eligible == pytest.approx(100 * 600 / 950)
    assert outcomes.cooperation == pytest.approx(100 * 600 / 850)
    assert outcomes.refusal_rate == pytest.approx(20.0)


def test_rates_of_nothing_are_nil() -> None:
    """No division by zero."""
    assert ContactOutcomes(0).rate_if_none_eligible == 0.0
