"""What Slack shows in the end, against what was acknowledged: everything where it belongs, once."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sandbox import Message, Sandbox
from tests.killing.record import Act, Conversation, Record

# What a receipt asks: whether an earlier answer helps, or which team it is for.
SEND_IT = "Not what I need – send it"
TEAMS = {"it": "IT", "facilities": "Facilities"}
WORD = re.compile(r"word-\d+")
CHANNELS = ("it-help", "hr-help", "finance-help", "facilities-help", "frontdesk-triage")

Place = tuple[str, str]
"""A conversation, and the ts of a thread's root; `TOP` for the roots themselves."""
TOP = ""


@dataclass
class Verdict:
    """How much was done, and what is wrong."""

    harm: Counter[str] = field(default_factory=Counter)
    tried: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing twice, nothing where it does not belong."""
        return not (self.lost or self.doubled or self.misplaced)

    @property
    def harmed(self) -> str:
        """What was done to the processes."""
        return ", ".join(f"{many} {what}" for what, many in self.harm.items())

    def __str__(self) -> str:
        received = f"{self.harmed}; {self.acknowledged} of {self.tried} acts acknowledged"
        for name in ("lost", "doubled", "misplaced"):
            found: list[str] = getattr(self, name)
            received += "".join(
                [f"\n{name} {len(found)}:", *(f"\n  {each}" for each in found[:20])]
            )
        return received


class Seen:
    """Every message of the app, by the words in it."""

    def __init__(self, slack: Sandbox) -> None:
        self._by_word: dict[str, list[Message]] = defaultdict(list)
        self._refused: set[Place] = set()
        self._departments = {slack.channel(name).id for name in CHANNELS}
        for conversation in slack.workspace.conversations.values():
            for root in conversation.top:
                for message in (root, *root.replies):
                    if message.bot_id and not message.deleted:
                        self._note(message)

    def _note(self, message: Message) -> None:
        for word in set(WORD.findall(message.plain)):
            self._by_word[word].append(message)
        if message.thread_ts and message.plain.startswith("Not sent:"):
            self._refused.add((message.channel, message.thread_ts))

    def refused(self, act: Act, threads: list[Place]) -> bool:
        """Whether it is nowhere, and who wrote it was told so: it reached a department that no longer had the request."""
        return not self._by_word[act.word] and not self._refused.isdisjoint(threads)

    def places(self, act: Act) -> Counter[Place]:
        """Where it is shown, and how often."""
        return Counter((each.channel, each.thread_ts or TOP) for each in self._by_word[act.word])

    def cards(self, act: Act) -> list[Message]:
        """The cards of a request, the newest last."""
        found = [
            each
            for each in self._by_word[act.word]
            if each.channel in self._departments and not each.thread_ts
        ]
        return sorted(found, key=lambda card: float(card.ts))

    def receipts(self, conversation: Conversation) -> list[Message]:
        """At the top of the requester's DM, or in the thread of the mention."""
        return [
            each
            for each in self._by_word[conversation.ask.word]
            if each.channel == conversation.home and each.thread_ts == conversation.thread
        ]


def asks(receipt: Message) -> bool:
    """Whether it goes to a department only when its requester says something, or has said nothing for a while."""
    return not {SEND_IT, *TEAMS.values()}.isdisjoint(receipt.buttons)


def judge(record: Record, slack: Sandbox) -> Verdict:
    """Read all that Slack shows."""
    verdict, shown = Verdict(), Seen(slack)
    for conversation in record.conversations:
        acts = list(conversation.acts())
        verdict.tried += len(acts)
        verdict.acknowledged += sum(map(record.acknowledged, acts))
        _Reading(record, shown, verdict, conversation).read()
    return verdict


@dataclass
class _Reading:
    """One conversation."""

    record: Record
    shown: Seen
    verdict: Verdict
    conversation: Conversation

    def read(self) -> None:
        conversation = self.conversation
        cards, receipts = self.shown.cards(conversation.ask), self.shown.receipts(conversation)
        self._asked(cards, receipts)
        if not (cards and receipts):
            return
        threads = [(card.channel, card.ts) for card in cards]
        department, requester = (
            threads[-1],
            (conversation.home, conversation.thread or receipts[0].ts),
        )
        # Who has it now sees all of it; so may who had it before.
        for act in conversation.said_by_requester:
            self._said(act, department, allowed={*threads})
        for act in conversation.said_by_department:
            if act in conversation.late and self.shown.refused(act.edited or act, threads[:-1]):
                continue
            self._said(act, requester, allowed={requester, *threads})
        for end, place in (
            (conversation.handed_over, department),
            (conversation.resolved, requester),
        ):
            if end is not None and self.record.acknowledged(end):
                self._once(end, place)
        claimed = self.record.acknowledged(conversation.claimed) and not conversation.handed_over
        if conversation.claimed and claimed and "Claim" in cards[-1].buttons:
            self._wrong(self.verdict.lost, conversation.claimed, "nobody has it")

    def _asked(self, cards: list[Message], receipts: list[Message]) -> None:
        """Acknowledged, it has a card and a receipt; in no case more, but for a card in each channel that had it. While its receipt
        asks its requester something, the card comes a little later."""
        ask, channels = self.conversation.ask, Counter(card.channel for card in cards)
        for what, shown in (("card", cards), ("receipt", receipts)):
            later = what == "card" and any(map(asks, receipts))
            if self.record.acknowledged(ask) and not shown and not later:
                told = " / ".join(each.plain for each in receipts)
                self._wrong(self.verdict.lost, ask, f"no {what}; its requester reads: {told}")
        most = 2 if self.conversation.handed_over else 1
        if len(receipts) > 1 or len(cards) > most or max(channels.values(), default=0) > 1:
            self._wrong(self.verdict.doubled, ask, f"{len(receipts)} receipts, cards {channels}")

    def _said(self, act: Act, there: Place, allowed: set[Place]) -> None:
        """The newest version stands on the other side once, an older or a deleted one nowhere."""
        acknowledged = self.record.acknowledged
        for version in filter(None, (act, act.edited)):
            places = self.shown.places(version)
            if not places.keys() <= allowed:
                self._wrong(self.verdict.misplaced, version, places)
            if max(places.values(), default=0) > 1:
                self._wrong(self.verdict.doubled, version, places)
        if not acknowledged(act):
            return
        if acknowledged(act.edited) or acknowledged(act.deleted):
            if self.shown.places(act):
                self._wrong(self.verdict.misplaced, act, "is what it no longer says")
            if act.edited and acknowledged(act.edited):
                self._once(act.edited, there)
        elif not (act.edited or act.deleted):
            self._once(act, there)

    def _once(self, act: Act, place: Place) -> None:
        many = self.shown.places(act)[place]
        if many != 1:
            kind = self.verdict.doubled if many else self.verdict.lost
            self._wrong(kind, act, f"{many} at {place}, shown at {self.shown.places(act)}")

    def _wrong(self, kind: list[str], act: Act, why: object) -> None:
        kind.append(f"{act.what} {act.word} of {self.conversation.ask.word}: {why}")
