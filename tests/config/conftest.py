from pathlib import Path

import pytest

from tests.config.organisations import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "frontdesk.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
