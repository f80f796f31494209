"""The questionnaire to and from other tools."""
