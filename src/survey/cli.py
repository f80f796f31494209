"""The command ``survey``: a workspace, a wave, a check of a file, a simulated wave.

Exit codes: 0 done, 1 blocking findings, 2 cannot run (the reason and the remedy are printed, never a traceback).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from survey.errors import SurveyError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From a delivered survey file to the quarterly report in Kazakh and Russian.",
)

Workspace = Annotated[
    Path, typer.Option("--workspace", "-w", metavar="DIR", help="The workspace: the folder with monitor.yaml.")
]


def main() -> None:
    """Run the command; the console script of the package."""
    with plain_errors():
        app(standalone_mode=True)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn every exception into one message on standard error and exit code 2."""
    try:
        yield
    except SurveyError as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("Stopped. Nothing was written.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        fail(
            f"[M011] {named}{error.strerror or error}\n  The system refused.\n  Check the path, the rights and the space left."
        )
    except MemoryError:
        fail(
            "[M012] The memory of this machine is used up.\n  Nothing was written.\n  Close other programs, or use a larger machine."
        )
    except Exception as error:
        if os.environ.get("SURVEY_DEBUG"):
            raise
        fail(
            f"[M013] This is a mistake of survey itself: {type(error).__name__}: {error}\n"
            "  Nothing was written.\n"
            "  Run again with SURVEY_DEBUG=1 and report what it prints."
        )


def fail(message: str, code: int = 2) -> None:
    """Print a message to standard error and leave."""
    print(message, file=sys.stderr)
    sys.exit(code)


def version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        from importlib.metadata import version as installed

        typer.echo(f"survey {installed('survey-barometer')}")
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=version, is_eager=True)
    ] = False,
) -> None:
    """From a delivered survey file to the quarterly report in Kazakh and Russian."""


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    n: Annotated[int, typer.Option("--n", help="Interviews in each simulated wave.", min=100)] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same waves.")] = 2018,
) -> None:
    """Make a workspace: questionnaire, population, monitor.yaml and two simulated waves.

    Example: survey new almaty
    """
    from survey.monitor.workspace import new_workspace

    with progress() as tell:
        settings = new_workspace(folder, n=n, seed=seed, progress=tell)
    typer.echo(f"{settings.folder}: a workspace with {len(settings.waves)} simulated waves.")
    typer.echo(f"Next: survey run {max(settings.waves)} --workspace {settings.folder}")


@app.command()
def run(
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="The quarter, such as 2018Q1.")],
    workspace: Workspace = Path(),
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Read this file instead of the one in monitor.yaml.")
    ] = None,
) -> None:
    """Regenerate the indicators and the report of one quarter into out/WAVE, all or nothing.

    Example: survey run 2018Q1 --workspace almaty
    """
    from survey.monitor import open_monitor
    from survey.monitor.publish import publish

    started = time.perf_counter()
    with progress() as tell:
        tell("read the workspace")
        result = publish(open_monitor(workspace), wave, file=file, progress=tell)
    if result.blocking:
        for line in result.blocking:
            print(line, file=sys.stderr)
        print(f"Nothing was written. Look at the findings with: survey check {result.file}", file=sys.stderr)
        sys.exit(1)
    counts = result.counts
    typer.echo(
        f"{result.folder}: {counts['used']} of {counts['delivered']} interviews, {counts['set_aside']} set aside."
    )
    for path in result.reports:
        typer.echo(f"  {path}")
    typer.echo(f"  {counts['findings']} findings in {result.folder / 'findings.csv'}")
    typer.echo(f"Done in {time.perf_counter() - started:.1f} s.")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A delivered file in any supported format.")],
    workspace: Workspace = Path(),
    language: Annotated[str, typer.Option("--lang", help="Language of the messages: kk, ru or en.")] = "ru",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="CSV", help="Write every finding to this file.")
    ] = None,
    show: Annotated[int, typer.Option("--show", help="Findings printed per rule.", min=0)] = 3,
) -> None:
    """Check a delivered file against the questionnaire; exit code 1 when it has errors.

    Example: survey check wave_2018Q1.sav --lang kk --output findings.csv
    """
    from survey.monitor.checking import check_file

    with progress() as tell:
        result = check_file(file, workspace, language=language, output=output, show=show, progress=tell)
    typer.echo(result.text)
    sys.exit(1 if result.errors else 0)


@app.command()
def simulate(
    output: Annotated[Path, typer.Argument(metavar="FILE", help="The file to make: .csv, .sav or .xlsx.")],
    wave: Annotated[str, typer.Option("--wave", help="The quarter, such as 2018Q1.")] = "2018Q1",
    n: Annotated[int, typer.Option("--n", help="Interviews.", min=1)] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same file.")] = 2018,
    errors: Annotated[bool, typer.Option("--errors/--no-errors", help="With mistakes of the field, or clean.")] = True,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", "-w", metavar="DIR", help="Whose questionnaire and population; else those shipped."
        ),
    ] = None,
) -> None:
    """Simulate a wave from the questionnaire and the population.

    Example: survey simulate wave.csv --wave 2018Q2 --n 1500 --seed 7 --no-errors
    """
    from survey.monitor.workspace import simulate_file

    with progress() as tell:
        simulated = simulate_file(output, workspace, wave=wave, n=n, seed=seed, field_errors=errors, progress=tell)
    typer.echo(f"{output}: {simulated} interviews of {wave}, seed {seed}.")


def silent(step: str) -> None:
    """Say nothing."""


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A status line for a person at a terminal; silent in a pipe."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console

    with Console(stderr=True).status("survey") as status:
        yield lambda step: status.update(step)
