"""The shipped definitions are those of the methodology, table 2.2."""

import re
from pathlib import Path

from survey.indicators import Indicator, Indicators
from survey.indicators.definitions import GeometricMean, ScoreFormula

METHODOLOGY = Path(__file__).parents[1] / "data" / "instrument" / "indicators.md"
PRIMARY = {
    "ISI", "TRUST_STATE", "POLICY_SUPPORT", "INFORMED_TIMELY", "REL_LOCAL", "NEG_SHARE", "DISCRIM_ETHNIC", "CONFLICT_EXPECT",
}  # fmt: skip

RENAMED = frozenset(
    [
        "TRUST_STATE_010",
        "TRUST_LISTEXP",
        "POLICY_PERFORMANCE",
        "INFORMED_TIMELY",
        "INFORMED_KNOWLEDGE",
        "INFO_LANGUAGE",
        "REL_LOCAL",
        "REL_REGION",
        "REL_COUNTRY",
        "NEG_SHARE",
        "REL_CHANGE",
        "REL_EXPECT",
        "CONFLICT_EXPECT",
        "CONFLICT_EXPER",
        "DISCRIM_ETHNIC",
        "DISCRIM_REPORTED",
        "MARRIAGE",
        "CONTACT_FREQ",
        "CONTACT_QUALITY",
        "THREAT",
        "FAIRNESS",
        "IDENTITY_CIVIC",
        "IDENTITY_PRIDE",
        "SALIENCE",
        "MIGRATION_ETHNIC",
    ]
)
"""Indicators whose name in the table named the topic, not what the number counts."""


def rows() -> list[list[str]]:
    """Cells of table 2.2."""
    lines = METHODOLOGY.read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("| id | kk"))
    table = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table


def borders(indicator: Indicator) -> list[float]:
    return [] if indicator.thresholds is None else [indicator.thresholds.stable, indicator.thresholds.negative]


def test_every_row_of_the_table_is_there(shipped: Indicators) -> None:
    """Names letter by letter but where they did not say what is measured; class, polarity, borders.

    One English name serves five indicators there.
    """
    checked = 0
    for name, kk, ru, en, _, formula_class, polarity, thresholds in rows():
        one = shipped[name.split()[0]]
        kept = (one.name["kk"], one.name["ru"]) == (kk, ru) and (one.name["en"] == en or one.id == "AWARE_MEDIATION")
        assert kept == (one.id not in RENAMED), one.id
        assert formula_class.upper().startswith(one.formula_class)
        assert one.polarity == polarity
        written = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", thresholds)] if polarity != "0" else []
        assert borders(one) == written
        checked += 1
    assert checked == 47


def test_awareness_and_use_of_the_five_institutions(shipped: Indicators) -> None:
    """Ten indicators, all descriptive."""
    for institution in ("MEDIATION", "COUNCIL", "MOTHERS", "ETHNOASSOC", "ASSEMBLY"):
        assert [shipped[f"{what}_{institution}"].polarity for what in ("AWARE", "USE")] == ["0", "0"]


def test_every_indicator_speaks_three_languages(shipped: Indicators) -> None:
    """Names of indicators and sections."""
    named = [*(one.name for one in shipped), *(section.name for section in shipped.sections)]
    assert len(named) > 80
    assert [name for name in named if not all(name.has(language) for language in ("kk", "ru", "en"))] == []


def test_names_are_told_apart(shipped: Indicators) -> None:
    """No two indicators share a name in any language."""
    for language in ("kk", "ru", "en"):
        names = [one.name[language] for one in shipped]
        assert len(set(names)) == len(names)


def test_primary_indicators(shipped: Indicators) -> None:
    """The eight registered ones, section 5; each is a headline."""
    assert {one.id for one in shipped.primary} == PRIMARY
    assert all(one.headline for one in shipped.primary)


def test_every_border_has_a_version_and_a_date(shipped: Indicators) -> None:
    """They are defaults until the expert panel calibrates them."""
    given = [one.thresholds for one in shipped if one.thresholds is not None]
    assert len(given) > 45
    assert all(one.version and one.date.year == 2018 and one.state == "default" for one in given)
    assert all((one.thresholds is None) == (one.polarity == "0") for one in shipped)


def test_sections_of_the_report(shipped: Indicators) -> None:
    """In order, none empty."""
    assert [section.id for section in shipped.sections] == [
        "trust", "policy", "information", "relations", "conflict", "closeness", "identity", "security", "institutions", "index",
    ]  # fmt: skip
    assert all(shipped.in_section(section.id) for section in shipped.sections)


def test_the_index_has_six_dimensions(shipped: Indicators) -> None:
    """Five of six are needed; the geometric mean and the veto stand on the same six."""
    index, geometric = shipped["ISI"].formula, shipped["ISI_GEO"].formula
    assert isinstance(index, ScoreFormula)
    assert isinstance(geometric, GeometricMean)
    assert tuple(item.name for item in index.items) == geometric.items == tuple(f"ISI_D{k}" for k in range(1, 7))
    assert index.at_least.count == 5
    assert shipped["ISI"].veto
    assert shipped["ISI_GEO"].veto


def test_target_groups_are_not_ranked(shipped: Indicators) -> None:
    """Closeness to each ethnic group: the region only, in the order of the questionnaire, without a status."""
    targets = [one for one in shipped if one.id.startswith("SOC_DISTANCE_")]
    assert len(targets) == 9
    assert {(one.polarity, one.domains) for one in targets} == {("0", ("region",))}


def test_units_of_measure(shipped: Indicators) -> None:
    """Shares in per cent, scores in points, balances in percentage points, 0-10 scales as they are."""
    units = {name: shipped[name].unit for name in ("REL_LOCAL", "ISI", "REL_CHANGE", "TRUST_PEOPLE", "TRUST_LISTEXP")}
    assert list(units.values()) == ["percent", "points", "pp", "scale10", "percent"]
    assert shipped["TRUST_LISTEXP_GAP"].unit == "pp"


def test_definitions_show_themselves(shipped: Indicators) -> None:
    """As a line, as a table, as HTML; an unknown id offers the nearest."""
    assert repr(shipped).startswith("<Indicators 2018.1: 77 indicators, 8 primary")
    assert "REL_LOCAL" in shipped._repr_html_()
    assert list(shipped.to_frame()["indicator"]) == list(shipped.ids)
    assert "REL_LOCAL" in shipped
    assert "REL_LOCL" not in shipped
