"""Operations: what the operator must know, such as a message that can't be delivered."""

from handlers.capability import Capability
from handlers.operations.messages import undelivered

CAPABILITY = Capability(
    name="operations", shows={"operations/undelivered/{address}/{reason}": undelivered}
)
