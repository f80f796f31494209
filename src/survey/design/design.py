"""Sampling design: the columns and rules that describe the selection of a sample, stated once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal, get_args

import numpy as np

from survey.argument_errors import noun
from survey.arrays import Floats
from survey.design.joint_probabilities import HartleyRao, JointProbabilities, JointVariance, Pps
from survey.design.replicate_spec import Replicates
from survey.errors import DesignError, nearest

Lonely = Literal["fail", "remove", "certainty", "adjust", "average", "collapse"]
"""Rule for strata in which only one unit was selected: see :class:`Design`."""

Chain = Literal["latest_first", "oldest_first"]
"""Order in which a variance residualises on several calibrations of the weights."""

ColumnNames = str | Sequence[str] | None


@noun
@dataclass(frozen=True, slots=True)
class Design:
    """Sampling design: names of the columns that describe the selection, and rules for its variances.

    Parameters
    ----------
    strata : name, or one name per stage, or None
        Classes within which the units of a stage were selected independently.
    psu : name, or one name per stage, or None
        Units of the first stage (polling districts), then of the next. None: interviews were selected directly.
        Units of a later stage are always understood within their unit of the stage before.
    weight : name or None
        Persons represented by an interview. None: calculated from ``probability`` or from ``fpc``.
    probability : name, or one name per stage
        Selection probabilities, above 0 and at most 1; the weight is one over their product.
    fpc : name, or one name per stage
        Finite population: number of units in the stratum to choose from, or, when no figure exceeds 1, the share of
        them that was selected. Without it a stage counts as drawn with replacement and later stages add nothing.
    nested : bool
        True when the numbering of PSUs begins again in every stratum, so that 1 of one stratum is not 1 of another.
    lonely : {"fail", "remove", "certainty", "adjust", "average", "collapse"}
        Contribution to a variance of a stratum with one selected unit. ``fail``: nothing is estimated, an error names
        the stratum. ``remove`` and ``certainty``: nothing. ``adjust``: its squared distance from the mean of all strata
        with interviews of the domain. ``average``: the average contribution of the other strata. ``collapse``: a lonely
        stratum of the first stage is joined to the next one. Every result prints the rule and the strata joined.
    lonely_domains : bool
        Whether ``adjust`` and ``average`` also apply to a stratum in which the *domain* has just one unit.
    chain : {"latest_first", "oldest_first"}
        Order in which a variance residualises on several calibrations of the weights. In theory the latest comes
        first: then a margin met by the last step has no error. R's package survey begins with the oldest.
    pps : {"brewer", "overton", "hartley_rao", "poisson"}, HartleyRao, JointProbabilities or (units, units) array
        Units were selected with unequal probabilities (``probability`` or, as in R, ``fpc``), without replacement.
        ``brewer`` corrects each unit by its own probability and allows several stages; the others need the joint
        probability of every pair: approximated from single probabilities, or given. Under ``poisson`` each unit was
        drawn independently of all others.
    variance : {"HT", "YG"}
        With joint probabilities: the variance of Horvitz and Thompson, or of Yates and Grundy.
    replicates : Replicates
        Replicate weights in the data; variances are then calculated from them. Strata and PSUs may be left out.

    Raises
    ------
    DesignError
        ``S001`` unknown rule for lonely PSUs or for the chain; ``S002`` more strata or population figures than stages;
        ``S023`` both a weight and probabilities; ``S130`` to ``S132``, ``S136`` settings of a selection with unequal
        probabilities that do not go together.

    Examples
    --------
    >>> Design(strata="H04", psu="H07", weight="base_weight")
    <Design: strata H04; PSU H07; weight base_weight; lonely PSU: fail>
    """

    strata: ColumnNames = None
    psu: ColumnNames = None
    weight: str | None = None
    _: KW_ONLY
    probability: ColumnNames = None
    fpc: ColumnNames = None
    nested: bool = False
    lonely: Lonely = "fail"
    lonely_domains: bool = False
    chain: Chain = "latest_first"
    pps: Pps | HartleyRao | JointProbabilities | Floats | None = None
    variance: JointVariance = "HT"
    replicates: Replicates | None = None

    def __post_init__(self) -> None:
        if isinstance(self.pps, np.ndarray):
            object.__setattr__(self, "pps", JointProbabilities(self.pps))
        for field in ("strata", "psu", "probability", "fpc"):
            object.__setattr__(self, field, _names(getattr(self, field)))
        for field, allowed in (("lonely", get_args(Lonely)), ("chain", get_args(Chain))):
            word = getattr(self, field)
            if word not in allowed:
                raise DesignError(
                    "S001", f"survey.Design: {field}", f"There is no rule {word!r}.", nearest(str(word), allowed)
                )
        if self.weight is not None and self.probability_names:
            raise DesignError(
                "S023",
                "survey.Design: weight, probability",
                "Both are given, and they may disagree.",
                "Name the weight, or the probabilities from which it is made.",
            )
        for field, names in (("strata", self.strata_names), ("fpc", self.fpc_names)):
            if len(names) > self.n_stages:
                raise DesignError(
                    "S002",
                    f"survey.Design: {field}",
                    f"{len(names)} columns are given for {self.n_stages} stage(s).",
                    "Name one column per stage; psu names the units of each stage.",
                )
        if self.pps is not None or self.variance != "HT":
            self._check_pps()

    def _check_pps(self) -> None:
        place, named = "survey.Design: pps", isinstance(self.pps, str)
        if (named and self.pps not in get_args(Pps)) or self.variance not in get_args(JointVariance):
            raise DesignError(
                "S130",
                place,
                f"pps={self.pps!r} and variance={self.variance!r} cannot be combined.",
                f"pps is {', '.join(get_args(Pps))}, HartleyRao or JointProbabilities; variance is 'HT' or 'YG'.",
            )
        if self.pps == "poisson" and self.variance == "YG":
            raise DesignError(
                "S136",
                place,
                "Units drawn independently give a sample of random size; the variance of Yates and Grundy needs a fixed one.",
                "Say variance='HT'.",
            )
        if self.pps is None or self.replicates is not None or (self.pps == "brewer" and self.variance == "YG"):
            raise DesignError(
                "S131",
                place,
                f"variance={self.variance!r} needs joint probabilities, and replicates cannot be combined with them.",
                "Say pps='overton', 'hartley_rao' or give JointProbabilities.",
            )
        if len(self.selection_names) < self.n_stages or (self.pps != "brewer" and self.n_stages > 1):
            raise DesignError(
                "S132",
                place,
                f"There are {self.n_stages} stage(s) and {len(self.selection_names)} column(s) of probabilities.",
                "Name probability= for every stage; only pps='brewer' has more than one.",
            )

    @property
    def selection_names(self) -> tuple[str, ...]:
        """Columns of the probabilities of units drawn with unequal probabilities."""
        return self.fpc_names or self.probability_names

    @property
    def strata_names(self) -> tuple[str, ...]:
        """Columns of strata, first stage first."""
        return _names(self.strata) or ()

    @property
    def psu_names(self) -> tuple[str, ...]:
        """Columns of units, first stage first; empty when interviews were selected directly."""
        return _names(self.psu) or ()

    @property
    def fpc_names(self) -> tuple[str, ...]:
        """Columns of population figures, first stage first."""
        return _names(self.fpc) or ()

    @property
    def probability_names(self) -> tuple[str, ...]:
        """Columns of selection probabilities."""
        return _names(self.probability) or ()

    @property
    def pps_title(self) -> str:
        """Source of the joint probabilities, and the variance calculated from them, in one line."""
        return f"{self.pps if isinstance(self.pps, str) else type(self.pps).__name__} ({self.variance})"

    @property
    def n_stages(self) -> int:
        """Number of stages of selection, at least one."""
        return max(len(self.psu_names), 1)

    def __repr__(self) -> str:
        named = (
            ("strata", self.strata_names),
            ("PSU", self.psu_names),
            ("weight", _names(self.weight) or ()),
            ("probability", self.probability_names),
            ("fpc", self.fpc_names),
            ("pps", (self.pps_title,) if self.pps is not None else ()),
            ("replicates", (self.replicates.kind,) if self.replicates is not None else ()),
        )
        parts = [f"{word} {', '.join(names)}" for word, names in named if names]
        domains = " (domains too)" if self.lonely_domains else ""
        return f"<Design: {'; '.join([*parts, f'lonely PSU: {self.lonely}'])}{domains}>"


def _names(given: ColumnNames) -> tuple[str, ...] | None:
    """Column names as a tuple, also when only one was given."""
    if given is None:
        return None
    return (given,) if isinstance(given, str) else tuple(given)
