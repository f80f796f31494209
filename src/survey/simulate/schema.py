"""Schema of ``simulation.yaml``: keys, kinds of their values, and their explanations."""

from __future__ import annotations

from survey.documents.schema_kinds import ByKey, Key, ListOf, MappingOf, NumberKind, Record, String

_WEIGHTS = MappingOf(NumberKind(low=0, high=1_000_000_000, remedy="Write shares in percent."))
_BY = Record(
    {
        "by": Key(String("question or grouping"), "Whose values tell the rows apart.", required=True),
        "of": Key(MappingOf(_WEIGHTS), "Weights by value; `else` for the others.", required=True),
    }
)

SIMULATION = Record(
    {
        "traits": Key(MappingOf(ListOf(String("question"))), "Which questions speak of which trait."),
        "levels": Key(
            MappingOf(NumberKind(low=-10, high=10)), "How much better than usual answers are, in standard deviations."
        ),
        "shares": Key(MappingOf(ByKey({"by": _BY}, _WEIGHTS)), "Weights of the answers to a question."),
        "direct": Key(MappingOf(String("question")), "The direct question beside a list experiment."),
    }
)
