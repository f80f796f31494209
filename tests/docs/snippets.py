"""Fenced blocks of the pages, and a reader who does in a workspace what they show."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
START = ROOT / "docs" / "start.md"
_FENCE = re.compile(r"^ *```(\w+)(?: ([^\n{}]+))?\n(.*?)^ *```$", flags=re.DOTALL | re.MULTILINE)
_EXIT_CODE = re.compile(r"#.*exit code (\d+)")

Command = Callable[[list[str]], int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fenced block: its language, the file it is the text of (or ""), its text and the line on which it begins."""

    language: str
    file: str
    text: str
    line: int


def snippets(page: str) -> Iterator[Snippet]:
    """The fenced blocks of a page that name a language."""
    for found in _FENCE.finditer(page):
        yield Snippet(
            found[1], (found[2] or "").strip(), textwrap.dedent(found[3]), page[: found.start(3)].count("\n") + 1
        )


def merged(old: object, new: object) -> object:
    """YAML values with those of another file laid over them.

    Mappings are merged by key. Lists whose elements have an ``id`` (or a ``code``) are merged by it. Everything else is replaced.
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
    for name in ("id", "code"):
        if has_names(old, name) and has_names(new, name):
            before = {one[name]: one for one in old}  # type: ignore[attr-defined]
            for one in new:  # type: ignore[attr-defined]
                before[one[name]] = merged(before.get(one[name]), one)
            return list(before.values())
    return new


def has_names(value: object, name: str) -> bool:
    """Whether a value is a list of mappings that all have this key."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) and name in one for one in value)


def calls_in_tables(page: str) -> Iterator[Snippet]:
    """The code in the last column of tables whose last column is headed "here", row by row."""
    inside = False
    for number, line in enumerate(page.splitlines(), start=1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if cells and inside and not set(cells[-1]) <= {"-"}:
            for code in re.findall(r"`([^`]+)`", cells[-1]):
                yield Snippet("python", "", code, number)
        inside = bool(cells) and (inside or cells[-1] == "here")


@dataclass(slots=True)
class Reader:
    """Somebody who follows a page in the current folder.

    ``run`` runs the command ``survey`` and gives its exit code; ``names`` are those of Python; ``done`` counts by language what
    was executed.
    """

    run: Command
    names: dict[str, object] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    def follow(self, page: Path) -> None:
        """Do what every block of a page shows, in their order, then what its tables of calls show."""
        text = page.read_text("utf-8")
        for snippet in (*snippets(text), *calls_in_tables(text)):
            place = f"{page.relative_to(ROOT).as_posix()}:{snippet.line}"
            act = {"python": self._python, "sh": self._shell, "yaml": self._yaml, "csv": self._write}.get(
                snippet.language
            )
            assert act is not None, f"{place}: nobody knows what to do with a block in {snippet.language!r}"
            act(snippet, place)
            self.done[snippet.language] = self.done.get(snippet.language, 0) + 1

    def _python(self, snippet: Snippet, place: str) -> None:
        lines = "\n" * (snippet.line - 1) + snippet.text
        exec(compile(lines, place.rpartition(":")[0], "exec"), self.names)

    def _shell(self, snippet: Snippet, place: str) -> None:
        for line in snippet.text.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            expected = _EXIT_CODE.search(line)
            if words:
                left = self._line(words)
                assert left == int(expected[1] if expected else 0), f"{place}: {line}: exit code {left}"

    def _line(self, words: list[str]) -> int:
        match words:
            case ["survey", *arguments]:
                return self.run(arguments)
            case ["cd", folder]:
                os.chdir(folder)
            case ["mkdir", folder]:
                Path(folder).mkdir()
            case ["cp", "-r", source, target]:
                shutil.copytree(source, target)
            case ["cp", source, target]:
                shutil.copyfile(source, target)
            case ["pip", "install", name]:
                assert f'name = "{name.partition("[")[0]}"' in (ROOT / "pyproject.toml").read_text("utf-8")
            case ["make", target]:
                assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
            case _:
                raise AssertionError(f"nobody knows what to do with the line {words}")
        return 0

    def _yaml(self, snippet: Snippet, place: str) -> None:
        """Lay the block over the file it names; a block that names none need only be YAML.

        With the word "replace" after the file, its keys are taken from the block as they are.
        """
        new = yaml.safe_load(snippet.text)
        assert new is not None, place
        if snippet.file:
            path, _, way = snippet.file.partition(" ")
            old = yaml.safe_load(Path(path).read_text("utf-8"))
            both = {**old, **new} if way == "replace" else merged(old, new)
            text = yaml.safe_dump(both, allow_unicode=True, sort_keys=False, width=1000)
            Path(path).write_text(text, "utf-8")

    def _write(self, snippet: Snippet, place: str) -> None:
        assert snippet.file, f"{place}: the block does not name its file"
        Path(snippet.file).write_text(snippet.text, "utf-8")


def command_in_process(arguments: list[str]) -> int:
    """Run the command ``survey`` in this process."""
    from survey.cli import main

    before, sys.argv = sys.argv, ["survey", *arguments]
    try:
        main()
    except SystemExit as left:
        return int(left.code or 0)
    finally:
        sys.argv = before
    raise AssertionError("the command ends with an exit code")
