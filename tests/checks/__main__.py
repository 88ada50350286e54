"""`python -m tests.checks`: run every check, print what each found, and fail if one found anything."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping

from tests.checks import ROOT, catalogue, docs, locks, manifest, migrations, paths

Checks = Mapping[str, Callable[[], Iterable[str]]]

CHECKS: Checks = {
    "catalogue": catalogue.check,
    "migrations": migrations.check,
    "docs": docs.check,
    "manifest": manifest.check,
    "locks": locks.check,
    "paths": paths.check,
}


def main(arguments: list[str] | None = None, checks: Checks = CHECKS) -> int:
    """The exit code: 1 if there is anything to put right."""
    parser = argparse.ArgumentParser(prog="python -m tests.checks", description=__doc__)
    parser.add_argument(
        "--write-catalogue", action="store_true", help="collect the texts for translators, and end"
    )
    if parser.parse_args(arguments).write_catalogue:
        print(f"{catalogue.write()} texts are in {catalogue.TEMPLATE.relative_to(ROOT)}.")
        return 0
    found = {name: list(check()) for name, check in checks.items()}
    for name, faults in found.items():
        print(f"{name:<12} {'fine' if not faults else f'{len(faults)} to put right'}")
        for fault in faults:
            print(f"  ✗ {fault}")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
