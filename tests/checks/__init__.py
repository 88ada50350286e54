"""What `make check` looks at beyond format, lint, types and imports. Each module finds faults and says each in a sentence.

A check is a function of what it looks at, so that `tests/test_checks.py` can show it something broken.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
