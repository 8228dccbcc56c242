"""Puts templates and static files into the wheel, under ``camerasheet/``.

Third-party assets are built from npm (``scripts/build_assets.py``) and are not committed, so a
wheel could be built without them and would run with a dead page. It is refused instead.
"""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before anything is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Check the assets and add them. Raises ``RuntimeError`` when they are not there.

        An editable install reads the checkout itself and needs nothing.
        """
        if version == "editable":
            return
        root = Path(self.root)
        script = runpy.run_path(str(root / "scripts" / "build_assets.py"))
        if not script["up_to_date"]():
            raise RuntimeError(
                "static/vendor/ is missing or out of date: "
                "run “python scripts/build_assets.py” first."
            )
        if self.target_name == "wheel":
            build_data["force_include"].update(_inside(root, "templates", "static"))
            build_data["force_include"][str(root / "litestream.yml")] = "camerasheet/litestream.yml"


def _inside(root: Path, *folders: str) -> dict[str, str]:
    """Each file of these folders → its place in the package. Stamps and the like are left out."""
    files = (file for folder in folders for file in (root / folder).rglob("*") if file.is_file())
    return {
        str(file): f"camerasheet/{file.relative_to(root).as_posix()}"
        for file in files
        if not file.name.startswith(".")
    }
