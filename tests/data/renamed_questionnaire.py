"""The shipped questionnaire in a version that renames a question and a row of a battery and turns the codes of the question round."""

from __future__ import annotations

import shutil
from pathlib import Path

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
DAY = "2018-04-01"
CODES = {1: 4, 2: 3, 3: 2, 4: 1}
"""Present codes of D40 by those of D04."""


def write_renamed(folder: Path, source: Path = INSTRUMENT, day: str = DAY) -> Path:
    """A copy of the instrument in which D04 is D40 with its codes from the other end, and C01c is C01x."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("simulation.yaml"))
    text = (folder / "questionnaire.yaml").read_text("utf-8")
    start = text.index("      - id: D04\n")
    end = text.index("      - id: D05\n")
    question = text[start:end].replace("- id: D04\n", f"- id: D40\n        was: {{id: D04, before: {day}}}\n")
    question = question.replace("positive: [1, 2]", "positive: [3, 4]").replace("negative: [3, 4]", "negative: [1, 2]")
    lines = question.splitlines(keepends=True)
    for old, new in CODES.items():
        at = next(place for place, line in enumerate(lines) if f"{{code: {old}, score" in line)
        line = lines[at].replace(f"code: {old}, score", f"code: {new} , score")
        if "was: {before: " in line:
            lines[at] = line.replace(f"was: {{before: {DAY}", f"was: {{code: {old}, before: {day}")
        else:
            lines[at] = line.rstrip().removesuffix("}") + f", was: {{code: {old}, before: {day}}}}}\n"
    text = text[:start] + "".join(lines) + text[end:]
    text = text.replace('"D04 in [3, 4] or D01a', '"D40 in [1, 2] or D01a')
    text = text.replace("{id: C01c, ", f"{{id: C01x, was: {{id: C01c, before: {day}}}, ")
    (folder / "questionnaire.yaml").write_text(text, "utf-8")
    indicators = (folder / "indicators.yaml").read_text("utf-8")
    indicators = indicators.replace("D04 in [3, 4]", "D40 in [1, 2]").replace("- D04\n", "- D40\n")
    (folder / "indicators.yaml").write_text(indicators.replace("C01c", "C01x"), "utf-8")
    return folder
