"""A public-use file: nothing that names a person or a place, classes of at least k, and no withheld value by another way."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from survey.design import Sample
from survey.errors import ExportError
from survey.exports import PublicUse, public_use, write_file
from survey.exports.k_anonymity import averaged, class_sizes, suppress
from survey.ingest import read_file
from survey.interviews import Interviews

QUASI = ["sex", "age4", "ethnic_group"]


@pytest.fixture(scope="module")
def made(sample: Sample) -> PublicUse:
    """Three hundred interviews, of which up to a fifth may lose a value."""
    return public_use(sample, quasi_identifiers=QUASI, at_most=0.3)


def test_every_class_of_the_written_file_has_k_interviews(made: PublicUse, tmp_path: Path) -> None:
    """Counted in the file itself; an interview of which nothing is known is in no class."""
    write_file(made, tmp_path / "public.csv")
    cells = read_file(tmp_path / "public.csv").cells
    classes = Counter(zip(*(cells[name] for name in QUASI), strict=True))
    classes.pop(("", "", ""), None)
    assert len(classes) > 8
    assert min(classes.values()) == made.smallest_class >= made.k == 5


def test_the_file_has_neither_persons_nor_places(made: PublicUse, interethnic: Interviews, tmp_path: Path) -> None:
    """Names of interviews, interviewers, points, settlements and free texts are looked for in the bytes of all files."""
    write_file(made, tmp_path / "public.csv", force=True)
    content = "".join(path.read_text("utf-8-sig") for path in tmp_path.iterdir())
    names = ["H01", "H03", "H05", "H07", "K01", "O06"]
    own = {str(text) for name in names for text in interethnic.texts(name) if text is not None and len(str(text)) > 3}
    own |= {str(text) for text in interethnic.extras["B03_other"].dropna() if len(str(text)) > 8}
    assert len(own) > 100
    assert [text for text in own if text in content] == []
    kept = {column.name for column in made.table.columns}
    assert kept & {*names, "H04", "S03", "Z01", "Z02", "unit", "urban", "base_weight", "Z02_other"} == set()
    assert {"C01a", "wave"} - kept == {"wave"}


def test_what_only_one_group_is_asked_about_is_left_out(made: PublicUse, interethnic: Interviews) -> None:
    """E04 masks the row of the own ethnic group, which would give a withheld ethnic group away."""
    assert interethnic.form.variables["E04a"].question.mask_own_group == "Z02"
    why = made.treatments.set_index("column")["why"]
    assert why["E04a"] == "routing_tells"
    assert why["S03"] == "source_of_class"
    assert why["urban"] == "header"


def test_counts_in_the_result_are_those_of_the_interviews(made: PublicUse, sample: Sample) -> None:
    """Below k before: counted here from the groupings of the sample."""
    values = np.column_stack([sample.values(name) for name in QUASI])
    keys = [tuple(map(str, row)) for row in values.tolist()]
    sizes = Counter(key for key in keys if set(key) != {"nan"})
    for column in values.T:
        counts = Counter(column[~np.isnan(column)].tolist())
        assert min(counts.values()) >= 5  # else categories would have been merged first
    assert made.n_below == sum(n for n in sizes.values() if n < 5) > 0
    assert made.n == len(sample)
    assert 0 < made.n_touched <= 0.3 * len(sample)


def test_totals_of_weights_stay_and_no_weight_is_alone(made: PublicUse, sample: Sample) -> None:
    """Each weight is shared by five interviews or more; their sum is the population."""
    (weight,) = (column.cells for column in made.table.columns if column.name == "weight")
    assert weight.sum() == pytest.approx(sample.weights.sum())
    quasi = [column.cells for column in made.table.columns if column.name in QUASI]
    shared = Counter(zip(*(np.round(np.asarray(one, float), 9).tolist() for one in (*quasi, weight)), strict=True))
    known = {key: n for key, n in shared.items() if not all(part != part for part in key[:3])}
    repeated: Counter[tuple[object, ...]] = Counter()
    for key, n in known.items():
        repeated[tuple("" if part != part else part for part in key)] += n
    assert min(repeated.values()) >= 5


def test_what_cannot_reach_k_is_refused_with_the_remedy(sample: Sample) -> None:
    """With the district most interviews are alone."""
    with pytest.raises(ExportError, match="G013") as caught:
        public_use(sample)
    assert caught.value.remedy.startswith("Leave out unit (then ")


@pytest.mark.parametrize(
    ("code", "settings_"),
    [
        ("G010", {"quasi_identifiers": ["sexx"]}),
        ("G010", {"withhold": ["E99"]}),
        ("G011", {"quasi_identifiers": ["S03"]}),
        ("G011", {"quasi_identifiers": ["B03"]}),
        ("G012", {"quasi_identifiers": ["sex"], "k": 1}),
        ("G012", {"quasi_identifiers": ["sex"], "at_most": 2.0}),
        ("G014", {"quasi_identifiers": []}),
    ],
)
def test_settings_that_do_not_fit_are_refused(sample: Sample, code: str, settings_: dict[str, object]) -> None:
    """By their codes."""
    with pytest.raises(ExportError, match=code):
        public_use(sample, **settings_)  # type: ignore[arg-type]


def test_what_the_office_withholds_is_not_in_the_file(sample: Sample) -> None:
    """A battery is named by its question."""
    found = public_use(sample, quasi_identifiers=["sex"], withhold=["C01", "B03"])
    names = {column.name for column in found.table.columns}
    assert not any(name.startswith(("C01", "B03")) for name in names)
    assert "C02" in names


def test_the_readme_speaks_every_language(made: PublicUse, tmp_path: Path) -> None:
    """The numbers of the result are in each part."""
    written = write_file(made, tmp_path / "public.parquet")
    (note,) = (path for path in written.companions if path.name.endswith("readme.txt"))
    parts = note.read_text("utf-8").split("\n\n\n")
    assert len(parts) == 3
    for part in parts:
        assert str(made.n_touched) in part
        assert f"{made.n_below}." in part
        assert "age4" in part
        assert "E04a" in part


@given(
    arrays(
        np.float64, st.tuples(st.integers(1, 40), st.integers(1, 4)), elements=st.sampled_from([1.0, 2.0, 3.0, np.nan])
    )
)
@settings(max_examples=40, deadline=None)
def test_suppression_leaves_no_small_class(values: np.ndarray) -> None:
    """Whatever the data: values are only ever withheld, and every known interview has k - 1 others like it."""
    found = suppress(values, 3)
    known = ~np.isnan(found.kept).all(axis=1)
    assert found.unreached == 0
    assert (class_sizes(found.kept)[known] >= 3).all()
    same = ~found.withheld
    assert np.array_equal(found.kept[same], values[same], equal_nan=True)


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(1, 9)))
@settings(max_examples=25, deadline=None)
def test_averages_keep_the_total(weights: np.ndarray) -> None:
    """And a class of k or more has no weight that fewer than k share."""
    made = averaged(weights, np.zeros((len(weights), 1)), 4)
    assert made.sum() == pytest.approx(weights.sum())
    if len(weights) >= 4:
        assert min(Counter(made.tolist()).values()) >= 4
