"""What people do: ask in every way there is, reply within a second of what appears, correct themselves, and go on."""

import asyncio
import re
from asyncio import Future
from collections.abc import Awaitable
from contextlib import suppress

from sandbox import Actor, ImpossibleError, Message
from tests.killing import record
from tests.killing.record import Act, Conversation
from tests.killing.stage import Stage
from tests.killing.verdict import SEND_IT, TEAMS

DEPARTMENTS = {"it": ("lena", "tom", "ines"), "facilities": ("zoe", "kofi")}
HR = ("hana", "ole")
NEEDS = {"it": "My VPN drops", "facilities": "The heating is broken"}
# Direct messages that are closer together than two minutes belong together.
APART = 125.0
# People wait this long for a sign before they turn to something else.
PATIENCE = 30.0
NUMBER = re.compile(r"#\d+")
# With this in front a department's reply reaches the requester from every department.
SENT = "📨 "


class Life:
    """A request, lived by its requester and its department."""

    def __init__(self, stage: Stage, who: str) -> None:
        self._stage, self._slack, self._dice = stage, stage.slack, stage.dice
        self._requester = stage.slack.person(who)
        self._department = self._dice.choice(tuple(DEPARTMENTS))
        self._member = stage.slack.person(self._dice.choice(DEPARTMENTS[self._department]))

    async def live(self) -> None:
        """Both sides reply as soon as they see something; then it is resolved, or goes to another department."""
        way = self._dice.choice((self._by_command, self._by_mention, self._by_message))
        if not self._stage.rested(self._requester, APART):
            way = self._by_command
        ask = self._stage.record.act("ask")
        public = way == self._by_mention
        home = self._slack.channel("general") if public else self._slack.dm(self._requester)
        conversation = Conversation(ask, home.id)
        self._stage.record.conversations.append(conversation)
        card = self._stage.shown(ask, self._slack.channel(f"{self._department}-help").id)
        receipt = self._stage.shown(ask, home.id)
        await way(conversation, f"{NEEDS[self._department]}, see {ask.word}")
        replies = conversation.said_by_requester, conversation.said_by_department
        seen, _ = await asyncio.gather(
            self._replied(self._member, card, replies[1], SENT),
            self._replied(self._requester, self._sent_on(receipt), replies[0]),
        )
        if seen is not None:
            await self._finished(conversation, seen)

    # -- asking ---------------------------------------------------------------------------------

    async def _by_command(self, conversation: Conversation, text: str) -> None:
        answer = await self._requester.command("/ask", text, channel="general")
        conversation.ask.answered = answer.ok and bool(NUMBER.search(answer.text))

    async def _by_message(self, conversation: Conversation, text: str) -> None:
        message = await self._requester.say(conversation.home, text)
        conversation.ask.told_by = (record.said(message),)

    async def _by_mention(self, conversation: Conversation, text: str) -> None:
        message = await self._requester.say(conversation.home, f"@Frontdesk {text}")
        conversation.thread = message.ts
        conversation.ask.told_by = (record.said(message), record.mentioned(message))

    async def _sent_on(self, shown: Future[Message]) -> Message:
        """All ask the like: an earlier answer may be offered first, which is not what they need; and what others handed over has
        taught that it may be another team's."""
        receipt = await shown
        for answer in (SEND_IT, TEAMS[self._department]):
            if answer in receipt.buttons:
                with suppress(ImpossibleError):
                    await self._requester.click(receipt, answer)
        return receipt

    # -- talking --------------------------------------------------------------------------------

    async def _replied(
        self, who: Actor, shown: Awaitable[Message], said: list[Act], mark: str = ""
    ) -> Message | None:
        """As soon as it is shown, once or twice; what was said is sometimes corrected or taken back at once."""
        try:
            async with asyncio.timeout(PATIENCE):
                message = await shown
        except TimeoutError:
            return None
        for _ in range(self._dice.choice((1, 1, 2))):
            await self._stage.hesitate()
            await self._say(who, message, said, mark)
        return message

    async def _say(self, who: Actor, root: Message, said: list[Act], mark: str) -> None:
        act = self._stage.record.act("reply")
        said.append(act)
        message = await who.say(root.channel, f"{mark}{act.word} is so", thread=root)
        act.told_by = (record.said(message),)
        if self._dice.random() < 0.7:
            await self._told(act)
        change = self._dice.random()
        if change < 0.25:
            act.edited = self._stage.record.act("edit")
            await who.edit(message, f"{mark}{act.edited.word} is so")
            act.edited.told_by = (record.edited(message),)
        elif change < 0.4:
            act.deleted = self._stage.record.act("deletion")
            await who.delete(message)
            act.deleted.told_by = (record.deleted(message),)
        for each in (act, act.edited, act.deleted):
            await self._told(each)

    async def _told(self, act: Act | None) -> None:
        """Until Frontdesk has acknowledged it, or Slack has given up."""
        if act is not None:
            acknowledged = self._stage.record.acknowledged
            await self._slack.workspace.changes.until(lambda: acknowledged(act), PATIENCE)

    # -- working --------------------------------------------------------------------------------

    async def _finished(self, conversation: Conversation, card: Message) -> None:
        conversation.claimed = self._stage.record.act("claim")
        conversation.claimed.answered = await self._pressed(card, "Claim")
        if self._dice.random() < 0.6:
            conversation.resolved = self._stage.record.act("solution")
            conversation.resolved.answered = await self._sent(
                card, "Resolve", note=conversation.resolved.word
            )
            return
        conversation.handed_over = self._stage.record.act("reason")
        known = self._stage.record.acknowledged
        conversation.late = [act for act in conversation.said_by_department if not known(act)]
        hr = self._slack.channel("hr-help").id
        new = self._stage.shown(conversation.ask, hr)
        reason = conversation.handed_over.word
        conversation.handed_over.answered = await self._sent(
            card, "Hand over to another department…", department="HR", reason=reason
        )
        self._member = self._slack.person(self._dice.choice(HR))
        await self._replied(self._member, new, conversation.said_by_department, SENT)

    async def _pressed(self, card: Message, button: str) -> bool:
        """Whether it was taken: a refusal or an apology would be told to who pressed, and only to them."""
        async with self._stage.hands(self._member):
            received = len(self._member.ephemerals)
            try:
                result = await self._member.click(card, button)
            except ImpossibleError:
                return False
            return result.ok and len(self._member.ephemerals) == received

    async def _sent(self, card: Message, button: str, **fields: str) -> bool:
        """Whether a form was opened, filled, and taken."""
        async with self._stage.hands(self._member):
            try:
                await self._member.click(card, button)
                if self._member.modal is None or not self._member.modal.labels:
                    return False  # an apology is no form
                self._member.fill(fields)
                return (await self._member.submit()).ok
            except ImpossibleError:
                return False
            finally:
                self._slack.workspace.views.clear(self._member.id)
