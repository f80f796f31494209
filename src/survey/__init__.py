"""One survey from the questionnaire to the published quarterly report.

Names are loaded when they are first used, so that ``import survey`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey.deliveries import Corrections as Corrections
    from survey.deliveries import Delivery as Delivery
    from survey.deliveries import DeliveryDifference as DeliveryDifference
    from survey.deliveries import Waivers as Waivers
    from survey.deliveries import compare_deliveries as compare_deliveries
    from survey.deliveries import correct as correct
    from survey.deliveries import read_corrections as read_corrections
    from survey.deliveries import read_waivers as read_waivers
    from survey.deliveries import receive_delivery as receive_delivery
    from survey.deliveries import summarize_findings as summarize_findings
    from survey.deliveries import waive as waive
    from survey.deliveries import write_corrections_template as write_corrections_template
    from survey.deliveries import write_findings as write_findings
    from survey.design import Design as Design
    from survey.design import HartleyRao as HartleyRao
    from survey.design import JointProbabilities as JointProbabilities
    from survey.design import Population as Population
    from survey.design import Replicates as Replicates
    from survey.design import Sample as Sample
    from survey.design import TwoPhase as TwoPhase
    from survey.design import degf as degf
    from survey.design import make_sample as make_sample
    from survey.design import read_population as read_population
    from survey.design import replicate as replicate
    from survey.design import replicate_weights as replicate_weights
    from survey.errors import SurveyError as SurveyError
    from survey.estimation import Change as Change
    from survey.estimation import Comparison as Comparison
    from survey.estimation import Crosstab as Crosstab
    from survey.estimation import DatabaseSample as DatabaseSample
    from survey.estimation import Distribution as Distribution
    from survey.estimation import Estimates as Estimates
    from survey.estimation import GoodnessOfFit as GoodnessOfFit
    from survey.estimation import ImputedEstimates as ImputedEstimates
    from survey.estimation import IndependenceTest as IndependenceTest
    from survey.estimation import Model as Model
    from survey.estimation import OrdinalModel as OrdinalModel
    from survey.estimation import PairEstimates as PairEstimates
    from survey.estimation import RankTest as RankTest
    from survey.estimation import Reliability as Reliability
    from survey.estimation import SmallAreaEstimates as SmallAreaEstimates
    from survey.estimation import StreamedSample as StreamedSample
    from survey.estimation import cdf as cdf
    from survey.estimation import change as change
    from survey.estimation import combine_imputations as combine_imputations
    from survey.estimation import compare as compare
    from survey.estimation import contrast as contrast
    from survey.estimation import correlation as correlation
    from survey.estimation import covariance as covariance
    from survey.estimation import crosstab as crosstab
    from survey.estimation import glm as glm
    from survey.estimation import goodness_of_fit as goodness_of_fit
    from survey.estimation import in_database as in_database
    from survey.estimation import mean as mean
    from survey.estimation import ordinal as ordinal
    from survey.estimation import quantile as quantile
    from survey.estimation import rank_test as rank_test
    from survey.estimation import ratio as ratio
    from survey.estimation import recode as recode
    from survey.estimation import reliability as reliability
    from survey.estimation import replicate_estimate as replicate_estimate
    from survey.estimation import share as share
    from survey.estimation import shares as shares
    from survey.estimation import small_area as small_area
    from survey.estimation import stream as stream
    from survey.estimation import test_independence as test_independence
    from survey.estimation import total as total
    from survey.estimation import variance as variance
    from survey.exchange import ReadDictionary as ReadDictionary
    from survey.exchange import ReadForm as ReadForm
    from survey.exchange import WrittenForm as WrittenForm
    from survey.exchange import read_dictionary as read_dictionary
    from survey.exchange import read_xlsform as read_xlsform
    from survey.exchange import write_codebook as write_codebook
    from survey.exchange import write_dictionary as write_dictionary
    from survey.exchange import write_entry_sheet as write_entry_sheet
    from survey.exchange import write_paper as write_paper
    from survey.exchange import write_surveyjs as write_surveyjs
    from survey.exchange import write_xform as write_xform
    from survey.exchange import write_xlsform as write_xlsform
    from survey.exports import ExportedFile as ExportedFile
    from survey.exports import PublicUse as PublicUse
    from survey.exports import public_use as public_use
    from survey.exports import write_file as write_file
    from survey.findings import Finding as Finding
    from survey.findings import Findings as Findings
    from survey.findings import Outcomes as Outcomes
    from survey.indicators import ChangeTable as ChangeTable
    from survey.indicators import IndicatorTable as IndicatorTable
    from survey.indicators import TrendTable as TrendTable
    from survey.indicators import compare_waves as compare_waves
    from survey.indicators import compute as compute
    from survey.indicators import read_indicators as read_indicators
    from survey.indicators import trend as trend
    from survey.ingest import decode as decode
    from survey.ingest import read_file as read_file
    from survey.interviews import Interviews as Interviews
    from survey.interviews import RawTable as RawTable
    from survey.linting import LintReport as LintReport
    from survey.linting import lint as lint
    from survey.monitor import Monitor as Monitor
    from survey.monitor import json_schema as json_schema
    from survey.monitor import open_monitor as open_monitor
    from survey.periods import HalfYear as HalfYear
    from survey.periods import Month as Month
    from survey.periods import Quarter as Quarter
    from survey.periods import Round as Round
    from survey.periods import Year as Year
    from survey.questionnaire import Questionnaire as Questionnaire
    from survey.questionnaire import Reason as Reason
    from survey.questionnaire import read_questionnaire as read_questionnaire
    from survey.simulate import simulate_wave as simulate_wave
    from survey.tables import AnalysisTable as AnalysisTable
    from survey.tables import RowBlock as RowBlock
    from survey.tables import tabulate as tabulate
    from survey.tables import tabulate_model as tabulate_model
    from survey.text import Text as Text
    from survey.validation import read_rules as read_rules
    from survey.validation import validate as validate
    from survey.versions import QuestionnaireDifference as QuestionnaireDifference
    from survey.versions import check_seal as check_seal
    from survey.versions import compare_questionnaires as compare_questionnaires
    from survey.versions import seal as seal
    from survey.weighting import WeightDiagnostics as WeightDiagnostics
    from survey.weighting import adjust_nonresponse as adjust_nonresponse
    from survey.weighting import calibrate as calibrate
    from survey.weighting import calibrate_to_first_phase as calibrate_to_first_phase
    from survey.weighting import combine as combine
    from survey.weighting import diagnose as diagnose
    from survey.weighting import normalize as normalize
    from survey.weighting import poststratify as poststratify
    from survey.weighting import rake as rake
    from survey.weighting import standardize as standardize
    from survey.weighting import trim as trim

_HOMES = {
    "deliveries": (
        "Corrections",
        "Delivery",
        "DeliveryDifference",
        "Waivers",
        "compare_deliveries",
        "correct",
        "read_corrections",
        "read_waivers",
        "receive_delivery",
        "summarize_findings",
        "waive",
        "write_corrections_template",
        "write_findings",
    ),
    "design": (
        "Design",
        "HartleyRao",
        "JointProbabilities",
        "Population",
        "Replicates",
        "Sample",
        "TwoPhase",
        "degf",
        "make_sample",
        "read_population",
        "replicate",
        "replicate_weights",
    ),
    "errors": ("SurveyError",),
    "estimation": (
        "Change",
        "Comparison",
        "Crosstab",
        "DatabaseSample",
        "Distribution",
        "Estimates",
        "GoodnessOfFit",
        "ImputedEstimates",
        "IndependenceTest",
        "Model",
        "OrdinalModel",
        "PairEstimates",
        "RankTest",
        "Reliability",
        "SmallAreaEstimates",
        "StreamedSample",
        "cdf",
        "change",
        "combine_imputations",
        "compare",
        "contrast",
        "correlation",
        "covariance",
        "crosstab",
        "glm",
        "goodness_of_fit",
        "in_database",
        "mean",
        "ordinal",
        "quantile",
        "rank_test",
        "ratio",
        "recode",
        "reliability",
        "replicate_estimate",
        "share",
        "shares",
        "small_area",
        "stream",
        "test_independence",
        "total",
        "variance",
    ),
    "exchange": (
        "ReadDictionary",
        "ReadForm",
        "WrittenForm",
        "read_dictionary",
        "read_xlsform",
        "write_codebook",
        "write_dictionary",
        "write_entry_sheet",
        "write_paper",
        "write_surveyjs",
        "write_xform",
        "write_xlsform",
    ),
    "exports": ("ExportedFile", "PublicUse", "public_use", "write_file"),
    "findings": ("Finding", "Findings", "Outcomes"),
    "indicators": (
        "ChangeTable",
        "IndicatorTable",
        "TrendTable",
        "compare_waves",
        "compute",
        "read_indicators",
        "trend",
    ),
    "ingest": ("decode", "read_file"),
    "interviews": ("Interviews", "RawTable"),
    "linting": ("LintReport", "lint"),
    "monitor": ("Monitor", "json_schema", "open_monitor"),
    "periods": ("HalfYear", "Month", "Quarter", "Round", "Year"),
    "questionnaire": ("Questionnaire", "Reason", "read_questionnaire"),
    "simulate": ("simulate_wave",),
    "tables": ("AnalysisTable", "RowBlock", "tabulate", "tabulate_model"),
    "text": ("Text",),
    "validation": ("read_rules", "validate"),
    "versions": ("QuestionnaireDifference", "check_seal", "compare_questionnaires", "seal"),
    "weighting": (
        "WeightDiagnostics",
        "adjust_nonresponse",
        "calibrate",
        "calibrate_to_first_phase",
        "combine",
        "diagnose",
        "normalize",
        "poststratify",
        "rake",
        "standardize",
        "trim",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [*sorted(_HOME_OF), "__version__"]
__version__ = "0.2.0"


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        from survey.errors import nearest

        raise AttributeError(f"survey has no name {name!r}. {nearest(name, _HOME_OF)}")
    value = getattr(importlib.import_module(f"survey.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
