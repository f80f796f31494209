"""The questionnaire on paper: pages for interviewers, show cards, routing in words, the sheet for entering answers."""
