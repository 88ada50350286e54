"""The one private name we use of aiosqlite: a whole transaction as one call in its thread has no public way."""

import inspect
import threading
import tomllib
from importlib.metadata import version

import aiosqlite

from tests.checks import ROOT

CHANGED = (
    "aiosqlite has changed. Read its `Connection._execute`: if it still queues one function for the connection's thread and "
    "gives its result, raise the pin in pyproject.toml, run `make lock` and mend this test. If it doesn't, let `_Line` in "
    "storage/sqlite.py have a thread and a queue of its own, or use a public way if there is one by then."
)


async def test_a_call_in_the_drivers_thread_works_as_it_did() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "aiosqlite>=0.22.1,<0.23" in project["dependencies"], CHANGED
    assert version("aiosqlite").startswith("0.22."), CHANGED
    call = aiosqlite.Connection._execute
    assert str(inspect.signature(call)) == "(self, fn, *args, **kwargs)", CHANGED
    async with aiosqlite.connect(":memory:") as connection:
        names = [
            await connection._execute(lambda: threading.current_thread().name),  # type: ignore[no-untyped-call]
            await connection._execute(lambda: threading.current_thread().name),  # type: ignore[no-untyped-call]
        ]
    assert len({*names}) == 1, CHANGED
    assert threading.current_thread().name not in names, CHANGED
