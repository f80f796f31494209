"""The tests with every Python that is installed, and with the lowest releases: ``nox``.

A Python that is not installed is passed over. ``nox --session lowest`` is what ``make test-lowest`` runs.
"""

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True

PYTEST = ("pytest", "--numprocesses", "2", "--dist", "loadfile", "-m", "not external", "-p", "no:cacheprovider")


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """The tests that need Python only, with the pinned releases."""
    session.install("--constraint", "constraints.txt", "--editable", ".[test]")
    session.run(*PYTEST, *session.posargs)


@nox.session(python=["3.11"])
def lowest(session: nox.Session) -> None:
    """The same tests with the lowest release of every library the package needs."""
    session.install("--constraint", "constraints-lowest.txt", "--editable", ".[test]")
    session.run(*PYTEST, *session.posargs)
