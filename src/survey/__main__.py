"""``python -m survey`` is the command ``survey``."""

from survey.cli import process

if __name__ == "__main__":
    process()
