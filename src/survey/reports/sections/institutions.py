"""Section 3: trust in institutions, sorted by the net share; missing answers are shown separately."""

from __future__ import annotations

from survey.indicators.earned_words import HALF
from survey.reports.document_model import (
    Figure,
    FigureGroup,
    LikertChart,
    LikertRow,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableCell,
    TableColumn,
    TableRow,
)
from survey.reports.report_context import ReportContext
from survey.reports.report_input import Battery, Institution
from survey.text import Text


def institutions(material: ReportContext) -> ReportSection | None:
    """The section on institutions; None when the battery was not asked."""
    battery = material.given.battery
    if battery is None or not battery.institutions:
        return None
    rows = sorted(battery.institutions, key=lambda one: (one.publish == "hidden", -net(battery, one)))
    blocks: tuple[SectionBlock, ...] = (
        material.paragraph("institutions_intro", question=material.words.quoted(battery.question)),
        *_majorities(material, rows),
        FigureGroup((_figure(material, battery, rows),)),
        _table(material, battery, rows),
        *_not_asked(material, battery),
    )
    return ReportSection("institutions", material.words.say("institutions_title"), blocks)


def _not_asked(material: ReportContext, battery: Battery) -> tuple[Paragraph, ...]:
    if not battery.not_asked:
        return ()
    return (material.paragraph("withheld_reason", "note", questions=material.questions(battery.not_asked)),)


def positive(battery: Battery, institution: Institution) -> float:
    """Share of positive answers among all who were asked, in percent."""
    return sum(share for answer, share in zip(battery.answers, institution.shares, strict=False) if answer.side > 0)


def net(battery: Battery, institution: Institution) -> float:
    """Net share: positive less negative answers, in percentage points of all who were asked."""
    return sum(answer.side * share for answer, share in zip(battery.answers, institution.shares, strict=False))


def _majorities(material: ReportContext, rows: list[Institution]) -> tuple[Paragraph, ...]:
    trusted = [one.name for one in rows if _is_trusted_by_most(one)]
    if not trusted:
        return (material.paragraph("institutions_no_majority"),)
    return (
        material.paragraph(
            "institutions_majority", names=material.words.joined(map(material.words.quoted, trusted)), n=len(trusted)
        ),
    )


def _is_trusted_by_most(institution: Institution) -> bool:
    return institution.publish == "ok" and institution.low is not None and institution.low > HALF


def _figure(material: ReportContext, battery: Battery, rows: list[Institution]) -> Figure:
    words = material.words
    chart = LikertChart(
        rows=tuple(
            LikertRow(one.name, one.shares, one.dont_know, one.refused, net(battery, one), one.publish) for one in rows
        ),
        answers=tuple(answer.text for answer in battery.answers),
        sides=tuple(answer.side for answer in battery.answers),
        dont_know=words.say("dont_know"),
        refused=words.say("refused"),
        net_heading=words.say("column_net_short"),
        no_answer_heading=words.say("no_answer"),
        hidden_word=words.say("hidden_mark"),
    )
    return Figure(
        id="institutions",
        title=words.say("likert_title"),
        chart=chart,
        alternative=_in_words(material, battery, [one for one in rows if one.publish != "hidden"]),
        note=words.say("likert_note"),
    )


def _in_words(material: ReportContext, battery: Battery, shown: list[Institution]) -> Text:
    words = material.words
    if not shown:
        return words.say("likert_alternative_none")
    return words.say(
        "likert_alternative",
        n=len(shown),
        highest=shown[0].name,
        highest_net=words.value(net(battery, shown[0]), "pp"),
        lowest=shown[-1].name,
        lowest_net=words.value(net(battery, shown[-1]), "pp"),
    )


def _table(material: ReportContext, battery: Battery, rows: list[Institution]) -> ReportTable:
    words = material.words
    answers = [TableColumn(f"answer_{position}", answer.text) for position, answer in enumerate(battery.answers)]
    return ReportTable(
        id="institutions",
        title=words.say("table_institutions_title"),
        corner=words.say("column_institution"),
        columns=(
            material.column("positive", "column_positive"),
            material.column("interval", "column_interval"),
            material.column("net", "column_net"),
            *answers,
            TableColumn("dont_know", words.say("dont_know")),
            TableColumn("refused", words.say("refused")),
            material.column("n", "column_n"),
        ),
        rows=tuple(TableRow(one.id, one.name, _cells(battery, one)) for one in rows),
        notes=(words.say("note_institutions"),),
        wide=True,
    )


def _cells(battery: Battery, one: Institution) -> tuple[TableCell, ...]:
    width = len(battery.answers) + 6
    if one.publish == "hidden":
        return tuple(TableCell("estimate", publish="hidden") for _ in range(width))
    shares = (*one.shares, one.dont_know, one.refused)
    return (
        TableCell("estimate", "percent", positive(battery, one), one.low, one.high, publish=one.publish),
        TableCell("interval", "percent", None, one.low, one.high, publish=one.publish),
        TableCell("difference", value=net(battery, one), publish=one.publish),
        *(TableCell("estimate", "percent", share, publish=one.publish) for share in shares),
        TableCell("count", value=one.n, publish=one.publish),
    )
