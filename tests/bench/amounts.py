"""How much is measured: all of it, or with `--quick` a fifth, to see in a few minutes what a change does."""

import sys

QUICK = "--quick" in sys.argv


def some(many: int) -> int:
    """So many; a fifth of them in a hurry."""
    return max(2, many // 5) if QUICK else many
