"""What can go wrong in a way a person should read about."""

from config.catalogue import Mrkdwn


class UserError(Exception):
    """A request that can't be met. The message is the final, kind sentence, in the reader's language, and says what to do next.

    `field` is the block of a form that it is about, so that the form can show it beside that field.
    """

    def __init__(self, message: Mrkdwn, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
