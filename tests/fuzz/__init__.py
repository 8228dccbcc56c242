"""Hostile input for every parser: ``make fuzz`` does more of it. See docs/fuzzing.md."""
