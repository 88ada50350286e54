"""Frontdesk in processes that are forked from one which has imported everything: the imports take longer than most of what
is tested. Some tests start Python itself, as an operator does, so that this too is tested."""

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.cli import main

Where = Path | Connection

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["bot.cli", "bot.run", "tests.child", "tests.learnt"])


@dataclass(frozen=True)
class Start:
    """What a shell gives to a program. Its input is empty."""

    arguments: Sequence[str]
    environ: Mapping[str, str]
    folder: Path
    out: Where
    err: Where
    program: Callable[[], None] = main

    def __call__(self) -> None:
        """Become the program, as if Python had just been started with `-W error`."""
        os.environ.clear()
        os.environ.update(self.environ)
        os.chdir(self.folder)
        for number, where in enumerate((Path(os.devnull), self.out, self.err)):
            _lead(number, where)
        sys.argv = ["frontdesk", *self.arguments]
        random.seed()
        warnings.resetwarnings()
        warnings.simplefilter("error")
        self.program()


def _lead(number: int, where: Where) -> None:
    if isinstance(where, Connection):
        os.dup2(where.fileno(), number)
        return
    opened = os.open(where, os.O_RDWR | os.O_CREAT)
    os.dup2(opened, number)
    os.close(opened)


def fork(start: Start) -> BaseProcess:
    """Start it, and do not wait."""
    process = _context.Process(target=start)
    process.start()
    return process


def pipe() -> tuple[Connection, Connection]:
    """To read what a process writes, and for it to write to."""
    return _context.Pipe(duplex=False)


def completed(
    *arguments: str, environ: Mapping[str, str], folder: Path, timeout: float
) -> subprocess.CompletedProcess[str]:
    """A command line, from its start to its end."""
    with tempfile.TemporaryDirectory() as written:
        out, err = Path(written, "out"), Path(written, "err")
        process = fork(Start(arguments, environ, folder, out, err))
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(arguments, timeout)
        texts = (file.read_text("utf-8") for file in (out, err))
        return subprocess.CompletedProcess(arguments, process.exitcode, *texts)
