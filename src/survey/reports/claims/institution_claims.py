"""Claims about the battery: what most residents answered, what chart and table show."""

from __future__ import annotations

from survey.indicators.battery_table import BatteryLine, BatteryTable
from survey.indicators.earned_words import majority
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases


def sorted_lines(battery: BatteryTable) -> tuple[BatteryLine, ...]:
    """Lines by balance, the highest first, hidden ones last."""
    return tuple(sorted(battery.lines, key=lambda one: (one.is_hidden, 0.0 if one.is_hidden else -battery.net(one))))


def _shown(battery: BatteryTable) -> list[BatteryLine]:
    return [one for one in sorted_lines(battery) if not one.is_hidden]


def _accepted(battery: BatteryTable) -> list[BatteryLine]:
    """Rows that most residents answer positively, by a limit and not by an estimate."""
    return [
        one
        for one in _shown(battery)
        if one.positive.publish == "ok" and "thin" not in one.positive.notes and majority(one.positive)
    ]


def _majority(battery: BatteryTable, words: Phrases) -> Places:
    return {"names": words.joined([words.quoted(one.name) for one in _accepted(battery)])}


def _ends(battery: BatteryTable, words: Phrases) -> Places:
    shown = _shown(battery)
    return {
        "n": len(shown),
        "highest": shown[0].name,
        "highest_net": words.value(battery.net(shown[0]), "pp"),
        "lowest": shown[-1].name,
        "lowest_net": words.value(battery.net(shown[-1]), "pp"),
    }


def _positive(battery: BatteryTable, words: Phrases) -> Places:
    answers = zip(battery.question.options, battery.sides, strict=True)
    return {"answers": words.joined([words.quoted(option.text) for option, side in answers if side > 0])}


INTRO_CLAIM: ReportClaim[BatteryTable] = ReportClaim(
    "institutions_intro",
    lambda battery: bool(battery.lines),
    lambda battery, words: {"question": words.quoted(battery.question.text)},
)
MAJORITY_CLAIMS: tuple[ReportClaim[BatteryTable], ...] = (
    ReportClaim("battery_majority", lambda battery: battery.asks_all and bool(_accepted(battery)), _majority),
    ReportClaim(
        "battery_no_majority", lambda battery: battery.asks_all and bool(_shown(battery)) and not _accepted(battery)
    ),
)
CHART_NOTES: tuple[ReportClaim[BatteryTable], ...] = (
    ReportClaim("battery_chart_note", lambda battery: bool(_shown(battery))),
)
CHART_CLAIMS: tuple[ReportClaim[BatteryTable], ...] = (
    ReportClaim("likert_alternative", lambda battery: bool(_shown(battery)), _ends),
    ReportClaim("likert_alternative_none", lambda battery: not _shown(battery)),
)
TABLE_NOTES: tuple[ReportClaim[BatteryTable], ...] = (
    ReportClaim("note_positive", lambda battery: bool(_shown(battery)) and 1 in battery.sides, _positive),
    ReportClaim("note_institutions_rounding", lambda battery: bool(_shown(battery))),
)
