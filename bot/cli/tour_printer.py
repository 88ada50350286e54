"""Prints a tour in a terminal while it is played: what each person does, what they see, and what time it is."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.emoji import Emoji
from rich.text import Text

from sandbox import Played, Sighting, TourScript, TourStep

WIDEST = 96
APP = "frontdesk: "
PLACES = {"direct messages": "in direct messages", "form": "in a form", "Home": "in the Home tab"}


class TourPrinter:
    """`names` are those of the people, by handle; `zone` is the company's."""

    def __init__(
        self, console: Console, script: TourScript, names: Mapping[str, str], zone: str
    ) -> None:
        self._zone = ZoneInfo(zone)
        self._console, self._script, self._names = console, script, names
        self._width = min(console.width, WIDEST)
        self._kept: list[Sighting] = []
        self._slowest = 0.0

    def open(self) -> None:
        for line in ("", self._script.title, ""):
            self._line(Text(line, style="bold underline"))

    def tell(self, played: Played) -> None:
        """Print one step. What the next steps look at is kept for them."""
        step = self._script.steps[played.index]
        self._wrapped(Text(played.caption, style="bold"), f"{played.index + 1:>2}  ", "    ")
        self._act(step, played)
        for seen in self._shown(step, played):
            self._see(seen)
        self._line(Text())

    def passed(self, now: float, seen: Iterable[Sighting]) -> None:
        """What happened by itself while time passed."""
        self._line(Text(f"    It is {self._moment(now)} now.", style="cyan"))
        for each in seen:
            self._see(each)
        self._line(Text())

    def close(self, seconds: float) -> None:
        self._wrapped(
            Text("Three things to try, in the page that `frontdesk demo` opens:", style="bold")
        )
        for number, suggestion in enumerate(self._script.tries, start=1):
            self._wrapped(Text(suggestion.text), f"  {number}. ", "     ")
        self._line(Text())
        self._wrapped(
            Text(
                f"Played in {seconds:.1f} seconds. The slowest acknowledgement took "
                f"{self._slowest * 1000:.0f} ms; Slack waits for 3 seconds."
            )
        )

    def _act(self, step: TourStep, played: Played) -> None:
        if step.do == "pass":
            self._line(Text(f"    It is {self._moment(played.now)} now.", style="cyan"))
        if not played.act:
            return
        who = (self._names[step.as_], "cyan")
        self._wrapped(Text.assemble(who, f" {played.act}"), "    ", "      ")
        if played.ack_seconds is not None:
            self._slowest = max(self._slowest, played.ack_seconds)
            acknowledged = f"    ✓ acknowledged in {played.ack_seconds * 1000:.0f} ms"
            self._line(Text(acknowledged, style="green"))

    def _moment(self, now: float) -> str:
        return datetime.fromtimestamp(now, UTC).astimezone(self._zone).strftime("%A, %H:%M")

    def _shown(self, step: TourStep, played: Played) -> Iterator[Sighting]:
        own = f"{self._names[step.as_]}: {step.text}"
        seen = [*self._kept, *(each for each in played.seen if each.text != own)]
        following = self._script.steps[played.index + 1 :]
        looks = list(takewhile(lambda later: later.do == "look", following))
        here = [each for each in seen if step.do == "look" and self._looks_at(step, each)]
        self._kept = [
            each
            for each in seen
            if each not in here and any(self._looks_at(look, each) for look in looks)
        ]
        yield from (each for each in seen if each not in self._kept)

    def _looks_at(self, look: TourStep, seen: Sighting) -> bool:
        if look.channel:
            return seen.place == f"#{look.channel}"
        return (seen.place, seen.who) == ("direct messages", self._names[look.as_])

    def _see(self, seen: Sighting) -> None:
        place = PLACES.get(seen.place, f"in {seen.place}, and nobody else")
        title = f"{seen.who}, {place}" if seen.who else seen.place
        changed = " (changed)" if seen.edited else ""
        bar = "    │ "
        self._line(Text.assemble((bar, "dim"), (title, "italic cyan"), (changed, "dim")))
        for line in Emoji.replace(seen.text.removeprefix(APP)).splitlines():
            self._wrapped(Text(line), f"{bar}  ", f"{bar}  ")

    def _wrapped(self, text: Text, first: str = "", rest: str = "") -> None:
        lines = text.wrap(self._console, max(self._width - len(rest), 20))
        for number, line in enumerate(lines):
            self._line(Text.assemble((rest if number else first, "dim"), line))

    def _line(self, text: Text) -> None:
        text.rstrip()
        self._console.print(text, no_wrap=True, crop=False, overflow="ignore")
