"""How the show is run, and the words it uses."""

from camerasheet.sheet.changes import On, altered, fields_of, made, removed
from camerasheet.sheet.edits import SetHouse, SetTerm, StrikeTerm
from camerasheet.sheet.errors import AlreadyExists, Gone, Malformed
from camerasheet.sheet.events import Decision, Happening
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.rules.asked import Asked
from camerasheet.sheet.vocabulary import Family, Term

MOST_TERMS = 300


def set_house(sheet: Sheet, edit: SetHouse, asked: Asked) -> Decision:
    """One of the show's own switches."""
    change = altered(On.HOUSE, (), sheet.house, **{edit.field: edit.value})
    return Decision(Happening.HOUSE_SET, (change,))


def set_term(sheet: Sheet, edit: SetTerm, asked: Asked) -> Decision:
    """A code of the vocabulary. Raises AlreadyExists when another code has one of its words."""
    aliases = tuple(dict.fromkeys(" ".join(a.split()) for a in edit.aliases if a.strip()))
    term = Term(Family(edit.family), edit.code.strip(), " ".join(edit.name.split()), aliases)
    other = sheet.vocabulary.claims(term)
    if other is not None:
        raise AlreadyExists(
            f"{other.code} ({other.name}) already has one of these words.", term=other.code
        )
    key = (term.family.value, term.code)
    old = sheet.vocabulary.terms.get(key)
    if old is None and len(sheet.vocabulary.terms) >= MOST_TERMS:
        raise Malformed(f"A vocabulary holds at most {MOST_TERMS} codes.", limit=MOST_TERMS)
    change = (
        made(On.TERM, key, term) if old is None else altered(On.TERM, key, old, **fields_of(term))
    )
    return Decision(Happening.TERM_SET, (change,))


def strike_term(sheet: Sheet, edit: StrikeTerm, asked: Asked) -> Decision:
    """A code out of the vocabulary; shots keep it. Raises Gone."""
    key = (edit.family, edit.code)
    old = sheet.vocabulary.terms.get(key)
    if old is None:
        raise Gone("This code is no longer in the vocabulary.")
    return Decision(Happening.TERM_STRUCK, (removed(On.TERM, key, old),))
