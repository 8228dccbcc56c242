"""Text stays text, whoever wrote it and whichever way it came; the policy stands behind that."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.grid import open_grid
from tests.browser.people import People, synced
from tests.browser.stage import Stage

HACK = '"><img src=x onerror=hacked=1>'
SCRIPT = "<script>hacked=1</script>{{7*7}}</hx-partial><b hx-get=/logout hx-trigger=load>"
ALIVE = """() => ({
  hacked: window.hacked ?? null,
  handlers: document.querySelectorAll("[onerror], [onload], [onclick]").length,
  pictures: document.querySelectorAll('img[src="x"]').length,
  inline: document.querySelectorAll("script:not([src])").length,
  htmx: document.querySelectorAll('[hx-get="/logout"]').length,
  seen: document.body.textContent.includes("onerror=hacked"),
})"""


def harmless(page: Page) -> None:
    """The hostile text can be read on the page, and is nothing but text."""
    page.wait_for_function("document.body.textContent.includes('onerror=hacked')")
    assert page.evaluate(ALIVE) == {
        "hacked": None,
        "handlers": 0,
        "pictures": 0,
        "inline": 0,
        "htmx": 0,
        "seen": True,
    }


def _attack(stage: Stage) -> None:
    cue, camera = stage.cue_id("1"), stage.camera_id("1")
    for field in ("size", "subject", "move", "angle", "note"):
        stage.shot(cue, camera, **{field: HACK})
    stage.shot(cue, stage.camera_id("2"), subject=SCRIPT, note=SCRIPT, taken=True)
    for field, value in (("title", HACK), ("transition", HACK), ("notes", SCRIPT)):
        stage.edit(kind="write_cue", cue=cue, field=field, value=value)
    stage.edit(kind="write_cue", cue=stage.cue_id("Northern Lights"), field="title", value=HACK)
    for field in ("name", "operator", "mount", "role"):
        stage.edit(kind="write_camera", camera=camera, field=field, value=HACK)
    stage.edit(kind="write_camera", camera=camera, field="number", value="<b>1")
    stage.edit(kind="set_term", family="size", code="<b>x</b>", name=HACK, aliases=[HACK])
    stage.edit(kind="write_cue", cue=stage.cue_id("2"), field="number", value='"><b>')


def test_no_field_of_a_show_is_ever_markup(people: People, gala: Stage) -> None:
    """As the pages get it while they are open, and again as they are loaded."""
    card = f"{gala.path}/camera/{gala.camera_id('1')}"
    paths = (gala.path, f"{gala.path}/caller", card, f"{gala.path}/vocabulary")
    pages = [people("eve", path) for path in paths]
    _attack(gala)
    gala.live("standby")
    for page in pages:
        harmless(page)
        page.reload()
        synced(page)
        harmless(page)
    pages[0].goto(f"{gala.path}/cards")
    harmless(pages[0])


def test_what_one_types_is_no_markup_either(people: People, gala: Stage) -> None:
    """Pending cells, editors, menus, toasts and the conflict are made in the browser."""
    _attack(gala)
    grid = open_grid(people("eve"), gala)
    cell, head = grid.row("1").locator(".cell").nth(2), grid.page.locator("#heads > .head").first
    grid.open(cell)
    grid.field("size").fill(HACK)
    grid.field("note").fill(SCRIPT)
    gala.shot(gala.cue_id("1"), gala.camera_id("3"), note=HACK)
    expect(grid.editor.get_by_text("changed by somebody meanwhile")).to_be_visible()
    grid.save()
    expect(grid.refusal()).to_contain_text(HACK)
    expect(grid.refusal()).to_contain_text("<script>hacked=1</script>")
    grid.refusal().get_by_role("button", name="Keep mine").click()
    for opener, words in ((head, "Edit the camera…"), (head, "Hand its shots over…")):
        grid.choose(opener, words)
        expect(grid.editor).to_be_visible()
        harmless(grid.page)
        grid.keys.press("Escape")
    grid.open(grid.title("1"))
    grid.keys.press("Escape")
    grid.choose(grid.number("1"), "Strike")
    grid.toast("struck").wait_for()
    harmless(grid.page)


def test_titles_names_and_files_are_no_markup(people: People, stage: Stage) -> None:
    show = Stage(stage.server, title=f"Show {HACK}")
    guest = people(None)
    guest.goto(show.link("viewer"))
    harmless(guest)
    guest.get_by_label("Your name").fill(HACK)
    guest.get_by_role("button", name="Come in").click()
    synced(guest)
    harmless(guest)
    page = people("ann")
    for path in ("/shows", f"{show.path}/crew", f"{show.path}/settings", f"{show.path}/caller"):
        page.goto(path)
        harmless(page)
    page.goto(f"{show.path}/import")
    rows = f"Cue,Title,Cam {HACK},Notes\n1,{HACK},{HACK},{HACK}\n{HACK[:12]},x,y,z\n".replace(
        '"', "'"
    )
    page.get_by_label("CSV or XLSX").set_input_files(
        FilePayload(
            name="<img src=x onerror=hacked=1>.csv", mimeType="text/csv", buffer=rows.encode()
        )
    )
    page.get_by_role("button", name="Look at the file").click()
    harmless(page)
    page.locator("#import-now").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    harmless(guest)


def test_the_policy_stops_what_would_get_in(people: People, gala: Stage) -> None:
    people.watch.allow("CSP:|Content Security Policy")
    page = people("eve", gala.path)
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.hacked = 'script'";
      const image = document.createElement("img");
      image.setAttribute("src", "data:,");
      image.setAttribute("onerror", "window.hacked = 'handler'");
      const styled = document.createElement("p");
      styled.id = "styled";
      styled.setAttribute("style", "position: fixed");
      const sheet = document.createElement("style");
      sheet.textContent = "#styled { position: fixed }";
      const link = document.createElement("a");
      link.id = "link";
      link.href = "javascript:window.hacked='link'";
      const foreign = document.createElement("script");
      foreign.src = "http://elsewhere.invalid/hack.js";
      document.body.append(script, image, styled, sheet, link, foreign);
      link.click();
    }""")
    for directive in ("script-src-elem", "script-src-attr", "style-src-attr", "style-src-elem"):
        page.wait_for_timeout(50)
        assert any(f"CSP: {directive}" in line for line in people.watch.errors), directive
    assert any("elsewhere.invalid" in line for line in people.watch.errors)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#styled").evaluate("(p) => getComputedStyle(p).position") == "static"
