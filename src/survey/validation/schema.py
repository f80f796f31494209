"""Schema of ``rules.yaml``: its keys, and the kind and range of their values."""

from __future__ import annotations

from typing import get_args

from survey.documents.schema_kinds import Date, Key, ListOf, NumberKind, OneOf, Record, String
from survey.findings import Severity


def _limit(low: float, high: float, *, whole: bool = False) -> NumberKind:
    return NumberKind(low=low, high=high, whole=whole, code="V007")


_LIMITS = Record(
    {
        "shortest_minutes": Key(_limit(0, 600), "A shorter interview is a warning.", usual="not checked"),
        "same_answers": Key(_limit(1, 10_000, whole=True), "So many answers, all alike, make a copy.", usual="20"),
        "gap_days": Key(
            _limit(1, 365, whole=True),
            "A few interviews further than this from all others have a doubtful date.",
            usual="7",
        ),
        "widespread": Key(
            _limit(0, 1),
            "A remark on a larger share of interviews is reported once for the file.",
            usual="0.1",
        ),
    }
)

_STARTS_WITH = Record(
    {
        "text": Key(String("question"), "The identifier.", required=True),
        "code": Key(String("question"), "The code it begins with.", required=True),
        "digits": Key(NumberKind(low=1, high=20, whole=True), "Digits of the code, with leading zeros.", required=True),
    }
)

_RULE = Record(
    {
        "id": Key(String(), "Name of the rule, shown in findings.", required=True),
        "severity": Key(OneOf(get_args(Severity)), "`error` sets the interview aside.", required=True),
        "date": Key(Date(code="V006"), "When the rule was adopted.", required=True),
        "variables": Key(
            ListOf(String("question")), "What the rule speaks of; the first gets the finding.", required=True
        ),
        "when": Key(String("condition"), "Interviews the rule is about.", usual="all"),
        "must": Key(String("condition"), "What must hold in them."),
        "starts_with": Key(_STARTS_WITH, "Instead of `must`: an identifier begins with a code."),
    },
    element="rule {id}",
    worded=True,
)

RULES = Record(
    {
        "version": Key(String(), "Version of the rules.", required=True),
        "limits": Key(_LIMITS, "Numbers of the house that checks use."),
        "rules": Key(ListOf(_RULE, least=0), "Rules, in the order in which findings are shown.", required=True),
    },
)
