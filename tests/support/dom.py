"""A page as small as can be: enough of HTML and of htmx to apply ``<hx-partial>``s."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "img", "meta", "link", "hr", "use", "path", "circle", "rect"}


@dataclass(eq=False)
class Node:
    """An element; text stands among its children as str."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)
    parent: Node | None = None

    def elements(self) -> Iterator[Node]:
        """This element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.elements()

    def add(self, child: Node | str, place: int | None = None) -> None:
        if isinstance(child, Node):
            child.parent = self
        self.children.insert(len(self.children) if place is None else place, child)

    def text(self) -> str:
        """Everything in it, for comparing. Groups of rows only serve the drawing: left out."""
        inner = "".join(c if isinstance(c, str) else c.text() for c in self.children)
        if self.attributes.get("class") == "group":
            return inner
        attributes = "".join(f" {n}={v!r}" for n, v in sorted(self.attributes.items()))
        return f"<{self.tag}{attributes}>{inner}</{self.tag}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Node("root", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.here.add(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.add(data)


def parse(html: str) -> Node:
    """The elements of a fragment, under a root. It must be well-formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root


def partials(content: str) -> list[Node]:
    """The partials of a message, in order; there must be nothing else."""
    found = parse(content).children
    assert all(isinstance(node, Node) and node.tag == "hx-partial" for node in found), found
    return [node for node in found if isinstance(node, Node)]


class Page:
    """What a browser shows that follows a view; ``missed`` are targets that were not there."""

    def __init__(self, *ids: str) -> None:
        self.root = Node("root", {})
        self.missed: list[str] = []
        for name in ids:
            self.root.add(Node("div", {"id": name}))

    def find(self, selector: str) -> Node | None:
        """``#id``, or below it ``> .class``, ``> :nth-child(n)`` or ``> [name='value']``."""
        name, _, below = selector.partition(" > ")
        found = next((n for n in self.root.elements() if n.attributes.get("id") == name[1:]), None)
        if found is None or not below:
            return found
        inside = [child for child in found.children if isinstance(child, Node)]
        if below.startswith("."):
            return next((n for n in inside if below[1:] in n.attributes["class"].split()), None)
        if nth := re.fullmatch(r":nth-child\((\d+)\)", below):
            return next(iter(inside[int(nth[1]) - 1 : int(nth[1])]), None)
        match = re.fullmatch(r"\[([\w-]+)='([\w-]+)'\]", below)
        assert match, f"no selector that we know: {selector}"
        return next((n for n in inside if n.attributes.get(match[1]) == match[2]), None)

    def swap(self, content: str) -> None:
        """Apply the partials of one message."""
        for partial in partials(content):
            self._one(partial)

    def _one(self, partial: Node) -> None:
        selector, how = partial.attributes["hx-target"], partial.attributes["hx-swap"]
        target = self.find(selector)
        if target is None:
            self.missed.append(selector)
            return
        parent = target.parent
        assert parent is not None
        place = parent.children.index(target)
        fresh = list(partial.children)
        if how in ("outerHTML", "outerMorph", "delete"):
            del parent.children[place]
        elif how == "afterend":
            place += 1
        else:
            assert how == "afterbegin", how
            parent, place = target, 0
        for offset, node in enumerate(fresh):
            parent.add(node, place + offset)

    def text(self) -> str:
        return self.root.text()
