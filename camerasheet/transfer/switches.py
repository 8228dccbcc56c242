"""Cells that say yes or no."""

NEITHER = "Something under taken is neither yes nor no; it was kept in the note"
_YES = {"yes", "y", "true", "1", "x", "✓", "✔", "on", "taken", "pgm", "ja", "oui", "*", "●"}
_NO = {"no", "n", "false", "0", "off", "nein", "non"}


def switch(text: str) -> bool | None:
    """True or False for what people and spreadsheets write for them; None for anything else."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    return False if word in _NO else None
