"""The wheel alone runs: installed into a fresh environment, far from any checkout."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.program import Served, said

ROOT = Path(__file__).parents[2]


def do(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, words)), cwd=cwd, capture_output=True, text=True, timeout=180, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as anybody would."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    done = do(*pip, cwd=folder)
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    """``camerasheet`` of a fresh environment that has the wheel, and borrows what it depends on.

    A path in a .pth file brings no other .pth files along: our editable install is not among it.
    """
    place = tmp_path_factory.mktemp("fresh")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", wheel)
    done = do(*pip, cwd=place)
    assert done.returncode == 0, done.stderr
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = place / "lib" / version / "site-packages"
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = do(python, "-c", "import camerasheet; print(camerasheet.__file__)", cwd=place)
    assert where.stdout.startswith(str(packages)), where.stderr
    return (str(place / "bin" / "camerasheet"),)


def test_every_template_and_asset_is_in_it(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "static"):
        files = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
        wanted = {
            f"camerasheet/{file.relative_to(ROOT).as_posix()}"
            for file in files
            if not file.name.startswith(".")
        }
        assert wanted <= packed
        assert wanted
    assert "camerasheet/static/vendor/htmx.min.js" in packed
    assert "camerasheet/litestream.yml" in packed
    assert not [name for name in packed if name.startswith(("tests/", "scripts/"))]


def test_it_serves_its_pages_and_assets(program: Sequence[str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Served(data, program=program) as server:
        status, page = server.get("/login")
        assert status == 200
        assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())
        assert any("/vendor/" in asset for asset in assets)
        for asset in assets:
            status, content = server.get(asset)
            assert (status, bool(content)) == (200, True), asset
        assert "Made 'Spring Gala'" in said("seed", data=data, program=program)


def test_it_migrates_without_a_checkout(program: Sequence[str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    said("seed", data=data, program=program)
    said("rollback", "--yes", data=data, program=program)
    said("migrate", data=data, program=program)
    done = do(*program, "create-migration", "show", "more", cwd=tmp_path)
    assert done.returncode == 3
    assert "source checkout" in done.stderr


def test_a_wheel_without_assets_is_refused_with_a_sentence(tmp_path: Path) -> None:
    names = ("camerasheet", "scripts", "static", "templates", "hatch_build.py", "pyproject.toml")
    for name in (*names, "package-lock.json", "README.md"):
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("vendor", "__pycache__")
            shutil.copytree(source, tmp_path / "tree" / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / "tree" / name)
    tree = tmp_path / "tree"
    environment = {**os.environ, "PIP_NO_INPUT": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", tmp_path, tree],
        capture_output=True,
        text=True,
        env=environment,
        timeout=180,
        check=False,
    )
    assert done.returncode != 0
    assert "scripts/build_assets.py" in done.stdout + done.stderr
