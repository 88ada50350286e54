"""Do the channels exist, and is Frontdesk in them?"""

from slack_sdk.web.async_client import AsyncWebClient

from bot.check.paging import PAGE, Json, pages
from bot.check.report import Finding, Row
from config.organisation import Organisation

CHANNEL_KINDS = "public_channel,private_channel"


async def channels(client: AsyncWebClient, organisation: Organisation) -> list[Row]:
    """The bot's own channels are few; the whole workspace's are only read to explain a missing one."""
    joined = await pages(client.users_conversations(types=CHANNEL_KINDS, limit=PAGE), "channels")
    wanted: dict[str, str] = {
        channel: each.name
        for each in organisation.all
        for channel in (each.channel, *each.intake_channels)
    }
    wanted |= dict.fromkeys(organisation.partners, "partners")
    wanted[organisation.operations] = "operations"
    others: list[Json] = []
    if any(_conversation(channel, joined) is None for channel in wanted):
        listed = client.conversations_list(types=CHANNEL_KINDS, limit=PAGE)
        others = await pages(listed, "channels")
    return [
        Row(f"Channel {channel} ({owner})", *_channel(channel, joined, others))
        for channel, owner in wanted.items()
    ]


def _conversation(channel: str, among: list[Json]) -> Json | None:
    return next((c for c in among if channel in (c["id"], f"#{c.get('name')}")), None)


def _channel(channel: str, joined: list[Json], others: list[Json]) -> tuple[Finding, str, str]:
    found = _conversation(channel, joined)
    known = found or _conversation(channel, others)
    if known is None:
        remedy = "Create it if need be, then type /invite @frontdesk in it."
        return (
            Finding.BROKEN,
            "It doesn't exist, or it is private and Frontdesk isn't in it.",
            remedy,
        )
    if known.get("is_archived"):
        return (
            Finding.BROKEN,
            "It is archived.",
            "Unarchive it, or choose another in the organisation file.",
        )
    if found is None:
        return Finding.BROKEN, "Frontdesk isn't in it.", "Type /invite @frontdesk in it."
    return Finding.FINE, "Frontdesk is in it.", ""
