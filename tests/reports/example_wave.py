"""A made-up but lifelike wave of the shipped questionnaire: 19 indicators, 19 districts, 12 institutions, a wave before."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd

from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.findings.finding_counts import FindingCount
from survey.indicators import Indicator, IndicatorRow, Indicators, IndicatorTable, compare_waves, read_indicators
from survey.indicators.battery_table import BatteryLine, BatteryTable
from survey.indicators.definitions import Thresholds
from survey.indicators.group_differences import GroupDifference
from survey.indicators.indicator_table import COLUMNS, blank_row
from survey.indicators.mentions_table import MentionsLine, MentionsTable
from survey.indicators.publication import Publish
from survey.indicators.rank_uncertainty import COLUMNS as RANK_COLUMNS
from survey.indicators.status_rule import Class3, Status
from survey.periods import Quarter
from survey.questionnaire import read_questionnaire
from survey.reports import (
    CheckFile,
    Methods,
    PreviousWave,
    ReportedMargin,
    ReportedWeightStep,
    ReportInput,
)
from survey.text import Text


def text(kk: str, ru: str) -> Text:
    return Text.of(kk=kk, ru=ru)


INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
FORM = read_questionnaire(INSTRUMENT)
N_BY_UNIT = (60, 40, 40, 40, 40, 40, 110, 40, 60, 80, 90, 40, 40, 40, 50, 40, 40, 70, 40)

CENTRES: Mapping[str, float] = {
    "TRUST_PRESIDENT": 81.3, "TRUST_AKIMAT_REGION": 58.2, "TRUST_COURTS": 44.9, "TRUST_STATE": 62.4, "TRUST_STATE_010": 6.2,
    "TRUST_LISTEXP": 9.7, "POLICY_SUPPORT": 86.7, "POLICY_PERFORMANCE": 24.5, "INFORMED_TIMELY": 49.8, "REL_LOCAL": 73.4,
    "REL_REGION": 70.1, "REL_CHANGE": -4.2, "NEG_SHARE": 6.9, "CONFLICT_EXPECT": 14.1, "CONFLICT_EXPER": 0.0,
    "DISCRIM_ETHNIC": 3.2, "SOC_DISTANCE": 66.3, "CONTACT_FREQ": 57.0, "ISI": 67.25,
}  # fmt: skip
"""Estimates for the region of some indicators of the shipped questionnaire."""


def definitions() -> Indicators:
    every = read_indicators(INSTRUMENT, FORM)
    return replace(every, items=tuple(one for one in every if one.id in CENTRES or one.id.startswith("ISI_D")))


SIZES = {
    "unit": N_BY_UNIT,
    "urban": (240, 735), "sex": (470, 505), "age4": (262, 310, 244, 159), "ethnic_group": (700, 140, 72, 24, 39),
    "language": (668, 307),
}  # fmt: skip


def estimated(one: Indicator, domain: str, level: str, value: float, n: int, deff: float = 1.8) -> IndicatorRow:
    """A row with errors of the size such a survey has, and the status that follows from them."""
    spread = {"percent": math.sqrt(max(value * (100 - value), 0)), "points": 20.0, "pp": 70.0, "scale10": 2.1}
    se = spread[one.unit] / math.sqrt(n / deff)
    low, high = value - 1.96 * se, value + 1.96 * se
    if one.is_share:
        low, high = max(low, 0.0), min(high, 100.0)
    row = replace(
        blank_row(one.id, domain, level), wave="2018Q1", estimate=value, se=se, ci_low=low, ci_high=high,
        df=81.0 if n > 200 else 3.0, n=n, n_eff=n / deff, deff=deff, deff_pooled=deff, df_pooled=81.0, n_psus=100 if n > 200 else max(n // 10, 1), unit=one.unit,
        share_valid=min(value * 1.05, 100) if one.is_share else math.nan, bound_high=value + 4.65 if one.is_share else math.nan,
        share_dk=3.4, share_refused=1.25, publish="hidden" if n < 10 else "low" if n / deff < 30 else "ok",
    )  # fmt: skip
    return row if one.thresholds is None else judged(row, one.thresholds, one.sign)


def judged(row: IndicatorRow, marks: Thresholds, sign: int) -> IndicatorRow:
    """The row with its probabilities and status."""
    up, down = (_above(row.estimate, row.se, mark) for mark in (marks.stable, marks.negative))
    if sign < 0:
        up, down = 1 - up, 1 - down
    stable, negative = up, 1 - down
    tension = 1 - stable - negative
    status = _status(stable, negative, row.n)
    leaning: Class3 = "stable" if stable >= max(tension, negative) else "tension" if tension >= negative else "negative"
    return replace(
        row, status=status, p_stable=stable, p_tension=tension, p_negative=negative,
        leaning=leaning if status == "inconclusive" else None,
        note="alert" if status == "tension" and negative >= 0.2 else "",
    )  # fmt: skip


def _above(value: float, se: float, mark: float) -> float:
    return 0.5 if se == 0 else 0.5 * (1 + math.erf((value - mark) / se / math.sqrt(2)))


def _status(stable: float, negative: float, n: int) -> Status:
    if n < 30:
        return "insufficient_data"
    if negative >= 0.94:
        return "negative"
    return "stable" if stable >= 0.94 else "tension" if stable <= 0.06 else "inconclusive"


def _value(indicator: Indicator, centre: float, noise: float, source: random.Random) -> float:
    value = source.gauss(centre, noise * (0.1 if indicator.unit == "scale10" else 1))
    bottom = -100.0 if indicator.unit == "pp" else 0.0
    top = 10.0 if indicator.unit == "scale10" else 100.0
    return min(max(value, bottom if centre > 8 else min(centre, 0.8)), top)


def rows(shift: float = 0.0, seed: int = 11) -> Iterator[IndicatorRow]:
    source = random.Random(seed)
    for one in definitions():
        if one.id not in CENTRES:
            continue
        centre = CENTRES[one.id]
        yield estimated(one, "region", "region", max(centre + shift, 0) if centre else 0.0, 975)
        for domain, sizes in SIZES.items():
            noise = 9 if domain == "unit" and centre > 20 else 3 if centre > 20 else 2 if domain == "unit" else 1
            for category, n in zip(FORM.groupings[domain].categories, sizes, strict=True):
                yield estimated(one, domain, category.id, _value(one, centre, noise, source), n)


def table(found: Iterable[IndicatorRow], wave: str = "2018Q1", known: Indicators | None = None) -> IndicatorTable:
    """The rows as a table, with their definitions."""
    records = [asdict(row) for row in found]
    frame = pd.DataFrame(records, columns=list(COLUMNS))
    return IndicatorTable(known or definitions(), wave, frame, pd.DataFrame(columns=list(RANK_COLUMNS)))


def with_rows(given: ReportInput, change: Callable[[IndicatorRow], IndicatorRow | None]) -> ReportInput:
    """The facts with rows changed, or left out where the change is None."""
    found = [row for one in given.table if (row := change(one)) is not None]
    made = table(found, given.table.wave, given.table.indicators)
    return replace(given, table=replace(given.table, frame=made.frame))


def with_row(
    given: ReportInput, indicator: str, domain: str = "region", level: str = "region", **changed: object
) -> ReportInput:
    """The facts with one row changed, the region's unless a domain and a level are given."""

    def change(row: IndicatorRow) -> IndicatorRow:
        is_meant = (row.indicator, row.domain, row.level) == (indicator, domain, level)
        return replace(row, **changed) if is_meant else row  # type: ignore[arg-type]

    return with_rows(given, change)


BATTERY_ROWS = (
    ("C01a", (48.1, 33.2, 7.4, 4.1, 4.9, 2.3)),
    ("C01b", (29.6, 37.8, 15.3, 8.2, 6.4, 2.7)),
    ("C01c", (24.3, 34.9, 18.6, 9.1, 10.2, 2.9)),
    ("C01d", (20.4, 37.8, 21.2, 11.3, 6.8, 2.5)),
    ("C01e", (17.2, 34.6, 24.1, 15.3, 6.1, 2.7)),
    ("C01f", (13.7, 31.2, 24.8, 16.9, 10.9, 2.5)),
    ("C01g", (14.2, 33.8, 25.7, 17.2, 6.9, 2.2)),
    ("C01h", (41.3, 36.2, 8.3, 4.2, 7.9, 2.1)),
    ("C01i", (33.9, 36.1, 9.8, 4.6, 13.2, 2.4)),
    ("C01j", (25.1, 35.2, 11.4, 5.8, 19.7, 2.8)),
    ("C01k", (18.8, 30.7, 12.9, 7.3, 27.4, 2.9)),
    ("C01l", (15.8, 36.2, 25.3, 13.1, 7.2, 2.4)),
)  # fmt: skip


def battery() -> BatteryTable:
    question = FORM.variables["C01a"].question
    lines = tuple(line(name, shares) for name, shares in BATTERY_ROWS)
    return BatteryTable(text("Сенім", "Доверие"), question, lines)


def line(name: str, shares: tuple[float, ...], n: int = 975, publish: Publish = "ok") -> BatteryLine:
    """Answers from best to worst, then do not know and refused, in percent."""

    def row(key: str, value: float) -> IndicatorRow:
        half = 196 * math.sqrt(max(value * (100 - value), 0) / 1e4 / n * 1.8)
        return replace(
            blank_row(f"{name}_{key}"), estimate=value, ci_low=max(value - half, 0.0), ci_high=value + half, n=n, deff_pooled=1.8,
            df_pooled=81.0, bound_high=value + 9, share_dk=shares[4], share_refused=shares[5], publish=publish,
        )  # fmt: skip

    positive = replace(
        row("positive", shares[0] + shares[1]), status="tension", p_tension=0.97, p_stable=0.02, p_negative=0.01
    )
    answers = tuple(row(str(code), share) for code, share in enumerate(shares[:4], 1))
    return BatteryLine(name, FORM.variables[name].text, positive, answers)


MENTIONS = (30.6, 28.7, 23.9, 17.3, 13.6, 10.2, 12.1, 6.2, 8.5, 8.3, 1.6, 1.0, 2.2, 2.7, 1.5)


def concerns(shares: Iterable[float] = MENTIONS, n: int = 975, publish: Publish = "ok") -> MentionsTable:
    """What people name without being prompted, in the order of the questionnaire."""
    question = FORM.variables["B03"].question

    def row(code: int, value: float) -> IndicatorRow:
        half = 196 * math.sqrt(max(value * (100 - value), 0) / 1e4 / n)
        return replace(
            blank_row(f"B03_{code}"), estimate=value, ci_low=max(value - half, 0.0), ci_high=value + half, n=n, publish=publish
        )  # fmt: skip

    pairs = zip(question.options, shares, strict=True)
    return MentionsTable(question, tuple(MentionsLine(one, row(one.code, value)) for one, value in pairs))


def group_tests() -> tuple[GroupDifference, ...]:
    """One difference between two groups, one among three of which one stands out, and one that is not established."""
    return (
        GroupDifference("ISI", "sex", ("1", "2"), 12.0, 1, 80, 0.001, 0.002, ("1", "2")),
        GroupDifference("REL_LOCAL", "age4", ("18-29", "30-44", "60+"), 9.0, 2, 79, 0.001, 0.002, ("60+",)),
        GroupDifference("ISI", "urban", ("0", "1"), 1.0, 1, 80, 0.3, 0.3),
    )


def methods() -> Methods:
    source = text("2018 жылғы 1 қаңтардағы шамамен алынған кесте", "Приблизительная таблица на 1 января 2018 года")
    return Methods(
        population=text(
            "Алматы облысының 18 жастағы және одан үлкен тұрақты тұрғындары: 16 аудан, 3 қала",
            "Постоянные жители Алматинской области 18 лет и старше: 16 районов, 3 города",
        ),
        sampling=text(
            "Кездейсоқ, екі сатылы: аудан ішінде іріктеу нүктелері ересектер санына пропорционал таңдалады, әр нүктеде 10 адам",
            "Случайная двухступенчатая: в районе точки опроса отбираются пропорционально числу взрослых, в точке – 10 человек",
        ),
        mode=text("Үйде жеке сұхбат", "Личное интервью дома"),
        days=(datetime.date(2018, 2, 5), datetime.date(2018, 3, 12)),
        n_delivered=1000,
        n_set_aside=25,
        n_used=975,
        counts_people=True,
        n_strata=19,
        n_psu=100,
        n_interviewers=25,
        interviews_by_language=((text("қазақ тілі", "казахский"), 668), (text("орыс тілі", "русский"), 307)),
        weight_steps=(
            ReportedWeightStep(text("Іріктелу ықтималдығы", "Вероятность отбора"), 975, 1.152, 251.25, 2310.5),
            ReportedWeightStep(
                text("Халық құрамына келтіру", "Приведение к составу населения"), 975, 1.324, 98.4, 5120.25
            ),
            ReportedWeightStep(text("Шектеу", "Усечение"), 975, 1.297, 98.4, 4800.0),
        ),
        margins=(
            ReportedMargin(text("Жынысы мен жасы", "Пол и возраст"), 8, source, datetime.date(2018, 1, 1)),
            ReportedMargin(
                text("Аудан және елді мекен түрі", "Район и тип населённого пункта"),
                35,
                source,
                datetime.date(2018, 1, 1),
            ),
            ReportedMargin(text("Этностық тобы", "Этническая группа"), 5, source, datetime.date(2018, 1, 1)),
        ),
        outcomes=ContactOutcomes(complete=1000, refusal=214, non_contact=187, other=36, unknown=95),
    )


def findings() -> tuple[FindingCount, ...]:
    return (
        FindingCount("key_twice_same", "error", Text(), 14, 14),
        FindingCount("ended", "error", Text(), 11, 11),
        FindingCount("not_recorded", "warning", Text(), 1312, 241),
        FindingCount(
            "house_rule", "warning", text("Жасы мен білімі қайшы", "Возраст и образование противоречат"), 3, 3
        ),
        FindingCount("stray", "info", Text(), 77, 52),
    )


def example() -> ReportInput:
    return ReportInput(
        district_indicators=("ISI", "REL_LOCAL"),
        people=text("ересек тұрғындардың", "взрослых жителей"),
        title=text("Этносаралық тұрақтылық мониторингі", "Мониторинг межэтнической стабильности"),
        region=text("Алматы облысы", "Алматинская область"),
        wave=Quarter(2018, 1),
        table=table(rows()),
        methods=methods(),
        battery=battery(),
        concerns=concerns(),
        group_tests=group_tests(),
        findings=findings(),
        previous=PreviousWave(
            Quarter(2017, 4),
            compare_waves(table(rows()), table(rows(shift=-2.6, seed=5), "2017Q4")),
            table=table(rows(shift=-2.6, seed=5), "2017Q4"),
        ),
        files=(CheckFile("indicators.csv", "0" * 60 + "c0de"), CheckFile("manifest.json")),
    )
