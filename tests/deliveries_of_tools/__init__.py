"""Interviews written out as ODK Central, KoboToolbox, SurveyCTO, LimeSurvey, Qualtrics, Survey Solutions and SPSS deliver them."""
