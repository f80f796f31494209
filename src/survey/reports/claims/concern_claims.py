"""Claims about the answers to a question with several answers: what is named most, what nobody had to be prompted for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from survey.indicators.mentions_table import MentionsLine, MentionsTable
from survey.questionnaire.model import Option
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases
from survey.text import Text

_INSTRUCTION = re.compile(r"\s*\([^()]*\)$")


def answer_name(option: Option) -> Text:
    """The answer as a name; of one in the respondent's words without the instruction to the interviewer in brackets."""
    if not option.specify:
        return option.text
    return Text.each(option.text.languages, lambda language: _INSTRUCTION.sub("", option.text[language]))


def _values(lines: Sequence[MentionsLine], words: Phrases) -> Text:
    return words.joined(
        [
            words.say(
                "name_value", name=words.quoted(answer_name(one.option)), value=words.value(one.row.estimate, "percent")
            )
            for one in lines
        ],
        "; ",
    )


def _foremost(table: MentionsTable, words: Phrases) -> Places:
    return {"values": _values(table.foremost, words)}


def _exclusive(table: MentionsTable) -> list[MentionsLine]:
    """The answers that exclude every other one, such as that there is nothing to worry about."""
    return [one for one in table.lines if one.option.exclusive]


def _nothing(table: MentionsTable, words: Phrases) -> Places:
    (line,) = _exclusive(table)
    low, high = line.row.ci_low, line.row.ci_high
    return {
        "answer": words.quoted(answer_name(line.option)),
        "value": words.value(line.row.estimate, "percent"),
        "interval": words.interval(low, high, "percent"),
    }


def _says_nothing(table: MentionsTable) -> bool:
    """Whether there is one answer that excludes the others, with an interval."""
    rows = [one.row for one in _exclusive(table)]
    return len(rows) == 1 and not math.isnan(rows[0].ci_low + rows[0].ci_high)


def _adds_up_to_more(table: MentionsTable) -> bool:
    return sum(one.row.estimate for one in table.lines) > 100


CONCERN_CLAIMS: tuple[ReportClaim[MentionsTable], ...] = (
    ReportClaim("concerns_foremost", lambda table: bool(table.foremost), _foremost),
    ReportClaim("concerns_none_foremost", lambda table: len(table.lines) > 2 and not table.foremost),
    ReportClaim("concerns_nothing", _says_nothing, _nothing),
)
UNPROMPTED_CLAIMS: tuple[ReportClaim[MentionsTable], ...] = (
    ReportClaim("concerns_unprompted", lambda table: not table.question.prompted),
)
CONCERN_ALTERNATIVE: ReportClaim[MentionsTable] = ReportClaim(
    "concerns_alternative",
    lambda table: bool(table.lines),
    lambda table, words: {"values": _values(table.by_share, words)},
)
CONCERN_CHART_NOTES: tuple[ReportClaim[MentionsTable], ...] = (
    ReportClaim("concerns_order", lambda table: len(table.lines) > 1),
)
CONCERN_NOTES: tuple[ReportClaim[MentionsTable], ...] = (
    ReportClaim(
        "note_mentions_most",
        lambda table: _adds_up_to_more(table) and table.question.max_choices is not None,
        lambda table, _: {"n": table.question.max_choices or 0},
    ),
    ReportClaim("note_mentions_several", lambda table: _adds_up_to_more(table) and table.question.max_choices is None),
)


def _n(table: MentionsTable, _: Phrases) -> Places:
    return {"n": table.lines[0].row.n}


CONCERN_BASES: tuple[ReportClaim[MentionsTable], ...] = (
    ReportClaim("mentions_base_all", lambda table: table.asks_all, _n),
    ReportClaim("mentions_base_asked", lambda table: not table.asks_all, _n),
)
"""Whose answers are counted; the first that holds."""
