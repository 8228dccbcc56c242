"""What commands print: tables for people, JSON for programs, QR codes for phones."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yes_option = click.option("--yes", "-y", is_flag=True, help="Do not ask.")


def print_json(value: object) -> None:
    """One JSON value, readable."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_answer(value: Any, as_json: bool, in_words: Callable[[Any], object]) -> None:
    """An answer as JSON for programs, else in words for people."""
    if as_json:
        print_json(value)
    else:
        in_words(value)


def print_table(
    rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str], *, empty: str
) -> None:
    """``rows`` under the headers ``columns`` (key → header); ``empty`` when there is none."""
    cells = [[_cell(row.get(key)) for key in columns] for row in rows]
    if not cells:
        click.echo(empty)
        return
    _print_aligned([list(columns.values()), *cells])


def print_facts(facts: Mapping[str, Any]) -> None:
    """One fact a line."""
    _print_aligned([[f"{name}:", _cell(value)] for name, value in facts.items()])


def _print_aligned(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


def _cell(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())


def moment(text: str | None) -> str | None:
    """An ISO time of the server's, in this machine's own time zone, to the minute."""
    if text is None:
        return None
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")


def size(count: int) -> str:
    """Bytes as people say them."""
    for unit in ("B", "KB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count //= 1000
    return f"{count} GB"


def print_qr(text: str) -> None:
    """A QR code of ``text`` in the terminal; nothing where the output cannot show one."""
    import segno

    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if not encoding.startswith("utf"):
        return  # it is made of block characters
    segno.make(text, error="l", micro=False).terminal(compact=True, border=2)
    sys.stdout.flush()
