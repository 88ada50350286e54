"""The promise under attack: mixed load, processes that are killed or halted, and what Slack shows in the end.

`record` remembers what was acknowledged, `load` has people work as fast as they can, `verdict` compares what Slack
shows with the record, `kill` and
`replicas` do the harm.
"""

from tests.killing.kill import killed
from tests.killing.replicas import side_by_side
from tests.killing.verdict import Verdict

__all__ = ["Verdict", "killed", "side_by_side"]
