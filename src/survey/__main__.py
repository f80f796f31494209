"""``python -m survey`` is the command ``survey``."""

from survey.cli import main

if __name__ == "__main__":
    main()
