"""Draw the README's pictures from the real product: a server, the demo show, a real browser.

.venv/bin/python scripts/screenshots.py      (Chromium is needed; see scripts/chromium.sh)
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent.parent
PICTURES = HERE / "docs" / "images"
PASSWORD = "a picture of a sheet"  # noqa: S105  (of a server that lives for a minute)
PORT = 8765
SERVER = f"http://127.0.0.1:{PORT}"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SHOW = "spring-gala"


def camerasheet(*arguments: str, **environment: str) -> str:
    """Run a command of ours and give what it printed."""
    command = [str(HERE / ".venv/bin/camerasheet"), *arguments]
    done = subprocess.run(  # noqa: S603
        command, env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )
    return done.stdout


@contextmanager
def server() -> Iterator[str]:
    """A server with the demo show; the token of an admin."""
    with tempfile.TemporaryDirectory() as data:
        settings = {"CAMERASHEET_DATA": data, "CAMERASHEET_ADMIN_PASSWORD": PASSWORD}
        camerasheet("seed", **settings)
        token = camerasheet("token", "create", "--role", "admin", **settings).splitlines()[-1]
        process = subprocess.Popen(  # noqa: S603
            [str(HERE / ".venv/bin/camerasheet"), "serve", "--port", str(PORT)],
            env={**os.environ, **settings},
        )
        try:
            wait_for_server()
            yield token
        finally:
            process.terminate()
            process.wait(15)


def wait_for_server() -> None:
    """Return when it answers; RuntimeError after 20 seconds."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{SERVER}/healthz", timeout=1):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def api(token: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask the API."""
    request = urllib.request.Request(  # noqa: S310
        f"{SERVER}/api{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)


def take_some(token: str) -> str:
    """Bring the show to its 24th cue; the id of the camera that is on air there."""
    sheet = api(token, f"/shows/{SHOW}/sheet")
    cue = next(cue for cue in sheet["cues"] if cue["number"] == "24")
    body = {"id": "picture-of-cue-24", "action": "goto", "cue": cue["id"]}
    api(token, f"/shows/{SHOW}/live", body)
    taken = [shot["camera"] for shot in cue["shots"] if shot["taken"]]
    return str(taken[0] if taken else sheet["cameras"][0]["id"])


def picture(browser: Browser, state: Any, name: str, path: str, width: int, height: int) -> None:
    """Save one page at one size."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark", storage_state=state
    )
    page: Page = context.new_page()
    page.goto(f"{SERVER}{path}")
    page.wait_for_selector("#sync-light[data-state=synced]")
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def main() -> None:
    """Draw them all."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    PICTURES.mkdir(exist_ok=True)
    with server() as token, sync_playwright() as playwright:
        camera = take_some(token)
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{SERVER}/login")
        page.fill("[name=login]", "admin")
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/shows/**")
        state = context.storage_state()
        picture(browser, state, "sheet", f"/shows/{SHOW}", 1440, 810)
        picture(browser, state, "caller", f"/shows/{SHOW}/caller", 1180, 760)
        picture(browser, state, "card", f"/shows/{SHOW}/camera/{camera}", 390, 760)
        browser.close()


if __name__ == "__main__":
    main()
