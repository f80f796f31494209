"""The sampling design in ``monitor.yaml``: its keys, and the design that they state."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from survey.design import Design, Replicates
from survey.design.design import Chain, Lonely
from survey.design.joint_probabilities import JointVariance, Pps
from survey.design.replicate_spec import SuppliedKind
from survey.documents import DocumentItem
from survey.documents.schema_kinds import Bool, ByShape, Key, ListOf, NumberKind, OneOf, Record, String
from survey.errors import DesignError

_COLUMN = String("column")
_BY_STAGE = ByShape(scalar=_COLUMN, listed=ListOf(_COLUMN))
_POSITIVE = NumberKind(above=0, high=1e12)

_REPLICATES = Record(
    {
        "columns": Key(
            ByShape(scalar=String("regular expression"), listed=ListOf(_COLUMN)),
            "The columns of replicate weights, or a regular expression for their names.",
            required=True,
        ),
        "kind": Key(OneOf(get_args(SuppliedKind)), "The method they were made with.", required=True),
        "combined": Key(Bool(), "`false`: they are factors on the weight.", usual="true"),
        "scale": Key(_POSITIVE, "Factor on the squared deviations of all replicates.", usual="that of the method"),
        "rscales": Key(
            ByShape(scalar=_POSITIVE, listed=ListOf(_POSITIVE)), "Further factor of each replicate.", usual="1"
        ),
        "rho": Key(NumberKind(low=0, high=1), "Share of the weight that Fay's method keeps."),
        "average": Key(_POSITIVE, "Bootstrap draws whose mean each replicate weight is.", usual="1"),
        "mse": Key(Bool(), "Deviations from the estimate of the whole sample.", usual="that of the method"),
        "df": Key(_POSITIVE, "Degrees of freedom that the producer states.", usual="rank of the weights minus 1"),
    }
)

DESIGN = Record(
    {
        "strata": Key(_BY_STAGE, "The column of the stratum; a list has one per stage."),
        "psu": Key(
            _BY_STAGE,
            "The column of the sampling point (primary sampling unit); a list goes on with the units of later stages.",
            usual="each interview was selected by itself",
        ),
        "weight": Key(
            _COLUMN, "The column of the base weight.", usual="one over `probability`, or calculated from `fpc`"
        ),
        "probability": Key(_BY_STAGE, "The column of the selection probability; a list has one per stage."),
        "fpc": Key(
            _BY_STAGE,
            "The column of the number of sampling points, or of the sampling fraction; a list has one per stage.",
        ),
        "nested": Key(Bool(), "Numbers of sampling points begin anew in each stratum.", usual="false"),
        "lonely": Key(
            OneOf(get_args(Lonely)), "What a stratum with one sampling point adds to the variance.", usual="fail"
        ),
        "lonely_domains": Key(
            Bool(), "`adjust` and `average` hold for a stratum with one point of a group, too.", usual="false"
        ),
        "chain": Key(OneOf(get_args(Chain)), "Order in which calibrations enter a variance.", usual="latest_first"),
        "pps": Key(OneOf(get_args(Pps)), "Selection with unequal probabilities, without replacement."),
        "variance": Key(OneOf(get_args(JointVariance)), "The variance with joint probabilities.", usual="HT"),
        "replicates": Key(_REPLICATES, "Replicate weights in the data, from which variances are calculated."),
    },
)


def read_design(item: DocumentItem) -> Design | None:
    """The design that the settings state; None when they do not go together, which is a complaint.

    Complaints: the codes of :class:`survey.Design`, and ``D009`` when nothing gives a weight.
    """
    given: dict[str, Any] = {name: _value(item, name) for name in item.names() if name in _NAMES}
    replicates = item.get("replicates")
    try:
        if replicates is not None and replicates.is_mapping():
            how: dict[str, Any] = {name: _value(replicates, name) for name in replicates.names()}
            given["replicates"] = Replicates(**how)
        if not {"weight", "probability", "fpc"} & given.keys():
            item.need("weight")
            return None
        return Design(**given)
    except DesignError as error:
        item.complain(error.code, error.fact, error.remedy)
    except TypeError:  # a name or a value that the schema has already refused
        pass
    return None


_NAMES = frozenset(one.name for one in fields(Design)) & frozenset(DESIGN.keys) - {"replicates"}
_FLAGS = frozenset({"nested", "lonely_domains", "combined", "mse"})
_NUMBERS = frozenset({"scale", "rscales", "rho", "average", "df"})


def _value(item: DocumentItem, name: str) -> object:
    one = item.need(name)
    if name in _FLAGS:
        return one.boolean()
    if name in _NUMBERS:
        return tuple(part.number() for part in one.elements()) if one.is_list() else one.number()
    return one.texts() if one.is_list() else one.text()
