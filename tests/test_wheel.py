"""The wheel runs by itself: nothing of the source tree is needed, and nothing of it is missing."""

import asyncio
import os
import re
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import aiohttp
import pytest

from tests.checks import ROOT

PACKAGES = ("bot", "handlers", "storage", "config", "sandbox")
MADE = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")


@pytest.fixture
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `python -m build` makes it, by the same backend and from the source archive; of a copy, as building leaves traces."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=MADE)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pack = "from setuptools.build_meta import build_sdist; build_sdist('.')"
    subprocess.run([sys.executable, "-c", pack], cwd=source, check=True, capture_output=True)
    [packed] = source.glob("*.tar.gz")
    command = ("-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(target))
    subprocess.run([sys.executable, *command, str(packed)], check=True, capture_output=True)
    [made] = target.glob("*.whl")
    return made


@pytest.fixture
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`frontdesk` in an environment that has the wheel, and the libraries that we have here."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    options = ("-q", "--no-deps", "--no-index", "--disable-pip-version-check")
    command = (sys.executable, "-m", "pip", "--python", str(python), "install", *options)
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    [packages] = folder.glob("lib/python*/site-packages")
    # A path file of a path file is not read, so our own editable install stays out of sight.
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()))
    return folder / "bin" / "frontdesk"


@pytest.fixture
def started_from(program: Path, tmp_path: Path) -> Path:
    """A folder where somebody has typed `frontdesk init`."""
    subprocess.run([program, "init"], cwd=tmp_path, env={}, check=True, capture_output=True)
    return tmp_path


def missing_in(wheel: Path) -> list[str]:
    """Files of our packages that did not come along."""
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert not [name for name in packed if name.startswith(("tests", "docs"))]
    ours = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return sorted(ours - packed)


async def test_the_demo_runs_from_an_empty_environment(
    wheel: Path, program: Path, started_from: Path
) -> None:
    """One test, because what it needs takes long to make and workers side by side would each make their own."""
    assert missing_in(wheel) == []
    process = await asyncio.create_subprocess_exec(
        program,
        *("demo", "--port", "0"),
        cwd=started_from,
        env={},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        address = await asyncio.wait_for(_address(process), 60)
        async with aiohttp.ClientSession() as session:
            page = await _text(session, address)
            [script] = re.findall(r'<script type="module" src="([^"]+)"', page)
            assert "import" in await _text(session, f"{address.rstrip('/')}/{script.lstrip('/')}")
    finally:
        process.terminate()
        _, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    assert sorted(os.listdir(started_from)) == [".env", "config"]


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    said = ""
    while line := await process.stdout.readline():
        said += line.decode()
        if found := re.search(r"http://\S+", line.decode()):
            return found[0]
    raise AssertionError(said)


async def _text(session: aiohttp.ClientSession, address: str) -> str:
    async with session.get(address) as answer:
        assert answer.status == 200, address
        return await answer.text()
