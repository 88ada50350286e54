"""What we measure against: an empty Bolt app that stores nothing. `… http api_url port [fast]`, `… socket api_url [fast]`."""

import asyncio
import sys

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def empty_app(api_url: str, *, process_before_response: bool = False) -> AsyncApp:
    """Acknowledges `/ask` with a word; all else is as Bolt has it by default."""
    app = AsyncApp(
        client=AsyncWebClient(token="xoxb-sandbox", base_url=api_url),
        signing_secret="sandbox-signing-secret",
        process_before_response=process_before_response,
    )

    @app.command("/ask")
    async def asked(ack: AsyncAck) -> None:
        await ack("Thank you.")

    return app


async def over_socket(api_url: str, *, process_before_response: bool) -> None:
    """Socket Mode, until killed."""
    app = empty_app(api_url, process_before_response=process_before_response)
    handler = AsyncSocketModeHandler(app, "xapp-sandbox")
    await handler.start_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped


if __name__ == "__main__":
    first = "fast" in sys.argv
    if sys.argv[1] == "socket":
        asyncio.run(over_socket(sys.argv[2], process_before_response=first))
    else:
        bolt = empty_app(sys.argv[2], process_before_response=first)
        bolt.server(port=int(sys.argv[3]), host="127.0.0.1").start()
