"""Interviews written out as ODK Central, KoboToolbox, SurveyCTO, LimeSurvey, Qualtrics, Survey Solutions and SPSS deliver them."""

import pytest

pytest.register_assert_rewrite("tests.deliveries_of_tools.collected")
