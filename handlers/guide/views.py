"""The help text."""

from config.catalogue import Mrkdwn, Words, escape
from config.departments import Department
from config.organisation import Organisation
from handlers.blocks import paragraphs
from handlers.desk import Answer
from handlers.text import plain, shorten


def help_for(_: Words, organisation: Organisation, *, unknown: str = "") -> Answer:
    """What one can do. It begins with the words that were not understood, as Slack gave them, if there were any."""
    lines = [
        *([_unknown(_, unknown)] if unknown else []),
        *_what(_, organisation.departments[0]),
    ]
    lines += [_department(_, each) for each in organisation.departments]
    return Answer(text="\n".join(lines[:3]), blocks=tuple(paragraphs(lines)))


def _unknown(_: Words, words: str) -> Mrkdwn:
    return _.mrkdwn(
        "I don't know “{words}”. Here's what you can type:",
        words=shorten(plain(words, {}), 60),
    )


def _what(_: Words, department: Department) -> list[Mrkdwn]:
    named = {"key": department.key, "department": department.name}
    return [
        _.mrkdwn("*Ask for something*"),
        _.mrkdwn("• `/ask my screen stays black` goes to the right team"),
        _.mrkdwn("• `/ask {key} my screen stays black` sends it straight to {department}", **named),
        _.mrkdwn(
            "• `/ask` on its own opens a form; you can also message me directly, or mention me in a channel"
        ),
        _.mrkdwn("*Check your requests*"),
        _.mrkdwn(
            "• `/requests` lists yours; `/requests {key}` lists {department}'s, if you're in it",
            **named,
        ),
        _.mrkdwn("• `/requests 142` opens one, with its history"),
        _.mrkdwn("• Everything is on my Home tab"),
        _.mrkdwn("*Departments*"),
    ]


def _department(_: Words, department: Department) -> Mrkdwn:
    aliases = ", ".join(department.aliases)
    name = _.own(department.name)
    name = f"{name} ({aliases})" if aliases else name
    return Mrkdwn(f"• {escape(shorten(name, 80))}")
