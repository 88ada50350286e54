"""What the example organisation teaches is learnt by whoever imports this; those who are forked from them have it already."""

import handlers
from tests.office import organisation

handlers.study(organisation())
