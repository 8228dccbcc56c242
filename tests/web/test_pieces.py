"""A page of parts that were compressed at different times is one gzip stream of the whole."""

import gzip
import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.crew import Role
from camerasheet.web.pieces import Assembly, Piece, gzipped
from tests.web.crew import Crew


@given(st.lists(st.text()))
def test_a_stream_of_pieces_is_what_they_say(texts: list[str]) -> None:
    assert gzip.decompress(gzipped([Piece.of(text) for text in texts])).decode() == "".join(texts)


def test_a_piece_may_stand_anywhere_and_twice() -> None:
    one, other = Piece.of("<b>singer</b>" * 100), Piece.of("<b>singer</b>" * 100, level=1)
    assert gzip.decompress(gzipped([one, other, one])) == one.plain * 3


@pytest.mark.parametrize("encodings", ["gzip", "br, gzip;q=0.5", "identity", "gzip;q=0", ""])
def test_pieces_stand_where_the_template_put_them(app: Flask, encodings: str) -> None:
    with app.test_request_context(headers={"Accept-Encoding": encodings}):
        page = Assembly()
        html = f"<p>{page.put([Piece.of('one'), Piece.of('two')])}</p>{page.put([])}."
        answer = page.response(html)
        small = "gzip" in encodings and "q=0" not in encodings.replace("q=0.5", "")
        assert ("Content-Encoding" in answer.headers) == small
        body = gzip.decompress(answer.data) if small else answer.data
        assert body == b"<p>onetwo</p>."


def test_a_template_that_loses_a_piece_is_noticed(app: Flask) -> None:
    with app.test_request_context():
        page = Assembly()
        page.put([Piece.of("lost")])
        with pytest.raises(ValueError, match="zip"):
            page.response("<p></p>")


def test_the_sheet_is_the_same_page_for_everybody_small_or_not(
    crew: Crew, camera: str, cue: str
) -> None:
    """The token is another one each time, all else is equal after every edit."""
    browser = crew.signed_in(Role.EDITOR)
    for subject in ("Singer", "Drums & bass"):
        crew.edit(kind="write_shot", cue=cue, camera=camera, field="subject", value=subject)
        plain = browser.get("/shows/gala", headers={"Accept-Encoding": ""})
        small = browser.get("/shows/gala", headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert {"Accept-Encoding"} <= {each.strip() for each in small.headers["Vary"].split(",")}
        pages = [
            re.sub(r'csrf[-_]token"[^>]*|"X-CSRFToken": "[^"]*"', "", text)
            for text in (plain.get_data(as_text=True), gzip.decompress(small.data).decode())
        ]
        assert pages[0] == pages[1]
        assert subject.replace("&", "&amp;") in pages[0]
        assert pages[0].count('<template id="cell-editor">') == 1
        assert "\0" not in pages[0]
