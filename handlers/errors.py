"""What can go wrong in a way a person should read about."""

from slack_sdk.errors import SlackApiError

from config.catalogue import Mrkdwn


class UserError(Exception):
    """A request that can't be met. The message is the final, kind sentence, in the reader's language, and says what to do next.

    `field` is the block of a form that it is about, so that the form can show it beside that field; `title` says in a few
    words what happened, where it is shown in a window of its own.
    """

    def __init__(self, message: Mrkdwn, *, field: str | None = None, title: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.title = title


def slack_code(error: SlackApiError) -> str:
    """Slack's word for a refusal; empty when something else answered in its place, e.g. a gateway with a page of its own."""
    answered = getattr(error.response, "data", None)
    return str(answered.get("error") or "") if isinstance(answered, dict) else ""
