"""What we measure against: an empty Bolt app in its default configuration, that stores nothing. `… api_url port [fast]`."""

import sys

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def empty_app(api_url: str, *, process_before_response: bool = False) -> AsyncApp:
    """Acknowledges `/ask` with a word."""
    client = AsyncWebClient(token="xoxb-sandbox", base_url=api_url)
    app = AsyncApp(
        client=client,
        signing_secret="sandbox-signing-secret",
        process_before_response=process_before_response,
    )

    @app.command("/ask")
    async def asked(ack: AsyncAck) -> None:
        await ack("Thank you.")

    return app


if __name__ == "__main__":
    bolt = empty_app(sys.argv[1], process_before_response="fast" in sys.argv)
    bolt.server(port=int(sys.argv[2]), host="127.0.0.1").start()
