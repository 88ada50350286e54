"""Keys of anonymous rounds: a file each, whole, for one account only, and gone when they are destroyed."""

import stat
from pathlib import Path

from storage.round_keys import TAG, RoundKeys


def test_a_key_is_made_once_and_for_one_account_only(tmp_path: Path) -> None:
    keys = RoundKeys(tmp_path / "keys")
    assert keys.create("T1", "r1") is None
    first = keys.material("T1", "r1", None)
    assert first is not None
    assert len(first) == 32
    keys.create("T1", "r1")
    assert keys.material("T1", "r1", None) == first
    assert keys.material("T1", "r2", None) is None
    [file] = (tmp_path / "keys").glob("*.key")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (tmp_path / "keys" / TAG).read_text("ascii").startswith("Signature: 8a477f597d28d172")
    assert [path.name for path in (tmp_path / "keys").iterdir() if path.name[0] == "."] == []


def test_a_key_that_is_destroyed_is_gone(tmp_path: Path) -> None:
    keys = RoundKeys(tmp_path)
    keys.create("T1", "r1")
    keys.create("T2", "r9")
    assert keys.kept("T1") == ["r1"]
    keys.destroy("T1", "r1")
    keys.destroy("T1", "r1")
    assert keys.kept("T1") == []
    assert keys.material("T1", "r1", None) is None
    assert keys.kept("T2") == ["r9"]


def test_a_key_that_is_not_whole_is_none(tmp_path: Path) -> None:
    keys = RoundKeys(tmp_path)
    keys.create("T1", "r1")
    [file] = tmp_path.glob("*.key")
    file.write_bytes(b"half")
    assert keys.material("T1", "r1", None) is None


def test_a_secret_is_mixed_in(tmp_path: Path) -> None:
    plain, mixed = RoundKeys(tmp_path), RoundKeys(tmp_path, "secret")
    plain.create("T1", "r1")
    assert plain.material("T1", "r1", None) != mixed.material("T1", "r1", None)


def test_without_a_folder_a_key_is_the_secret_and_a_salt() -> None:
    keys = RoundKeys(None, "secret")
    salt = keys.create("T1", "r1")
    assert salt is not None
    assert keys.material("T1", "r1", salt) != keys.material("T1", "r1", f"{salt}0")
    assert keys.usable
    assert not RoundKeys().usable
    assert RoundKeys().material("T1", "r1", salt) is None
