"""What is different here from in the cluster: every path, port and host name, in one table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.realtime.serverprocess import free_port

LOOPBACK = "127.0.0.1"
_URL = r"(?<=http://)"


@dataclass(frozen=True, slots=True)
class Row:
    """One text of the cluster, where it may stand, and what stands there here."""

    there: str
    here: str
    before: str
    after: str

    def apply(self, text: str) -> str:
        """``text`` as it is here."""
        pattern = f"{self.before}{re.escape(self.there)}{self.after}"
        return re.sub(pattern, lambda _: self.here, text)


@dataclass(slots=True)
class Table:
    """Rows are applied in their order: what is longer and more particular comes first."""

    rows: list[Row] = field(default_factory=list)

    def path(self, there: str, here: str) -> None:
        """A mounted directory, and everything in it."""
        self.rows.append(Row(there, here, r"(?<![\w./-])", r"(?=[/:,]|$)"))

    def port(self, there: int) -> int:
        """A port that something listens on; a free one is taken for it. The same one again."""
        for row in self.rows:
            if row.there == str(there):
                return int(row.here)
        here = free_port()
        self.rows.append(Row(str(there), str(here), r"(?:(?<=[=:])|^)", r"(?![\d.])"))
        return here

    def host(self, there: str, here: str) -> None:
        """The name of a service, with its port where that is said."""
        self.rows.insert(0, Row(there, here, _URL, r"(?=[/&]|$)"))

    def address(self, there: str, here: str) -> None:
        """An address to listen on."""
        self.rows.append(Row(there, here, r"(?:(?<==)|^)", r"$"))

    def here(self, text: str) -> str:
        """A word of a command, or the value of a variable, as it is here."""
        for row in self.rows:
            changed = row.apply(text)
            if changed != text and row.before == _URL:
                return changed  # a whole address: its port is not one of the others
            text = changed
        return text

    def lines(self) -> Iterable[str]:
        """For people to read."""
        width = max((len(row.there) for row in self.rows), default=0)
        return (f"{row.there:<{width}}  →  {row.here}" for row in self.rows)
