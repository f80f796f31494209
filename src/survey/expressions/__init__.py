"""The small language of routing and rules: parsed with places, checked against the questionnaire, three-valued."""

from survey.expressions.answers import AnswerKind, Answers, Mentions
from survey.expressions.check import Domain, Scope, check
from survey.expressions.evaluate import Truth, evaluate
from survey.expressions.parse import parse
from survey.expressions.tree import Expression

__all__ = ["AnswerKind", "Answers", "Domain", "Expression", "Mentions", "Scope", "Truth", "check", "evaluate", "parse"]
