"""The quarter and its parts, each in a process for it alone: ``python benchmarks/quarter.py [runs]``.

Whole commands in a workspace as ``survey new`` makes it: its results and its archive are removed before every run, so that
nothing is taken from an earlier one; Python keeps its bytecode, as it does for every user. The processor time is that of the
process and its children. Parts inside a process (the first share, reading the questionnaire) take their own times.
Medians with the smallest and the largest go into ``RESULTS.md``, medians also into ``results/``.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from measure import machine, recorded, spread, written

HERE = Path(__file__).parent
WAVE, BEFORE = "2018Q1", "2017Q4"
DELIVERY = f"deliveries/wave_{WAVE}.sav"

LOADED = "import survey; survey.make_sample, survey.share, survey.rake, survey.Population"
EVERYTHING = "import survey; [getattr(survey, name) for name in survey.__all__]"
TIMER = """
import json, statistics, time
def report(call, times=1):
    taken = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    print(json.dumps([statistics.median(one) for one in zip(*taken)]))
"""
SHARE = f"""
import pandas as pd, survey
answers = [at * at % 7 for at in range(1_000)]
points = [at // 10 for at in range(1_000)]
data = pd.DataFrame({{"y": answers, "psu": points, "stratum": [at % 5 for at in points], "w": 1.5}})
{TIMER}
def first():
    sample = survey.make_sample(data, survey.Design(strata="stratum", psu="psu", weight="w"))
    assert 0 < survey.share(sample, "y", 1).se[0] < 1
report(first)
"""
FORM = f"""
import sys, survey
{TIMER}
survey.read_questionnaire
report(lambda: survey.read_questionnaire("questionnaire"))
"""
MARGINS = f"""
import sys, survey
sys.path.insert(0, {str(HERE)!r})
from data import SHAPES, interviews, margins
data = interviews(1_000, *SHAPES[1_000])
people, sample = margins(data), survey.make_sample(data, survey.Design(strata="stratum", psu="psu", weight="weight"))
{TIMER}
def pair():
    return survey.rake(sample, survey.Population.from_margins(people))
pair()
report(pair, 51)
"""


class Seconds(NamedTuple):
    """Elapsed time and processor time of one run."""

    wall: float
    cpu: float


class Job(NamedTuple):
    """Something that is measured: its command, what is removed before each run, targets, and whether it takes its own time."""

    title: str
    words: tuple[str, ...]
    target: float | None = None
    removed: tuple[str, ...] = ()
    times_itself: bool = False
    codes: tuple[int, ...] = (0,)


def jobs() -> Iterator[Job]:
    fresh = ("out", "archive")
    survey = ("-m", "survey")
    yield Job("python, nothing imported", ("-c", "pass"))
    yield Job("`import pandas`, for comparison", ("-c", "import pandas"))
    yield Job("`import survey`, lazy", ("-c", "import survey"))
    yield Job("`import survey`, loaded: samples, shares, raking", ("-c", LOADED))
    yield Job("`import survey`, every name loaded", ("-c", EVERYTHING))
    yield Job("first sample and share after `import survey` and `pandas`", ("-c", SHARE), 0.15, times_itself=True)
    yield Job(
        "rake 1,000 interviews, 4 margins, with `Population.from_margins`", ("-c", MARGINS), 0.001, times_itself=True
    )
    yield Job("questionnaire read and checked", ("-c", FORM), 0.15, times_itself=True)
    # 1: the simulated wave has mistakes
    yield Job(f"`survey check` of the wave {WAVE}", (*survey, "check", DELIVERY), 1.0, codes=(1,))
    yield Job(f"`survey run {WAVE}`, HTML, 2 languages", (*survey, "run", WAVE, "--format", "html"), 2.0, fresh)
    yield Job(
        "the same, the wave before archived",
        (*survey, "run", WAVE, "--format", "html"),
        None,
        ("out", f"archive/{WAVE}"),
    )
    yield Job(f"`survey run {WAVE}`, HTML, PDF, DOCX, XLSX", (*survey, "run", WAVE), None, fresh)
    yield Job("`survey simulate`, 1,000 interviews", (*survey, "simulate", "wave.csv", "--force"))


def measured(job: Job, workspace: Path) -> Seconds:
    """Times of one run in a workspace."""
    for name in job.removed:
        shutil.rmtree(workspace / name, ignore_errors=True)
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *job.words], cwd=workspace, env=known, capture_output=True, text=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in job.codes:
        raise SystemExit(f"{job.title} fails:\n{done.stderr}")
    if job.times_itself:
        return Seconds(*json.loads(done.stdout.splitlines()[-1]))
    return Seconds(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def made(folder: Path) -> Path:
    """A new workspace whose earlier wave has an archived run."""
    workspace = folder / "almaty"
    for words, place in (("new", str(workspace)), folder), (("run", BEFORE, "--format", "html"), workspace):
        subprocess.run([sys.executable, "-m", "survey", *words], cwd=place, check=True, capture_output=True)
    return workspace


def line(job: Job, runs: list[Seconds]) -> str:
    """Row of the table."""
    wall, cpu = spread([one.wall for one in runs]), spread([one.cpu for one in runs])
    return f"| {job.title} | {f'{job.target:g} s' if job.target else ''} | {cpu} | {wall} |"


def main() -> None:
    """Measure every job, and write the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    about, found, lines = machine(), dict[str, float](), list[str]()
    with tempfile.TemporaryDirectory() as name:
        workspace = made(Path(name))
        archived = workspace.with_name("archived")
        shutil.copytree(workspace, archived)
        for job in jobs():
            place = archived if f"archive/{WAVE}" in job.removed else workspace
            measured(job, place)
            taken = [measured(job, place) for _ in range(runs)]
            found[f"{job.title}, processor time"] = statistics.median(one.cpu for one in taken)
            found[job.title] = statistics.median(one.wall for one in taken)
            lines.append(line(job, taken))
            print(lines[-1], flush=True)
    recorded("quarter", found)
    head = ["| what | target | processor time | elapsed |", "| --- | --- | --- | --- |"]
    notes = (
        f"Medians of {runs} new processes after one that warms up (smallest to largest); targets are of processor time. {about}. "
        "A run starts without results and archive, the wave before included, and writes report and brief in two languages."
    )
    written(HERE / "RESULTS.md", "The quarter", "\n".join([notes, "", *head, *lines]))


if __name__ == "__main__":
    main()
