"""The small language of routing and rules: parsed with places, checked, evaluated in three-valued logic.

A condition is one line of text. It is parsed into a tree by a parser of our own; nothing is ever executed.

==================  ========================================  =================================================
what                as written                                means
==================  ========================================  =================================================
alternative         ``D04 == 3 or D01a == 4``                 at least one holds
conjunction         ``S03 >= 18 and S03 <= 29``               all hold; binds closer than ``or``
negation            ``not D04 == 3``                          does not hold; unknown stays unknown
parentheses         ``(D04 == 3 or D01a == 4) and S03 > 17``  what is inside comes first
comparison          ``R01 >= 2``                              ``== != < <= > >=`` between two values
by name             ``C01a == "Толық сенемін"``               in analyses: an answer by its wording in any language
list                ``D04 in [3, 4]``                         the value is one of the list
not in a list       ``Z02 not in [1, 2]``                     there is a value, and it is none of the list
text                ``H02 == '2018Q1'``                       texts are in single or double quotes
text order          ``H10 >= "2018-02-01"``                   dates and times in ISO form compare as text
arithmetic          ``2 * Z08 - 1 > S03 / 10``                ``+ - * /``; division by zero gives a blank
negative number     ``Z08 > -1``                              a minus before a number or a value
any                 ``any(E01) in [1, 2, 3, 4]``              holds for a row of a battery, or a chosen option
all                 ``all(C01) == 1``                         holds for every row, or every chosen option
count               ``count(I03) >= 2``                       options chosen, or rows of a battery answered
has                 ``has(B03, 11, 12)``                      the multiple choice mentions one of the codes
answered            ``answered(Z02)``                         there is a substantive answer
dont_know           ``dont_know(D04)``                        the respondent did not know
refused             ``refused(D04)``                          the respondent refused
==================  ========================================  =================================================

Names are ids of questions, rows of batteries, batteries, groupings or columns of the file: Latin letters, digits and
``_``. A comparison over a blank is unknown, whatever the reason of the blank; :class:`Truth` has the truth tables.
Analyses (``where=``, ``by=``) may name an answer by its wording, or a category by its id, in quotes; files of a
workspace name codes, so that a corrected wording changes no rule. ``answered``, ``dont_know`` and ``refused`` are
unknown only where an answer was not recorded.

Formally, with ``|`` between alternatives, ``*`` for any number of times and ``?`` for at most once::

    condition   = conjunction ("or" conjunction)*
    conjunction = negation ("and" negation)*
    negation    = "not" negation | "(" condition ")" | comparison | has | state
    comparison  = side ("==" | "!=" | "<" | "<=" | ">" | ">=") value | side "not"? "in" "[" literal ("," literal)* "]"
    side        = value | ("any" | "all") "(" name ")"
    value       = product (("+" | "-") product)*
    product     = factor (("*" | "/") factor)*
    factor      = "-" factor | "(" value ")" | "count" "(" name ")" | number | text | name
    has         = "has" "(" name ("," code)+ ")"
    state       = ("answered" | "dont_know" | "refused") "(" name ")"
    literal     = "-"? number | text
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.expressions.answer_domains import Domain, Scope
    from survey.expressions.answer_lookup import AnswerKind, Answers, MeantAnswer, Mentions, NamedAnswers
    from survey.expressions.condition_check import check
    from survey.expressions.evaluation import asked, evaluate
    from survey.expressions.parser import parse
    from survey.expressions.syntax_tree import Expression
    from survey.expressions.truth_values import Truth

__all__ = [
    "AnswerKind",
    "Answers",
    "Domain",
    "Expression",
    "MeantAnswer",
    "Mentions",
    "NamedAnswers",
    "Scope",
    "Truth",
    "asked",
    "check",
    "evaluate",
    "parse",
]

__getattr__ = lazy_names(
    __name__,
    {
        "answer_domains": "Domain Scope",
        "answer_lookup": "AnswerKind Answers MeantAnswer Mentions NamedAnswers",
        "condition_check": "check",
        "evaluation": "asked evaluate",
        "parser": "parse",
        "syntax_tree": "Expression",
        "truth_values": "Truth",
    },
)
