"""Key messages: what is bad, what is good, what changed and what is not known, in sentences with their conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from survey.indicators import ChangeRow, ChangeVerdict, Indicator, IndicatorRow
from survey.indicators.status_rule import CLASSES, Status
from survey.reports.claims.change_claims import trimmed
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import CHANGE_UNITS, Phrases
from survey.reports.report_context import ReportContext
from survey.text import Text


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """Headline indicators of the region by level and by change, and the first of them by district."""

    material: ReportContext

    @property
    def judged(self) -> tuple[Indicator, ...]:
        """Headline indicators that can have a level."""
        return tuple(one for one in self.material.primary if one.thresholds is not None)

    def at(self, *levels: Status) -> tuple[Indicator, ...]:
        """Those at one of these levels."""
        return tuple(one for one in self.judged if self.material.region(one.id).status in levels)

    @property
    def alerts(self) -> tuple[Indicator, ...]:
        """Those in tension with a high probability of the negative level."""
        return tuple(one for one in self.judged if self.material.is_alert(self.material.region(one.id)))

    @property
    def tension(self) -> tuple[Indicator, ...]:
        """Those in tension without an alert."""
        alerts = self.alerts
        return tuple(one for one in self.at("tension") if one not in alerts)

    @property
    def open(self) -> tuple[Indicator, ...]:
        """Those whose level is not known, for whatever reason."""
        return tuple(one for one in self.judged if self.material.region(one.id).status not in CLASSES)

    @property
    def is_mostly_open(self) -> bool:
        """Whether the level is not known of more than half of them."""
        return 2 * len(self.open) > len(self.judged)

    @property
    def has_bad(self) -> bool:
        """Whether some headline indicator is negative or in tension."""
        return bool(self.at("negative", "tension"))

    @property
    def compared(self) -> tuple[tuple[Indicator, ChangeRow], ...]:
        """Headline indicators whose change was judged."""
        shown = (one for one in self.material.primary if not self.material.region(one.id).is_hidden)
        found = ((one, self.material.changes.get(one.id)) for one in shown)
        return tuple((one, change) for one, change in found if change is not None and change.verdict is not None)

    def with_verdict(self, *verdicts: ChangeVerdict) -> tuple[tuple[Indicator, ChangeRow], ...]:
        """Those with one of these verdicts."""
        return tuple((one, change) for one, change in self.compared if change.verdict in verdicts)

    @property
    def apart(self) -> tuple[Indicator, ...]:
        """Headline indicators that are not compared with the wave before."""
        return tuple(one for one in self.material.primary if one.id in self.material.apart)

    @property
    def leading(self) -> Indicator | None:
        """The indicator that leads the districts, where it can have a level there."""
        units, shown = self.material.units, self.material.given.district_indicators
        named = [one for one in self.judged if shown and one.id == shown[0]]
        return next((one for one in named if units is not None and self.material.has(one.id, units)), None)

    @property
    def districts(self) -> tuple[tuple[Text, IndicatorRow], ...]:
        """Names and rows of the districts of the leading indicator."""
        units = self.material.units
        if units is None or self.leading is None:
            return ()
        rows = self.material.rows_by(self.leading.id, units)
        return tuple((level.text, row) for level, row in zip(units.categories, rows, strict=True))

    @property
    def negative_districts(self) -> tuple[Text, ...]:
        """Names of the districts at the negative level."""
        return tuple(name for name, row in self.districts if row.status == "negative")

    @property
    def n_open_districts(self) -> int:
        """Number of districts whose level is not known."""
        return sum(row.status not in CLASSES for _, row in self.districts)


Pick = Callable[[KeyFacts], tuple[Indicator, ...]]


def _valued(facts: KeyFacts, words: Phrases, shown: Iterable[Indicator]) -> Text:
    """Names of indicators, each with its estimate where it is published."""
    named = []
    for one in shown:
        row = facts.material.region(one.id)
        quoted = words.quoted(one.name)
        value = words.value(row.estimate, one.unit) if row.has_estimate and not row.withheld else None
        named.append(words.say("key_named", name=quoted, value=value) if value is not None else quoted)
    return words.joined(named)


def _plain(words: Phrases, shown: Iterable[Indicator]) -> Text:
    return words.joined(words.quoted(one.name) for one in shown)


def _level(key: str, pick: Pick) -> ReportClaim[KeyFacts]:
    """A claim that lists indicators at a level with their values."""

    def places(facts: KeyFacts, words: Phrases) -> Places:
        levels = {name: words.status(name) for name in ("negative", "tension", "stable")}
        return {**levels, "n": len(pick(facts)), "names": _valued(facts, words, pick(facts))}

    return ReportClaim(key, lambda facts: bool(pick(facts)), places)


def _alert(facts: KeyFacts, words: Phrases) -> Places:
    alert = trimmed(words, 100 * facts.material.given.indicators.status_rule.alert)
    return {"negative": words.status("negative"), "alert": alert, "names": _valued(facts, words, facts.alerts)}


def _districts(facts: KeyFacts, words: Phrases) -> Places:
    assert facts.leading is not None
    names = facts.negative_districts
    return {
        "negative": words.status("negative"),
        "indicator": facts.leading.name,
        "n": len(names),
        "names": words.joined(names),
    }


BAD_CLAIMS: tuple[ReportClaim[KeyFacts], ...] = (
    _level("key_negative", lambda facts: facts.at("negative")),
    ReportClaim("key_alert", lambda facts: bool(facts.alerts), _alert),
    _level("key_tension", lambda facts: facts.tension),
    ReportClaim("key_negative_districts", lambda facts: bool(facts.negative_districts), _districts),
)
"""What is bad, worst first."""


def _counts(facts: KeyFacts, words: Phrases) -> Places:
    levels = {name: words.status(name) for name in ("negative", "tension", "stable")}
    return {
        **levels,
        "n": len(facts.judged),
        "open": words.number(len(facts.open), 0),
        "names": _plain(words, facts.open),
    }


def _all_stable(facts: KeyFacts) -> bool:
    return bool(facts.judged) and facts.at("stable") == facts.judged


ALL_GOOD_CLAIM: ReportClaim[KeyFacts] = ReportClaim(
    "key_good_all",
    _all_stable,
    lambda facts, words: {
        "stable": words.status("stable"),
        "n": len(facts.judged),
        "names": _valued(facts, words, facts.judged),
    },
)
NO_BAD_OPEN_CLAIM: ReportClaim[KeyFacts] = ReportClaim(
    "key_no_bad_open", lambda facts: bool(facts.open) and not facts.has_bad and not facts.is_mostly_open, _counts
)
GOOD_CLAIMS: tuple[ReportClaim[KeyFacts], ...] = (
    ALL_GOOD_CLAIM,
    _level("key_good", lambda facts: () if _all_stable(facts) else facts.at("stable")),
    ReportClaim("key_no_good", lambda facts: bool(facts.judged) and not facts.at("stable"), _counts),
)
"""What is good; one of them holds where there are levels."""

NO_BAD_CLAIMS: tuple[ReportClaim[KeyFacts], ...] = (
    ReportClaim("key_no_bad", lambda facts: bool(facts.judged) and not facts.open and not facts.has_bad, _counts),
    NO_BAD_OPEN_CLAIM,
    ReportClaim("key_bad_unknown", lambda facts: facts.is_mostly_open and not facts.has_bad, _counts),
)
"""The line where no level is bad: it says of how many levels it speaks."""


def _moved(key: str, *verdicts: ChangeVerdict) -> ReportClaim[KeyFacts]:
    """A claim that lists indicators that moved, with their changes."""

    def places(facts: KeyFacts, words: Phrases) -> Places:
        found = facts.with_verdict(*verdicts)
        named = [
            words.say(
                "key_named",
                name=words.quoted(one.name),
                value=words.say(
                    "key_change",
                    value=words.number(change.change, signed=True),
                    unit=words.say(CHANGE_UNITS[one.unit]),
                ),
            )
            for one, change in found
        ]
        return {"previous": facts.material.previous, "n": len(found), "names": words.joined(named)}

    return ReportClaim(key, lambda facts: bool(facts.with_verdict(*verdicts)), places)


def _compared(facts: KeyFacts, words: Phrases) -> Places:
    still = facts.with_verdict("undetermined")
    return {
        "previous": facts.material.previous,
        "n": len(facts.compared),
        "open": words.number(len(still), 0),
        "names": _plain(words, (one for one, _ in still)),
    }


def _none_shown(facts: KeyFacts) -> bool:
    """Whether no change was established and that of some indicator is not known."""
    shown = facts.with_verdict("worsened", "improved", "higher", "lower", "slight")
    return bool(facts.with_verdict("undetermined")) and not shown


def _all_steady(facts: KeyFacts) -> bool:
    return bool(facts.compared) and facts.with_verdict("steady") == facts.compared


DIRECTION_CLAIMS: tuple[ReportClaim[KeyFacts], ...] = (
    _moved("key_worsened", "worsened"),
    _moved("key_improved", "improved"),
    _moved("key_higher", "higher"),
    _moved("key_lower", "lower"),
)
"""Which way headline indicators went, worst first."""

MOVED_CLAIMS: tuple[ReportClaim[KeyFacts], ...] = (
    *DIRECTION_CLAIMS,
    _moved("key_slight", "slight"),
    ReportClaim("key_none_shown", _none_shown, _compared),
    ReportClaim("key_steady_all", _all_steady, _compared),
)
"""What changed, worst first; where nothing did, that."""

STEADY_CLAIM = _moved("key_steady", "steady")
FIRST_CLAIM: ReportClaim[KeyFacts] = ReportClaim(
    "key_first", lambda facts: facts.material.given.no_previous == "first" and not facts.compared
)


def _open_districts(facts: KeyFacts, words: Phrases) -> Places:
    assert facts.leading is not None
    return {
        "indicator": facts.leading.name,
        "n": len(facts.districts),
        "open": words.number(facts.n_open_districts, 0),
    }


UNKNOWN_CLAIMS: tuple[ReportClaim[KeyFacts], ...] = (
    ReportClaim("key_unknown_all", lambda facts: bool(facts.open) and facts.open == facts.judged, _counts),
    ReportClaim("key_unknown_most", lambda facts: facts.is_mostly_open and facts.open != facts.judged, _counts),
    ReportClaim("key_unknown", lambda facts: bool(facts.open) and not facts.is_mostly_open, _counts),
    ReportClaim("key_unknown_districts", lambda facts: facts.n_open_districts > 0, _open_districts),
    ReportClaim(
        "key_unknown_change",
        lambda facts: bool(facts.with_verdict("undetermined")) and not _none_shown(facts),
        _compared,
    ),
    ReportClaim(
        "key_apart",
        lambda facts: bool(facts.apart),
        lambda facts, words: {"previous": facts.material.previous, "names": _plain(words, facts.apart)},
    ),
)
"""What is not known, the widest gap first."""
