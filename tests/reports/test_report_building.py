"""What the report says."""

import datetime
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from survey.errors import TextError
from survey.indicators import ChangeTable, IndicatorRow
from survey.indicators.indicator_table import blank_row
from survey.periods import Quarter
from survey.reports import PreviousWave, Report, ReportInput, build_brief, build_report, render
from survey.reports.chart_model import DotChart, TileMap
from survey.reports.document_model import Cards, KeyMessages, Paragraph, ReportSection, ReportTable
from survey.text import Catalogue, Text
from tests.reports.example_wave import estimated, table, with_row, with_rows
from tests.reports.test_change_words import with_change


def cards(report: Report) -> Cards:
    return next(block for block in report.sections[0].blocks if isinstance(block, Cards))


def local_lines(report: Report) -> Sequence[Text]:
    """Lines of the card on relations in the settlement."""
    return next(card.lines for card in cards(report).cards if card.id == "REL_LOCAL")


def paragraphs(report: Report, section: str) -> dict[str, str]:
    blocks = next(one.blocks for one in report.sections if one.id == section)
    return {block.id: block.text["ru"] for block in blocks if isinstance(block, Paragraph)}


def table_of(report: Report, name: str) -> ReportTable:
    return next(one for one in report.tables if one.id == name)


def test_the_sections_stand_in_the_order_of_the_contract(facts: ReportInput) -> None:
    """Headline, parts of the definitions with the battery after trust, districts, groups, annexes."""
    sections = build_report(facts).sections
    topics = ["trust", "policy", "information", "relations", "conflict", "closeness", "index"]
    names = [f"topic_{name}" for name in topics]
    names.insert(1, "institutions")
    others = ["concerns", "districts", "groups", "changes"]
    annexes = ["methods", "disclosure", "quality", "wordings", "tables", "tables_grouping", "terms"]
    assert [section.id for section in sections] == ["headline", *names, *others, *annexes]
    assert [section.id for section in sections if section.is_annex] == annexes


def test_every_primary_indicator_has_a_card_and_the_index_leads(facts: ReportInput) -> None:
    """Eight, those shown by district first."""
    names = [card.id for card in cards(build_report(facts)).cards]
    assert names[:2] == ["ISI", "REL_LOCAL"]
    assert len(names) == 8


def test_tables_and_figures_are_numbered_through(facts: ReportInput) -> None:
    """From 1, without a gap."""
    report = build_report(facts)
    assert [one.number for one in report.tables] == list(range(1, len(report.tables) + 1))
    assert [one.number for one in report.figures] == list(range(1, len(report.figures) + 1))
    assert min(len(report.tables), len(report.figures)) > 10


def test_most_is_said_only_when_the_bound_allows_it(facts: ReportInput) -> None:
    """86.7 % earns the overwhelming majority, 73.4 % most, 49.8 % nothing."""
    lines = {card.id: " ".join(line["ru"] for line in card.lines) for card in cards(build_report(facts)).cards}
    assert "подавляющее большинство" in lines["POLICY_SUPPORT"]
    assert "Это большинство" in lines["REL_LOCAL"]
    assert "по данным сказать нельзя" in lines["INFORMED_TIMELY"]
    assert all("большинство" not in lines[name] for name in ("ISI", "NEG_SHARE", "CONFLICT_EXPECT"))


def test_a_share_surely_below_half_is_less_than_half(facts: ReportInput) -> None:
    """30 % with an error of 2."""
    given = with_row(facts, indicator="INFORMED_TIMELY", estimate=30.0, se=2.0)
    lines = next(card.lines for card in cards(build_report(given)).cards if card.id == "INFORMED_TIMELY")
    assert "меньше половины" in lines[-1]["ru"]


def test_no_case_is_never_no_phenomenon(facts: ReportInput) -> None:
    """Nothing in 975 interviews (512 effective): up to 0.8 %, which 100 sampling points can miss where places are struck."""
    given = with_row(
        facts, indicator="NEG_SHARE", estimate=0.0, se=0.0, ci_low=0.0, ci_high=0.4, n=975, deff_pooled=975 / 512
    )
    lines = next(card.lines for card in cards(build_report(given)).cards if card.id == "NEG_SHARE")
    assert lines[-1]["ru"].startswith(
        "Не встретилось ни разу (интервью – 975, точек опроса – 100); возможна доля до 0,8\xa0%"
    )


def test_no_change_is_told_in_words_and_not_called_stable(facts: ReportInput) -> None:
    """A change that cannot be told from noise."""
    change = next(card.change["ru"] for card in cards(build_report(facts)).cards if card.id == "REL_LOCAL")
    assert change.startswith(
        "По сравнению с прошлым опросом (IV\xa0квартал 2017\xa0года): +2,6 п.\xa0п. (−2,8\xa0…\xa0+8,0)"
    )
    assert change.endswith("изменение не установлено.")


def test_the_full_table_names_a_change_only_when_it_is_shown(facts: ReportInput) -> None:
    """A word where the interval shows a change, nothing where it shows neither a change nor its absence."""
    shown = table_of(build_report(facts), "indicators")
    place = [column.id for column in shown.columns].index("change")
    said = {row.id: row.cells[place].detail for row in shown.rows if row.cells}
    assert said["ISI"]["ru"] == "улучшилось"
    assert not said["POLICY_SUPPORT"]


def test_the_first_wave_speaks_of_no_change(facts: ReportInput) -> None:
    """No column, no note, no sentence."""
    report = build_report(replace(facts, previous=None))
    assert all(not card.change for card in cards(report).cards)
    assert "change" not in [column.id for column in table_of(report, "indicators").columns]
    assert "headline_change_note" not in paragraphs(report, "headline")
    assert "precision_changes" not in paragraphs(report, "methods")


def test_the_change_names_its_reference_wave(facts: ReportInput) -> None:
    """Whatever wave it is."""
    assert facts.previous is not None
    report = build_report(replace(facts, previous=PreviousWave(Quarter(2016, 2), facts.previous.changes)))
    assert "II\xa0квартал 2016\xa0года" in cards(report).cards[0].change["ru"]


def test_districts_are_listed_by_status_in_words(facts: ReportInput) -> None:
    """Every one of the 19 stands in one list; thin ones are not judged."""
    thin = with_row(facts, domain="unit", level="2", indicator="ISI", n=25, status="insufficient_data")
    said = paragraphs(build_report(thin), "districts")
    assert said["districts_insufficient_data"].startswith("Недостаточно данных (")
    assert "погрешность" in said["districts_precision_ISI"]
    assert "не везде исключён" in said["districts_negative_not_excluded"]


def test_negative_is_excluded_only_when_every_district_has_a_small_probability(facts: ReportInput) -> None:
    """All at 1 %."""
    given = with_rows(
        facts, lambda row: replace(row, p_negative=0.01, status="stable") if row.domain == "unit" else row
    )
    said = paragraphs(build_report(given), "districts")
    assert "не выше 5" in said["districts_no_negative"]
    assert "districts_negative_not_excluded" not in said


def test_districts_stand_as_in_the_questionnaire_and_the_region_closes_the_table(facts: ReportInput) -> None:
    """Without a test that says they differ there is no ranking."""
    rows = table_of(build_report(facts), "districts_ISI").rows
    assert [row.id for row in rows] == [*(str(at + 1) for at in range(19)), "region"]


def test_thin_districts_are_marked_everywhere(facts: ReportInput) -> None:
    """In the table, the map and the note."""
    report = build_report(facts)
    districts = table_of(report, "districts_ISI")
    low = sum(row.cells[0].publish == "low" for row in districts.rows)
    chart = next(figure.chart for figure in report.figures if figure.id == "map_ISI")
    assert isinstance(chart, TileMap)
    assert low == sum(tile.publish == "low" for tile in chart.tiles) > 10
    assert districts.notes[-1]["ru"].startswith("* Эффективное число")


def test_institutions_are_sorted_by_balance(facts: ReportInput) -> None:
    """President 69.8, courts 3.2."""
    rows = table_of(build_report(facts), "institutions").rows
    assert (rows[0].id, rows[-1].id) == ("C01a", "C01f")
    assert rows[0].cells[2].value == pytest.approx(69.8)


def test_a_majority_that_trusts_is_named_only_when_earned(facts: ReportInput) -> None:
    """52.0 % with a lower end of 47.9 does not earn it."""
    said = paragraphs(build_report(facts), "institutions")["battery_majority"]
    assert "Армия" in said
    assert "Средства массовой информации" not in said


def test_groups_keep_their_order(facts: ReportInput) -> None:
    """Ethnic groups are never ranked."""
    rows = [row.id for row in table_of(build_report(facts), "groups").rows]
    start = rows.index("division_ethnic_group")
    assert rows[start + 1 : start + 4] == ["ethnic_group_kazakh", "ethnic_group_russian", "ethnic_group_uyghur"]


def test_the_minority_view_gives_the_spread_without_thin_groups(facts: ReportInput) -> None:
    """Three groups have enough interviews; their names are not ranked."""
    said = paragraphs(build_report(facts), "groups")["minority_view"]
    assert "3 этнических группах" in said
    assert "Казахи" not in said


def test_nothing_is_earned_by_a_share_without_answers(facts: ReportInput) -> None:
    """Its base is large enough, its answers are not: the card says neither a majority nor that nothing was seen."""
    said = [line["ru"] for line in local_lines(build_report(facts))]
    given = with_row(facts, indicator="REL_LOCAL", bound_high=100.0, share_dk=99.0, share_refused=0.0)
    left = [line["ru"] for line in local_lines(build_report(given))]
    assert [line for line in said if line not in left and "доверительной вероятностью" in line]
    assert not [line for line in left if "доверительной вероятностью" in line]


def test_rows_of_several_waves_are_named_under_every_table_that_has_them(facts: ReportInput) -> None:
    """Such a table travels without its section: its region has fewer interviews than one of its groups."""
    pooled = with_rows(
        facts, lambda row: replace(row, quarters="2017Q4;2018Q1") if row.domain == "ethnic_group" else row
    )
    for given, n in ((pooled, 1), (facts, 0)):
        report = build_report(given)
        for identifier in ("groups", "full_ISI"):
            notes = [one["ru"] for one in table_of(report, identifier).notes]
            assert sum("«Этническая группа»" in one and "2017" in one for one in notes) == n
            assert sum("только по последнему опросу" in one for one in notes) == n


def test_groups_too_small_for_a_level_have_no_part_in_the_minority_view(facts: ReportInput) -> None:
    """They are published, but their interviews are not enough for a comparison."""
    several = with_rows(
        facts, lambda row: replace(row, note="thin") if (row.domain, row.level) == ("ethnic_group", "russian") else row
    )
    assert "2 этнических группах" in paragraphs(build_report(several), "groups")["minority_view"]


def test_approximate_population_is_said_at_the_top_and_in_the_methods(facts: ReportInput) -> None:
    """And nothing is called calibrated to official statistics."""
    report = build_report(facts)
    assert "приблизительная" in report.meta.caution["ru"]
    assert "margins_approximate" in paragraphs(report, "methods")


def test_official_population_needs_no_caution(facts: ReportInput) -> None:
    """Once every margin is official."""
    margins = tuple(replace(margin, approximate=False) for margin in facts.methods.margins)
    report = build_report(replace(facts, methods=replace(facts.methods, margins=margins)))
    assert not report.meta.caution
    assert "margins_official" in paragraphs(report, "methods")


def test_without_a_contact_sheet_no_response_rate_is_invented(facts: ReportInput) -> None:
    """Neither table nor sentence."""
    report = build_report(replace(facts, methods=replace(facts.methods, outcomes=None)))
    assert "outcomes" not in [one.id for one in report.tables]
    assert "outcomes_text" not in paragraphs(report, "methods")


def test_no_findings_are_a_sentence_not_an_empty_table(facts: ReportInput) -> None:
    """And no proof of perfection."""
    report = build_report(replace(facts, findings=()))
    assert "не доказывает" in paragraphs(report, "quality")["quality_none"]
    assert "findings" not in [one.id for one in report.tables]


def test_findings_are_told_in_general_words(facts: ReportInput) -> None:
    """By the glossary, by words given, or added up with other rules."""
    unknown = [replace(facts.findings[0], rule=rule, message=Text(), n=2, n_interviews=1) for rule in ("a", "b")]
    rows = table_of(build_report(replace(facts, findings=(*facts.findings, *unknown))), "findings").rows
    told = {row.id: row.heading["ru"] for row in rows}
    assert told["key_twice_same"] == "Одно интервью передано дважды"
    assert told["house_rule"] == "Возраст и образование противоречат"
    assert told["other_error"] == "Другие правила"
    assert [cell.value for row in rows if row.id == "other_error" for cell in row.cells] == [4, 2]


def test_the_date_of_the_thresholds_is_told(facts: ReportInput) -> None:
    """With their version."""
    indicators = replace(facts.table.indicators, version="1", date=datetime.date(2018, 2, 9))
    said = paragraphs(build_report(replace(facts, table=replace(facts.table, indicators=indicators))), "methods")
    assert said["rule_version"] == "Пороги: версия 1 от 9\xa0февраля 2018 года."


def test_a_missing_wording_stops_the_report(facts: ReportInput) -> None:
    """Nothing falls back silently."""
    with pytest.raises(TextError) as raised:
        render(build_report(replace(facts, title=Text.of(ru="Мониторинг"), region=Text.of(ru="Область"))), "kk")
    assert raised.value.code == "T001"


def test_nothing_but_the_region_is_enough(facts: ReportInput) -> None:
    """One indicator, no districts, no groups, no battery."""
    given = with_rows(facts, lambda row: row if (row.domain, row.indicator) == ("region", "ISI") else None)
    report = build_report(replace(given, battery=None, concerns=None, previous=None))
    assert [section.id for section in report.sections] == [
        "headline",
        "topic_index",
        "methods",
        "disclosure",
        "quality",
        "wordings",
        "tables",
        "terms",
    ]


def test_an_indicator_without_an_estimate_has_a_card_with_a_dash(facts: ReportInput) -> None:
    """Nobody answered."""
    given = replace(facts, table=table([replace(blank_row("ISI"), status="insufficient_data")]))
    report = build_report(replace(given, battery=None, previous=None))
    card = cards(report).cards[0]
    assert (card.estimate.value, card.interval["ru"]) == (None, "Интервал определить нельзя")
    assert "–" in render(report, "ru")


def hidden(row: IndicatorRow) -> IndicatorRow:
    return replace(row, publish="hidden")


def one_part(given: ReportInput) -> ReportInput:
    """Every indicator in one part of the report."""
    known = given.table.indicators
    items = tuple(replace(one, section=known.sections[0].id) for one in known)
    return replace(given, table=replace(given.table, indicators=replace(known, items=items)))


def of_region(given: ReportInput) -> ReportInput:
    """No grouping at all."""
    known = replace(given.table.indicators, domains=("region",))
    return replace(given, table=table([row for row in given.table if row.domain == "region"], known=known))


def one_district(given: ReportInput) -> ReportInput:
    """A region of one district, which no map places."""
    known = given.table.indicators
    units = known.form.groupings["unit"]
    form = replace(
        known.form,
        groupings={**known.form.groupings, "unit": replace(units, categories=units.categories[:1], tiles={})},
    )
    rows = [row for row in given.table if row.domain != "unit" or row.level == units.categories[0].id]
    return replace(given, table=table(rows, known=replace(known, form=form)))


@pytest.mark.parametrize(
    "change",
    [
        lambda given: given,
        lambda given: with_rows(given, hidden),
        lambda given: replace(given, previous=None, battery=None, concerns=None, group_tests=()),
        lambda given: replace(with_rows(given, lambda _: None), previous=None, battery=None, concerns=None, group_tests=()),
        one_part,
        of_region,
        one_district,
    ],
    ids=["whole", "hidden", "one wave", "no number", "one part", "no grouping", "one district"],
)  # fmt: skip
def test_nothing_of_the_report_is_empty(facts: ReportInput, change: Callable[[ReportInput], ReportInput]) -> None:
    """No heading without a block, no figure without words, no table without a row of cells."""
    report = build_report(change(facts))
    assert len(report.sections) > 3
    assert [section.id for section in report.sections if not section.blocks] == []
    assert [figure.id for figure in report.figures if not figure.alternative] == []
    assert [one.id for one in report.tables if not any(row.cells for row in one.rows)] == []
    ids = [section.id for section in report.sections]
    assert len(ids) == len(set(ids))


def test_the_index_withheld_shows_the_parts_that_were_asked(facts: ReportInput) -> None:
    """One part was not asked: the index says so, the others have their chart without a band."""
    known = facts.table.indicators
    parts = [estimated(one, "region", "region", 71.0, 975) for one in known if one.id.startswith("ISI_D")]
    lacking: dict[str, Any] = {
        "withheld": "D01a",
        "status": "withheld",
        "estimate": math.nan,
        "n": 0,
        "publish": "hidden",
    }
    rows = [replace(row, **lacking) if row.indicator in ("ISI", "ISI_D1") else row for row in (*facts.table, *parts)]
    report = build_report(replace(facts, table=table(rows)))
    chart = next(figure.chart for figure in report.figures if figure.id == "parts_ISI")
    assert isinstance(chart, DotChart)
    assert (len(chart.rows), chart.band) == (5, None)
    assert chart.rows[0].name["ru"] == "Доверие институтам и справедливость"
    assert "не задавался" in paragraphs(report, "topic_index")["withheld_ISI"]
    assert [section.id for section in report.sections].index("topic_index") > 5


def test_nothing_is_called_good_while_most_levels_are_not_known(facts: ReportInput) -> None:
    """The first screen and the brief speak of the gap; of eight indicators four open ones are no majority."""
    names = [one.id for one in facts.table.indicators.primary if one.thresholds is not None]
    assert len(names) == 8
    for n_open, kinds in (
        (5, ["changed", "unknown"]),
        (4, ["good", "changed", "unknown"]),
        (0, ["good", "changed", "unknown"]),
    ):
        given = with_rows(
            facts,
            lambda row, n=n_open: replace(  # type: ignore[misc]
                row, status="inconclusive" if row.indicator in names[:n] else "stable", leaning=None, note=""
            ),
        )
        lead = build_report(given).sections[0].blocks[0]
        assert isinstance(lead, KeyMessages)
        assert list(dict.fromkeys(one.kind for one in lead.messages)) == kinds


def test_the_worst_leads_and_a_hidden_change_is_not_said(facts: ReportInput) -> None:
    """Negative before tension; a change of an indicator that is hidden now has no sentence."""
    first = facts.table.indicators.primary[0].id
    given = with_row(facts, first, status="negative", note="")
    lead = build_report(given).sections[0].blocks[0]
    assert isinstance(lead, KeyMessages)
    assert lead.messages[0].id == "key_negative"
    unseen = with_rows(facts, lambda row: replace(row, publish="hidden") if row.domain == "region" else row)
    lead = build_report(unseen).sections[0].blocks[0]
    assert isinstance(lead, KeyMessages)
    assert [one.kind for one in lead.messages] == ["unknown"]


def district_words(facts: ReportInput, language: str) -> str:
    """Everything the report and the brief say where they speak of the units of the sample."""
    report, brief = build_report(facts), build_brief(facts)
    section = next(one for one in report.sections if one.id == "districts")
    texts = [section.title, *(block.text for block in section.blocks if isinstance(block, Paragraph))]
    texts += [one.title for one in report.tables if one.id.startswith("districts_")]
    for figure in report.figures:
        if figure.id.startswith(("dots_", "map_")):
            texts += [figure.title, figure.alternative, figure.note]
    texts += [block.text for section in brief.sections for block in section.blocks if isinstance(block, Paragraph)]
    return " ".join(text[language] for text in texts)


def test_units_are_named_by_the_survey_or_by_their_grouping(facts: ReportInput) -> None:
    """Within a sentence the name of a grouping is in quotation marks; a heading begins with a capital letter."""
    named = replace(facts, units=Text.of(kk="мектептер", ru="школы"))
    assert district_words(named, "ru").startswith("Школы ")
    assert "показателя «Индекс межэтнической стабильности» (школы: 19)" in district_words(named, "ru")
    assert district_words(facts, "ru").startswith("Район или город ")
    assert "показателя «Индекс межэтнической стабильности» («Район или город»: 19)" in district_words(facts, "ru")
    assert "(«Аудан немесе қала»: 19)" in district_words(facts, "kk")


def test_no_sentence_names_the_places_of_one_survey() -> None:
    """Strata may be schools, provinces or kinds of settlement, and a survey may cover a town or a country."""
    places = {
        "kk": r"облыс|аудан|елді мекен",
        "ru": r"област|район|город|населённ",
        "en": r"region|district|\bcit(y|ies)\b|villag",
    }
    n_checked = 0
    for package in ("survey.reports", "survey.deliveries"):
        catalogue = Catalogue.load(package)
        for language, words in places.items():
            for key in catalogue.keys(language):
                template = catalogue.template(language, key)
                for sentence in [template] if isinstance(template, str) else template.values():
                    n_checked += 1
                    bare = re.sub(r"\{\w+\}", "", sentence)
                    assert not re.search(words, bare, re.IGNORECASE), (package, language, key)
    assert n_checked > 1500


def test_a_chart_speaks_of_a_table_only_where_one_follows(facts: ReportInput) -> None:
    """The brief has charts without their tables; the report has both."""
    for language, words in (("ru", "в таблице"), ("kk", "кесте")):
        said = {
            build.__name__: [f"{one.alternative[language]} {one.note[language]}" for one in build(facts).figures]
            for build in (build_report, build_brief)
        }
        assert any(words in one for one in said["build_report"])
        assert len(said["build_brief"]) == 1
        assert words not in said["build_brief"][0]


def test_units_without_a_published_number_have_no_empty_charts(facts: ReportInput) -> None:
    hidden = with_rows(facts, lambda row: replace(row, publish="hidden") if row.domain == "unit" else row)
    report = build_report(hidden)
    assert not [one.id for one in report.figures if one.id.startswith(("dots_", "map_"))]
    assert "districts_none_shown_ISI" in paragraphs(report, "districts")
    assert table_of(report, "districts_ISI").rows


def test_a_level_before_that_is_not_published_is_no_number_of_now(facts: ReportInput) -> None:
    """An indicator whose earlier value is hidden has an empty cell under the previous survey."""
    assert facts.previous is not None
    assert facts.previous.table is not None
    before = replace(facts.previous.table, frame=facts.previous.table.frame.query("indicator != 'ISI'"))
    report = build_report(replace(facts, previous=replace(facts.previous, table=before)))
    rows = {row.id: row.cells for row in table_of(report, "changes_region").rows}
    assert math.isnan(rows["ISI"][0].value or math.nan)
    assert rows["ISI"][1].value is not None
    assert rows["REL_LOCAL"][0].value is not None


def test_every_table_of_answers_names_its_source(facts: ReportInput) -> None:
    """Tables of the method, such as steps of weighting, have sources of their kind."""
    of_method = {"weights", "margins", "outcomes", "thresholds", "findings"}
    for report in (build_report(facts), build_brief(facts)):
        without = {one.id for one in report.tables if not one.source}
        assert without <= of_method
        assert len(report.tables) > len(without)


def test_changes_of_headlines_do_not_claim_more_than_their_intervals(facts: ReportInput) -> None:
    """Each is judged by itself; the brief says how many may be named by chance."""
    notes = [note["ru"] for note in table_of(build_brief(facts), "brief_indicators").notes]
    assert any(
        "95-процентный интервал. Каждый показатель оценён отдельно" in one and "до 5\N{NO-BREAK SPACE}%" in one
        for one in notes
    )


def test_a_russian_sentence_for_one_also_suits_twenty_one() -> None:
    """The form one of CLDR is that of 1, 21 and 101, so that it has no word of a single thing."""
    catalogue = Catalogue.load("survey.reports")
    forms = [form for key in catalogue.keys("ru") if not isinstance(form := catalogue.template("ru", key), str)]
    assert len(forms) > 10
    for form in forms:
        assert not re.search(r"\b(он|она|оно|его|её|нём|ней|им)\b", form["one"], re.IGNORECASE), form["one"]


def test_percents_of_the_rule_are_not_rounded(facts: ReportInput) -> None:
    """A signal from 12.5 % on is not one from 13 % on."""
    known = facts.table.indicators
    rule = replace(known.status_rule, alert=0.125, level=0.975, reach=0.075)
    thin = with_row(facts, indicator="ISI", status="tension", note="alert", p_negative=0.2, p_tension=0.8)
    made = replace(thin, table=replace(thin.table, indicators=replace(known, status_rule=rule)))
    said = " ".join(
        block.text["ru"]
        for build in (build_report, build_brief)
        for section in build(made).sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    )
    brief = " ".join(note["ru"] for note in table_of(build_brief(made), "brief_indicators").notes)
    for shown in ("12,5", "2,5", "7,5"):
        assert f"{shown}\N{NO-BREAK SPACE}%" in said
    assert "12,5\N{NO-BREAK SPACE}%" in brief


def test_a_rise_is_not_said_without_the_fall(facts: ReportInput) -> None:
    """Key messages of the report name changes in every direction, as the brief does."""
    moved = with_change(with_change(facts, "ISI", verdict="lower"), "REL_LOCAL", verdict="improved")
    lead = build_report(moved).sections[0].blocks[0]
    assert isinstance(lead, KeyMessages)
    said = [one.id for one in lead.messages if one.kind == "changed"]
    assert {"key_improved", "key_lower"} <= set(said)
    assert said == sorted(said, key=["key_worsened", "key_improved", "key_higher", "key_lower"].index)


def test_a_survey_without_headline_indicators_has_no_empty_section(facts: ReportInput) -> None:
    known = facts.table.indicators
    items = tuple(replace(one, primary=False) for one in known)
    without = replace(
        facts, table=table(facts.table, known=replace(known, items=items)), previous=None, no_previous="first"
    )
    for report in (build_report(without), build_brief(without)):
        assert report.sections
        assert all(section.blocks for section in report.sections)
    assert "headline" not in [section.id for section in build_report(without).sections]


def test_a_part_is_steady_only_when_all_of_it_was_compared(facts: ReportInput) -> None:
    """An indicator that was not compared may have changed."""

    def steady_parts(compared: ReportInput) -> set[str]:
        sections = build_report(compared).sections
        return {
            one.id for one in sections if "Все показатели раздела остались прежними" in " ".join(paragraphs_of(one))
        }

    def paragraphs_of(section: ReportSection) -> list[str]:
        return [block.text["ru"] for block in section.blocks if isinstance(block, Paragraph)]

    assert facts.previous is not None
    frame = facts.previous.changes.to_frame().assign(verdict="steady")
    whole = replace(facts, previous=replace(facts.previous, changes=ChangeTable(frame)))
    found = steady_parts(whole)
    assert found
    named = {one.id for one in facts.table.indicators if f"topic_{one.section}" in found}
    without = frame[~frame["indicator"].isin({min(named)})].reset_index(drop=True)
    fewer = steady_parts(replace(facts, previous=replace(facts.previous, changes=ChangeTable(without))))
    lost = {f"topic_{one.section}" for one in facts.table.indicators if one.id == min(named)}
    assert found - fewer == lost
