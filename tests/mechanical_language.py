"""A complete catalogue of a further language without a translator: each sentence is its English in brackets."""

from __future__ import annotations

import re

from survey.language_files import language_template


def translated(language: str) -> str:
    """A complete file: each sentence is its English in brackets."""
    lines: list[str] = []
    english: list[str] = []
    for line in language_template(language).splitlines():
        if line.startswith("# "):
            english.append(line[2:])
        elif line.startswith("["):
            english = []
        if re.search(r'= (""|\{)', line) and not line.startswith("#"):
            key = line.split(" = ")[0]
            said = " ".join(english).split(" / ")[-1].replace("\\", "\\\\").replace('"', '\\"')
            line = re.sub(r'""', lambda _, said=said: f'"‹{said}›"', line)  # type: ignore[misc]
            assert key
            english = []
        lines.append(line)
    return "\n".join(lines) + "\n"
