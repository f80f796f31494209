"""Damaged files on purpose: run ``python -m tests.fuzz``; what is damaged and how it is judged: docs/fuzzing.md."""
