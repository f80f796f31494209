"""Each node of a YAML file replaced by wrong values: the file must be refused with a place, or mean something else."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import yaml

from survey.documents import DocumentItem
from survey.errors import Place, QuestionnaireError, SurveyError
from survey.indicators import read_indicators
from survey.monitor.monitor import Monitor, open_monitor
from survey.questionnaire import Questionnaire, read_questionnaire
from survey.tables.tables_file import read_tables
from survey.validation import read_rules

ROOT = Path(__file__).parents[2]
INSTRUMENT = ROOT / "questionnaires" / "interethnic"
TEMPLATE = ROOT / "questionnaires" / "interethnic_workspace.yaml"
TABLES = ROOT / "questionnaires" / "interethnic_tables.yaml"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one node replaced; ``path`` names the node, ``what`` the replacement."""

    file: str
    path: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: ``refused``, ``different``, or a fault."""

    mutant: Mutant
    verdict: str
    told: str = ""
    codes: tuple[str, ...] = ()

    @property
    def is_fault(self) -> bool:
        """Whether the wrong value was ignored, or the refusal says no place, or it crashed."""
        return self.verdict not in ("refused", "different")


def mutants(file: str, source: str, *, per_path: int | None = 2, seed: int = 0) -> Iterator[Mutant]:
    """Mutants of a file.

    Parameters
    ----------
    file : str
        Its name.
    source : str
    per_path : int or None
        How many nodes are taken of those that stand at the same path, positions in lists aside; None takes all.
    """
    by_path: dict[str, list[tuple[str, yaml.Node, bool]]] = {}
    for path, node, is_key in _nodes(yaml.compose(source, Loader=yaml.SafeLoader), ""):
        by_path.setdefault(_kind_of(path), []).append((path, node, is_key))
    chosen = random.Random(seed)
    for nodes in by_path.values():
        taken = nodes if per_path is None else chosen.sample(nodes, min(per_path, len(nodes)))
        for path, node, is_key in taken:
            for what, value in _wrong_values(node, is_key=is_key):
                yield Mutant(file, path, what, _replaced(source, node, value))


def sampled(file: str, source: str, n: int, *, seed: int) -> list[Mutant]:
    """So many mutants of a file, spread over its kinds of nodes."""
    return random.Random(seed).sample(list(mutants(file, source, per_path=1, seed=seed)), n)


def _nodes(node: yaml.Node, path: str) -> Iterator[tuple[str, yaml.Node, bool]]:
    yield path or "/", node, False
    if isinstance(node, yaml.SequenceNode):
        for position, one in enumerate(node.value):
            yield from _nodes(one, f"{path}/{position}")
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield f"{path}/{key.value}?", key, True
            yield from _nodes(value, f"{path}/{key.value}")


def _kind_of(path: str) -> str:
    """The path with positions, codes and names of lists taken off."""
    parts = path.split("/")
    named = {"lists", "scales", "facts", "roles", "traits", "levels", "shares", "direct", "waves"}
    return "/".join(
        "*" if part.lstrip("-").rstrip("?").isdigit() or (at and parts[at - 1] in named) else part
        for at, part in enumerate(parts)
    )


def _wrong_values(node: yaml.Node, *, is_key: bool) -> Iterator[tuple[str, str]]:
    if is_key:
        yield "misspelt key", node.value + "x"
        yield "key in other letters", "ключ"
        return
    scalar = isinstance(node, yaml.ScalarNode)
    written = node.value if scalar else ""
    yield from (
        ("null", "~"),
        ("empty text", '""'),
        ("dash", '"-"'),
        ("empty list", "[]"),
        ("empty mapping", "{}"),
        ("list", "[nosuch]"),
        ("mapping", "{nosuch: 1}"),
        ("boolean", "true"),
        ("negative", "-7"),
        ("huge", "1e999"),
        ("not a number", ".nan"),
        ("long integer", "9" * 30),
        ("other letters", '"Ճառ"'),
        ("date", "2018-13-45"),
    )
    if scalar:
        yield "misspelt", f'"{written[:-1]}zq"' if "\n" not in written and '"' not in written else '"zq"'
        quoted = written.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        yield "in a list", f'["{quoted}"]'


def _replaced(source: str, node: yaml.Node, value: str) -> str:
    start, end = node.start_mark, node.end_mark
    block = not isinstance(node, yaml.ScalarNode) and not node.flow_style
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        block = True
    following = "\n" + " " * end.column if block and end.index < len(source) else "\n" if block else ""
    return source[: start.index] + value + following + source[end.index :]


def meaning(value: object) -> Any:
    """What was read, as nested tuples without places, for comparison."""
    if isinstance(value, Place):
        return None
    if isinstance(value, DocumentItem):
        return _as_written(value)
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(meaning(getattr(value, one.name)) for one in fields(value)))
    if isinstance(value, dict) or hasattr(value, "items"):
        return tuple((meaning(key), meaning(one)) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(meaning(one) for one in value)
    if hasattr(value, "tolist"):
        return tuple(value.tolist())
    return repr(value) if not isinstance(value, (str, int, float, bool)) else value


def _as_written(item: DocumentItem) -> Any:
    if item.is_list():
        return tuple(_as_written(one) for one in item.elements())
    if item.is_mapping():
        return tuple((name, _as_written(one)) for name, one in item.entries())
    return item.source


class Workspace:
    """The shipped instrument in a folder of its own, in which one file at a time is replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(INSTRUMENT, folder / "questionnaire")
        shutil.copyfile(TEMPLATE, folder / "monitor.yaml")
        shutil.copyfile(TABLES, folder / "tables.yaml")
        self.form: Questionnaire = read_questionnaire(folder / "questionnaire")
        self.sources = {file: (folder / file).read_text("utf-8") for file in FILES}
        self.meanings = {file: meaning(self._read(file)) for file in FILES}

    def outcome(self, mutant: Mutant) -> Outcome:
        """What the reader of the file makes of a mutant."""
        path = self.folder / mutant.file
        path.write_text(mutant.text, "utf-8")
        try:
            read = self._read(mutant.file)
        except QuestionnaireError as error:
            unplaced = [one for one in error.complaints if one.place.line is None or one.place.column is None]
            codes = tuple(one.code for one in error.complaints)
            return Outcome(mutant, "refused without a place" if unplaced else "refused", str(error), codes)
        except SurveyError as error:
            return Outcome(mutant, "refused without a place", str(error))
        except Exception as error:
            return Outcome(mutant, f"crash: {type(error).__name__}", str(error))
        finally:
            path.write_text(self.sources[mutant.file], "utf-8")
        same = meaning(read) == self.meanings[mutant.file] and not equal_in_meaning(mutant, self.sources[mutant.file])
        return Outcome(mutant, "ignored" if same else "different")

    def _read(self, file: str) -> object:
        return FILES[file](self)


def _form(workspace: Workspace) -> object:
    return read_questionnaire(workspace.folder / "questionnaire")


def _population(workspace: Workspace) -> object:
    from survey.design import read_population

    return read_population(workspace.folder / "questionnaire" / "population", workspace.form)


def _profile(workspace: Workspace) -> object:
    from survey.simulate.expectations import read_profile

    return read_profile(workspace.folder / "questionnaire" / "simulation.yaml", workspace.form)


def _monitor(workspace: Workspace) -> object:
    monitor: Monitor = open_monitor(workspace.folder)
    return monitor.settings


FILES: dict[str, Callable[[Workspace], object]] = {
    "monitor.yaml": _monitor,
    "questionnaire/questionnaire.yaml": _form,
    "questionnaire/groups.yaml": _form,
    "questionnaire/rules.yaml": lambda one: read_rules(one.folder / "questionnaire", one.form),
    "questionnaire/indicators.yaml": lambda one: read_indicators(one.folder / "questionnaire", one.form),
    "questionnaire/simulation.yaml": _profile,
    "questionnaire/population/population.yaml": _population,
    "tables.yaml": lambda one: read_tables(one.folder / "tables.yaml", one.form),
}


def equal_in_meaning(mutant: Mutant, source: str) -> bool:
    """Whether the mutant says the same as the file, so that nothing had to change."""
    return bool(yaml.load(mutant.text, Loader=yaml.BaseLoader) == yaml.load(source, Loader=yaml.BaseLoader))


def main() -> None:
    """Try mutants of every file and print the faults."""
    import sys
    import tempfile

    per_path = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "w")
        for file in [one for one in FILES if any(part in one for part in sys.argv[2:])] or FILES:
            outcomes = [workspace.outcome(one) for one in mutants(file, workspace.sources[file], per_path=per_path)]
            faults = [one for one in outcomes if one.is_fault]
            print(f"{file}: {len(outcomes)} mutants, {len(faults)} faults")
            for one in (one for one in outcomes if one.is_fault or "-v" in sys.argv):
                print(f"  {one.verdict}: {one.mutant.path} <- {one.mutant.what}; {one.told[:150]!r}")


if __name__ == "__main__":
    main()
