"""A made-up but lifelike wave: 40 indicators, 19 districts, 12 institutions, a wave before."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Iterator

import pytest

from survey.indicators.definitions import Polarity, Unit
from survey.indicators.status_rule import Status
from survey.periods import Quarter
from survey.reports import (
    Battery,
    CheckFile,
    Classification,
    ContactOutcomes,
    FindingCount,
    GroupLevel,
    Institution,
    Methods,
    PreviousWave,
    ReportedIndicator,
    ReportedMargin,
    ReportedRow,
    ReportedStatusRule,
    ReportedWeightStep,
    ReportInput,
    ScaleAnswer,
    Wording,
)
from survey.text import Text


def text(kk: str, ru: str) -> Text:
    return Text.of(kk=kk, ru=ru)


UNITS = (
    ("Талдықорған қаласы", "г. Талдыкорган", 60),
    ("Қапшағай қаласы", "г. Капшагай", 40),
    ("Текелі қаласы", "г. Текели", 40),
    ("Ақсу ауданы", "Аксуский район", 40),
    ("Алакөл ауданы", "Алакольский район", 40),
    ("Балқаш ауданы", "Балхашский район", 40),
    ("Еңбекшіқазақ ауданы", "Енбекшиказахский район", 110),
    ("Ескелді ауданы", "Ескельдинский район", 40),
    ("Жамбыл ауданы", "Жамбылский район", 60),
    ("Іле ауданы", "Илийский район", 80),
    ("Қарасай ауданы", "Карасайский район", 90),
    ("Қаратал ауданы", "Каратальский район", 40),
    ("Кербұлақ ауданы", "Кербулакский район", 40),
    ("Көксу ауданы", "Коксуский район", 40),
    ("Панфилов ауданы", "Панфиловский район", 50),
    ("Райымбек ауданы", "Райымбекский район", 40),
    ("Сарқан ауданы", "Саркандский район", 40),
    ("Талғар ауданы", "Талгарский район", 70),
    ("Ұйғыр ауданы", "Уйгурский район", 40),
)

TRUST = text("Сенім", "Доверие")
POLICY = text("Мемлекеттік саясат", "Государственная политика")
INFORMATION = text("Хабардар болу", "Информированность")
RELATIONS = text("Этносаралық қарым-қатынас", "Межэтнические отношения")
CONFLICT = text("Кемсітушілік пен жанжалдар", "Дискриминация и конфликты")
CLOSENESS = text("Араласу және әлеуметтік жақындық", "Общение и социальная близость")
INDEX = text("Этносаралық тұрақтылық индексі", "Индекс межэтнической стабильности")

INDICATORS: tuple[tuple[str, str, str, Text, Unit, Polarity, float | None, float | None, bool, float], ...] = (
    ("TRUST_PRESIDENT", "Президентке сенім", "Доверие Президенту", TRUST, "percent", "+", 60, 40, False, 81.3),
    ("TRUST_AKIMAT_REGION", "Облыстық әкімдікке сенім", "Доверие областному акимату", TRUST, "percent", "+", 60, 40, False, 58.2),
    ("TRUST_COURTS", "Соттарға сенім", "Доверие судам", TRUST, "percent", "+", 60, 40, False, 44.9),
    ("TRUST_STATE", "Мемлекеттік құрылымдарға сенім", "Доверие государственным структурам", TRUST, "points", "+", 60, 40, True, 62.4),
    ("TRUST_STATE_010", "Облыстағы мемлекеттік органдарға сенім (0-10)", "Доверие госорганам области (0-10)", TRUST, "scale10", "+", 6, 4.5, False, 6.2),
    ("TRUST_LISTEXP", "Әкімдікке сенбеу (тізім эксперименті)", "Недоверие акимату (списочный эксперимент)", TRUST, "percent", "0", None, None, False, 9.7),
    ("POLICY_SUPPORT", "Этносаралық келісім саясатын қолдау", "Поддержка политики межэтнического согласия", POLICY, "percent", "+", 70, 50, True, 86.7),
    ("POLICY_PERFORMANCE", "Жергілікті билік жұмысын бағалау", "Оценка работы местной власти", POLICY, "pp", "+", 30, 0, False, 24.5),
    ("INFORMED_TIMELY", "Уақтылы хабардар болу", "Своевременная информированность", INFORMATION, "percent", "+", 60, 40, True, 49.8),
    ("REL_LOCAL", "Елді мекендегі этносаралық қарым-қатынас", "Межэтнические отношения в населённом пункте", RELATIONS, "percent", "+", 75, 50, True, 73.4),
    ("REL_REGION", "Облыстағы этносаралық қарым-қатынас", "Межэтнические отношения в области", RELATIONS, "percent", "+", 75, 50, False, 70.1),
    ("REL_CHANGE", "Өзгерісті бағалау", "Оценка изменений", RELATIONS, "pp", "+", 0, -15, False, -4.2),
    ("NEG_SHARE", "Теріс бағалардың үлесі", "Доля негативных оценок", RELATIONS, "percent", "-", 5, 15, True, 6.9),
    ("CONFLICT_EXPECT", "Жанжал күту", "Ожидание конфликта", CONFLICT, "percent", "-", 10, 25, True, 14.1),
    ("CONFLICT_EXPER", "Жанжалды бастан кешу немесе көру", "Опыт конфликта", CONFLICT, "percent", "-", 3, 10, False, 0.0),
    ("DISCRIM_ETHNIC", "Этнос немесе тіл бойынша кемсіту", "Дискриминация по этносу или языку", CONFLICT, "percent", "-", 5, 15, True, 3.2),
    ("SOC_DISTANCE", "Әлеуметтік жақындық", "Социальная близость", CLOSENESS, "points", "+", 65, 45, False, 66.3),
    ("CONTACT_FREQ", "Этносаралық араласу", "Межэтнические контакты", CLOSENESS, "points", "0", None, None, False, 57.0),
    ("ISI", "Этносаралық тұрақтылық индексі", "Индекс межэтнической стабильности", INDEX, "points", "+", 65, 50, True, 67.25),
)  # fmt: skip


def indicators() -> tuple[ReportedIndicator, ...]:
    return tuple(
        ReportedIndicator(
            id=name, name=text(kk, ru), section=section, unit=unit, polarity=polarity, primary=primary, stable=stable, negative=negative,
        )
        for name, kk, ru, section, unit, polarity, stable, negative, primary, _ in INDICATORS
    )  # fmt: skip


CLASSIFICATIONS = (
    Classification(
        "unit",
        text("Аудан, қала", "Район, город"),
        tuple(GroupLevel(str(code), text(kk, ru)) for code, (kk, ru, _) in enumerate(UNITS, 1)),
    ),
    Classification("urban", text("Елді мекен түрі", "Тип населённого пункта"), (GroupLevel("1", text("Қала", "Город")), GroupLevel("0", text("Ауыл", "Село")))),
    Classification("sex", text("Жынысы", "Пол"), (GroupLevel("1", text("Ер", "Мужской")), GroupLevel("2", text("Әйел", "Женский")))),
    Classification("age4", text("Жасы", "Возраст"), tuple(GroupLevel(one, text(one, one)) for one in ("18–29", "30–44", "45–59", "60+"))),
    Classification(
        "ethnic_group",
        text("Этностық тобы", "Этническая группа"),
        (
            GroupLevel("kazakh", text("Қазақ", "Казахи")),
            GroupLevel("russian", text("Орыс", "Русские")),
            GroupLevel("uyghur", text("Ұйғыр", "Уйгуры")),
            GroupLevel(
                "turkish_azerbaijani_kurdish_dungan",
                text("Түрік, әзербайжан, күрд, дүнген", "Турки, азербайджанцы, курды, дунгане"),
            ),
            GroupLevel("other", text("Басқа", "Другие")),
        ),
    ),
    Classification(
        "language",
        text("Сұхбат тілі", "Язык интервью"),
        (GroupLevel("kk", text("Қазақ тілі", "Казахский")), GroupLevel("ru", text("Орыс тілі", "Русский"))),
    ),
)  # fmt: skip

SIZES = {
    "urban": (240, 735), "sex": (470, 505), "age4": (262, 310, 244, 159), "ethnic_group": (700, 140, 72, 24, 39),
    "language": (668, 307),
}  # fmt: skip


def estimated(
    indicator: ReportedIndicator, domain: str, level: str, value: float, n: int, deff: float = 1.8
) -> ReportedRow:
    """A row with errors of the size such a survey has, and the status that follows from them."""
    n_eff = n / deff
    spread = {"percent": math.sqrt(max(value * (100 - value), 0)), "points": 20.0, "pp": 70.0, "scale10": 2.1}
    se = spread[indicator.unit] / math.sqrt(n_eff)
    low, high = value - 1.96 * se, value + 1.96 * se
    if indicator.unit == "percent" and indicator.id != "TRUST_LISTEXP":
        low, high = max(low, 0.0), min(high, 100.0)
    up, down = (_above(value, se, mark) for mark in (indicator.stable, indicator.negative))
    if indicator.polarity == "-":
        up, down = 1 - up, 1 - down
    stable, negative = up, 1 - down
    tension = 1 - stable - negative
    has = indicator.stable is not None
    status = _status(stable, negative, n) if has else None
    leaning: Status = "stable" if stable >= max(tension, negative) else "tension" if tension >= negative else "negative"
    return ReportedRow(
        indicator.id, domain, level, value, se, low, high, df=81.0 if n > 200 else 3.0, n=n, deff_pooled=deff, df_pooled=81.0,
        status=status, p_stable=stable if has else None, p_tension=tension if has else None,
        p_negative=negative if has else None, leaning=leaning if status == "inconclusive" else None,
        share_valid=min(value * 1.05, 100) if indicator.unit == "percent" else None, share_dk=3.4, share_refused=1.25,
        notes=("alert",) if status == "tension" and negative >= 0.2 else (),
        publish="hidden" if n < 10 else "low" if n_eff < 30 else "ok",
    )  # fmt: skip


def _above(value: float, se: float, mark: float | None) -> float:
    return 0.5 if mark is None or se == 0 else 0.5 * (1 + math.erf((value - mark) / se / math.sqrt(2)))


def _status(stable: float, negative: float, n: int) -> Status:
    if n < 30:
        return "insufficient_data"
    if negative >= 0.94:
        return "negative"
    return "stable" if stable >= 0.94 else "tension" if stable <= 0.06 else "inconclusive"


def _value(indicator: ReportedIndicator, centre: float, noise: float, source: random.Random) -> float:
    value = source.gauss(centre, noise * (0.1 if indicator.unit == "scale10" else 1))
    bottom = -100.0 if indicator.unit == "pp" else 0.0
    top = 10.0 if indicator.unit == "scale10" else 100.0
    return min(max(value, bottom if centre > 8 else min(centre, 0.8)), top)


def rows(shift: float = 0.0, seed: int = 11) -> Iterator[ReportedRow]:
    source = random.Random(seed)
    centres = {line[0]: line[-1] for line in INDICATORS}
    for one in indicators():
        centre = centres[one.id]
        yield estimated(one, "region", "", max(centre + shift, 0) if centre else 0.0, 975)
        for code, (_, _, n) in enumerate(UNITS, 1):
            noise = 9 if centre > 20 else 2
            yield estimated(one, "unit", str(code), _value(one, centre, noise, source), n)
        for division in CLASSIFICATIONS[1:]:
            for level, n in zip(division.levels, SIZES[division.id], strict=True):
                yield estimated(one, division.id, level.id, _value(one, centre, 3 if centre > 20 else 1, source), n)


BATTERY_ROWS = (
    ("C01a", "Қазақстан Республикасының Президенті", "Президент Республики Казахстан", (48.1, 33.2, 7.4, 4.1, 4.9, 2.3)),
    ("C01b", "Қазақстан Республикасының Үкіметі", "Правительство Республики Казахстан", (29.6, 37.8, 15.3, 8.2, 6.4, 2.7)),
    ("C01c", "Парламент (Мәжіліс пен Сенат)", "Парламент (Мажилис и Сенат)", (24.3, 34.9, 18.6, 9.1, 10.2, 2.9)),
    ("C01d", "Облыстық әкімдік", "Областной акимат", (20.4, 37.8, 21.2, 11.3, 6.8, 2.5)),
    ("C01e", "Аудандық (қалалық) әкімдік", "Районный (городской) акимат", (17.2, 34.6, 24.1, 15.3, 6.1, 2.7)),
    ("C01f", "Соттар", "Суды", (13.7, 31.2, 24.8, 16.9, 10.9, 2.5)),
    ("C01g", "Полиция", "Полиция", (14.2, 33.8, 25.7, 17.2, 6.9, 2.2)),
    ("C01h", "Армия", "Армия", (41.3, 36.2, 8.3, 4.2, 7.9, 2.1)),
    ("C01i", "Қазақстан халқы Ассамблеясы", "Ассамблея народа Казахстана", (33.9, 36.1, 9.8, 4.6, 13.2, 2.4)),
    ("C01j", "Этномәдени бірлестіктер", "Этнокультурные объединения", (25.1, 35.2, 11.4, 5.8, 19.7, 2.8)),
    ("C01k", "Қоғамдық келісім кеңестері", "Советы общественного согласия", (18.8, 30.7, 12.9, 7.3, 27.4, 2.9)),
    ("C01l", "Бұқаралық ақпарат құралдары", "Средства массовой информации", (15.8, 36.2, 25.3, 13.1, 7.2, 2.4)),
)  # fmt: skip


def battery() -> Battery:
    return Battery(
        question=text(
            "Мен қазір бірқатар мемлекеттік құрылымдар мен ұйымдарды атаймын. Олардың әрқайсысына қаншалықты сенетініңізді айтыңызшы.",
            "Сейчас я назову ряд государственных структур и организаций. Скажите, пожалуйста, насколько Вы доверяете каждой из них.",
        ),
        answers=(
            ScaleAnswer(text("Толық сенемін", "Полностью доверяю"), 1),
            ScaleAnswer(text("Негізінен сенемін", "Скорее доверяю"), 1),
            ScaleAnswer(text("Негізінен сенбеймін", "Скорее не доверяю"), -1),
            ScaleAnswer(text("Мүлде сенбеймін", "Совсем не доверяю"), -1),
        ),
        institutions=tuple(
            Institution(
                name, text(kk, ru), shares[:4], shares[4], shares[5], 975, 560.0,
                shares[0] + shares[1] - 4.1, shares[0] + shares[1] + 4.0,
            )
            for name, kk, ru, shares in BATTERY_ROWS
        ),
    )  # fmt: skip


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
        first_day=datetime.date(2018, 2, 5),
        last_day=datetime.date(2018, 3, 12),
        n_delivered=1000,
        n_set_aside=25,
        n_used=975,
        n_strata=19,
        n_psu=100,
        rule=ReportedStatusRule("1", datetime.date(2018, 1, 8)),
        n_interviewers=25,
        interviews_by_language=((text("қазақ тілі", "казахский"), 668), (text("орыс тілі", "русский"), 307)),
        weight_steps=(
            ReportedWeightStep(text("Іріктелу ықтималдығы", "Вероятность отбора"), 975, 1.152, 251.25, 2310.5),
            ReportedWeightStep(text("Халық құрамына келтіру", "Приведение к составу населения"), 975, 1.324, 98.4, 5120.25),
            ReportedWeightStep(text("Шектеу", "Усечение"), 975, 1.297, 98.4, 4800.0),
        ),
        margins=(
            ReportedMargin(text("Жынысы мен жасы", "Пол и возраст"), 8, source, datetime.date(2018, 1, 1)),
            ReportedMargin(text("Аудан және елді мекен түрі", "Район и тип населённого пункта"), 35, source, datetime.date(2018, 1, 1)),
            ReportedMargin(text("Этностық тобы", "Этническая группа"), 5, source, datetime.date(2018, 1, 1)),
        ),
        outcomes=ContactOutcomes(complete=1000, refusal=214, non_contact=187, other=36, unknown=95),
        wordings=(
            Wording(
                ("REL_LOCAL", "NEG_SHARE"),
                text(
                    "Әртүрлі этнос өкілдері арасындағы қарым-қатынасты қалай бағалайсыз?",
                    "Как Вы оцениваете отношения между представителями разных этносов?",
                ),
                rows=(text("Сіздің ауылыңызда (қалаңызда)", "В Вашем селе (городе)"), text("Алматы облысында", "В Алматинской области")),
                answers=(
                    text("Өте жақсы", "Очень хорошие"), text("Жақсы", "Хорошие"),
                    text("Жақсы да емес, жаман да емес", "Ни хорошие, ни плохие"), text("Жаман", "Плохие"),
                    text("Өте жаман", "Очень плохие"),
                ),
                counted=(text("Өте жақсы", "Очень хорошие"), text("Жақсы", "Хорошие")),
            ),
            Wording(
                ("CONFLICT_EXPECT",),
                text(
                    "Сіздің ойыңызша, алдағы 12 айда ауылыңызда (қалаңызда) әртүрлі этнос өкілдері арасында жанжал туындауы мүмкін бе?",
                    "Как Вы считаете, возможен ли в ближайшие 12 месяцев в Вашем селе (городе) конфликт между представителями разных этносов?",
                ),
            ),
        ),
    )  # fmt: skip


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


@pytest.fixture(scope="session")
def facts() -> ReportInput:
    return ReportInput(
        title=text("Этносаралық тұрақтылық мониторингі", "Мониторинг межэтнической стабильности"),
        region=text("Алматы облысы", "Алматинская область"),
        wave=Quarter(2018, 1),
        indicators=indicators(),
        rows=tuple(rows()),
        classifications=CLASSIFICATIONS,
        methods=methods(),
        battery=battery(),
        findings=findings(),
        previous=PreviousWave(Quarter(2017, 4), tuple(rows(shift=-2.6, seed=5))),
        files=(CheckFile("indicators.csv", "0" * 60 + "c0de"), CheckFile("manifest.json")),
    )
