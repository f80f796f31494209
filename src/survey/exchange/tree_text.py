"""Text files of a questionnaire, written from its tree as people write them: answers and rows on one line each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from survey.exchange.questionnaire_tree import Tree


class _Line(dict[str, Any]):
    """Mapping that is written on one line."""


class _Codes(list[Any]):
    """List that is written on one line."""


def yaml_text(tree: Tree) -> str:
    """The tree as YAML: answers and rows on one line each, dates as dates."""
    import yaml

    class Dumper(yaml.SafeDumper):  # type: ignore[misc]
        """Writer of lines."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
            return super().increase_indent(flow, False)  # type: ignore[no-any-return]

        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
            return True

    def bare(dumper: Dumper, text: str) -> object:
        """A text; quoted where some readers of YAML take the bare letter for true or false."""
        quote = "'" if text.casefold() in ("y", "n") else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=quote)

    Dumper.add_representer(str, bare)
    Dumper.add_representer(_Line, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True))  # fmt: skip
    Dumper.add_representer(_Codes, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True))  # fmt: skip
    return str(yaml.dump(_lined(tree), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100_000))


_ON_LINES = ("options", "rows", "statements", "treatment", "missing", "anchors", "categories", "tiles", "routing")


def _lined(value: Any, key: str = "") -> Any:
    """The tree with dates as dates and the entries of lists of answers as lines."""
    if isinstance(value, Mapping):
        return {name: _lined(inner, "versions" if key == "versions" else name) for name, inner in value.items()}
    if isinstance(value, list):
        entries = [_lined(one, key) for one in value]
        if not any(isinstance(one, dict | list) for one in entries):
            return _Codes(entries)
        return [_Line(one) if key in _ON_LINES and isinstance(one, dict) else one for one in entries]
    return datetime.date.fromisoformat(value) if key in ("before", "asked_from", "versions") else value
