"""Status rules of version 1 in ``indicators.yaml`` rewritten as version 2, every other line and comment as it was."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

OLD_KEYS = ("negative", "tension", "stable", "least_n_eff", "small_share", "few_cases")
"""Keys of version 1 that version 2 does not have."""

_BEGINNING = re.compile(r"^status_rule\s*:", re.MULTILINE)
_NEXT = re.compile(r"^(?!- )[^\s#]", re.MULTILINE)
_WIDEST = 4096


def upgraded_rule(text: str, template: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The text of ``indicators.yaml`` with its status rule in version 2.

    Parameters
    ----------
    text : str
        As the workspace has it.
    template : str
        The file that comes with the package; keys of version 2 take their values from it.

    Returns
    -------
    text, keys removed, keys added
        The text as given and no keys when there is nothing to change, or the file is not YAML.
    """
    found = _block(text)
    if found is None:
        return text, (), ()
    start, end = found
    try:
        block, known = _load(text[start:end].replace("\r\n", "\n")), _load(template)["status_rule"]
        domains = set(_load(text).get("domains") or ())
    except (YAMLError, AttributeError, TypeError, KeyError):
        return text, (), ()
    rule = block["status_rule"]
    removed: list[str] = []
    added: list[str] = []
    for record in rule if isinstance(rule, list) else [rule]:
        old = [key for key in OLD_KEYS if isinstance(record, dict) and key in record]
        if old:
            removed += old
            added += _rewrite(record, old, _fitting(known, domains))
    if not removed:
        return text, (), ()
    lines = _dump(block).replace("\n", "\r\n" if "\r\n" in text[start:end] else "\n")
    return text[:start] + lines + text[end:], tuple(dict.fromkeys(removed)), tuple(dict.fromkeys(added))


def _block(text: str) -> tuple[int, int] | None:
    """Beginning and end of the lines of the rule; comments and blank lines before the next key are not part of it."""
    beginning = _BEGINNING.search(text)
    if beginning is None:
        return None
    following = _NEXT.search(text, text.find("\n", beginning.start()) + 1 or len(text))
    end = following.start() if following else len(text)
    lines = text[beginning.start() : end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return beginning.start(), beginning.start() + sum(map(len, lines))


def _rewrite(record: Any, old: Collection[str], known: Mapping[str, object]) -> list[str]:
    """Replace the old keys of one rule; keys that both versions have stay where they are. Returns the new keys."""
    place = min(list(record).index(key) for key in old)
    for key in old:
        del record[key]
    new = [key for key in known if key not in record]
    for at, key in enumerate(new):
        record.insert(place + at, key, known[key])
    return new


def _fitting(known: Mapping[str, Any], domains: Collection[str]) -> dict[str, object]:
    """Values of the template, those by grouping only for groupings that the workspace computes."""
    found = dict(known)
    found["least_n_in"] = _on_one_line({name: n for name, n in known["least_n_in"].items() if name in domains})
    pooled = [name for name in known["window"]["domains"] if name in domains]
    found["window"] = _on_one_line({"quarters": known["window"]["quarters"], "domains": pooled})
    return {name: value for name, value in found.items() if value != {} and (name != "window" or pooled)}


def _on_one_line(values: Mapping[str, object]) -> CommentedMap:
    found = CommentedMap(values)
    found.fa.set_flow_style()
    return found


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDEST
    return yaml


def _load(text: str) -> Any:
    return _yaml().load(text)


def _dump(block: object) -> str:
    written = io.StringIO()
    _yaml().dump(block, written)
    return written.getvalue()
