"""A morning at Acme, played as far as each picture needs it."""

from typing import Any

from sandbox import Actor, Message, Sandbox

PULSE: tuple[dict[str, Any], ...] = (
    {"name": "How are we doing?", "channel": "general"},
    {
        "bank": ["workload-focus", "clarity-expected", "tools-work"],
        "comments": ["Let people add comments"],
    },
    {"every": "Every two weeks", "cuts": ["Show departments side by side"]},
)


class Scene:
    """Each method goes on where the one before ended."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self.it = slack.channel("it-help")

    def person(self, handle: str) -> Actor:
        return self._slack.person(handle)

    async def some_requests(self) -> None:
        """IT has three: one is resolved, one is held, and Ann's is new."""
        await self._ask(
            "kofi", "it The screen in meeting room Oslo stays black when I plug in my laptop"
        )
        await self._ask("raj", "it I cannot log in to the ERP, it says my password has expired")
        tom, (screen, password) = self.person("tom"), self.it.messages
        await tom.click(screen, "request_claim")
        await self._shows("In progress · Tomás Rey")
        await self.person("ines").click(password, "request_resolve")
        self.person("ines").fill({"note": "I have sent you a link to set a new one."})
        await self.person("ines").submit()
        await self._shows("Inês Duarte")
        await self._ask("ann", "my VPN drops every hour")

    async def a_conversation(self) -> None:
        """Lena has Ann's request, and they talk; one remark stays inside."""
        lena, card = self.person("lena"), self._card
        await lena.click(card, "request_claim")
        await self._shows("In progress · Lena Vogt")
        await lena.say("it-help", "Does it also happen on the office network?", thread=card)
        ann = self.person("ann")
        await self._slack.until(lambda: len(ann.thread(self.receipt)) == 2)
        await ann.say(
            self.receipt.channel,
            "No, only at home. Version 5.2, if that helps.",
            thread=self.receipt,
        )
        await self._slack.until(lambda: len(self.it.thread(card)) == 2)
        await lena.say("it-help", "🔒 Third one today, I suspect the new client.", thread=card)
        await self._slack.until(lambda: len(self.it.thread(card)) == 3)

    async def a_pulse(self) -> None:
        """Ben makes one, up to its last step."""
        ben = self.person("ben")
        await ben.command("/pulse", channel="general")
        assert ben.modal is not None
        await ben.click(ben.modal, "New pulse")
        for step in PULSE:
            ben.fill(step)
            assert (await ben.submit()).ok

    async def the_first_answer(self) -> None:
        """It is sent, and Ann answers its first question."""
        ben, ann = self.person("ben"), self.person("ann")
        await ben.submit()
        await ben.close()
        await self._slack.until(lambda: "would like to know" in ann.dm[-1].plain)
        await ann.click(ann.dm[-1], "4 · Often")

    async def a_solution(self) -> None:
        """Ann has her answer."""
        lena, ann = self.person("lena"), self.person("ann")
        await lena.click(self._card, "request_resolve")
        lena.fill(
            {
                "note": "The 5.2 client drops its tunnel hourly. 5.3 is in the software catalogue and fixes it."
            }
        )
        await lena.submit()
        await self._slack.until(lambda: "5.3 is in" in ann.thread(self.receipt)[-1].plain)

    @property
    def receipt(self) -> Message:
        """Ann's."""
        return self.person("ann").dm[0]

    @property
    def _card(self) -> Message:
        return self.it.messages[-1]

    async def _ask(self, who: str, text: str) -> None:
        before = len(self.it.messages)
        await self.person(who).command("/ask", text, channel="general")
        await self._slack.until(
            lambda: len(self.it.messages) > before and bool(self.person(who).dm)
        )

    async def _shows(self, text: str) -> None:
        await self._slack.until(lambda: any(text in card.plain for card in self.it.messages))
