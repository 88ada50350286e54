"""The help text."""

from config.catalogue import Mrkdwn, Words, escape
from config.departments import Department
from config.organisation import Organisation
from handlers.desk import Answer
from handlers.kit import dicts, paragraphs
from handlers.text import plain, shorten


def help_for(_: Words, organisation: Organisation, *, unknown: str = "") -> Answer:
    """What one can do; it begins with the words that were not understood, as Slack gave them, if there were any."""
    lines = [
        *([_unknown(_, unknown)] if unknown else []),
        *_what(_, organisation.departments[0].key),
    ]
    lines += [_department(each) for each in organisation.departments]
    return Answer(text="\n".join(lines[:3]), blocks=tuple(dicts(*paragraphs(lines))))


def _unknown(_: Words, words: str) -> Mrkdwn:
    return _.mrkdwn(
        "“{words}” is not a command I know. This is what you can write:",
        words=shorten(plain(words, {}), 60),
    )


def _what(_: Words, key: str) -> list[Mrkdwn]:
    return [
        _.mrkdwn("*Ask for something*"),
        _.mrkdwn("• `/ask my screen stays black` goes to the right department"),
        _.mrkdwn("• `/ask {key} my screen stays black` names the department first", key=key),
        _.mrkdwn(
            "• `/ask` alone opens a form; a direct message to me or a mention in a channel works as well"
        ),
        _.mrkdwn("*See where things stand*"),
        _.mrkdwn(
            "• `/requests` lists yours; `/requests {key}` lists a department's, for its members",
            key=key,
        ),
        _.mrkdwn("• `/requests 142` opens one, with its history"),
        _.mrkdwn("• my Home tab shows all of it"),
        _.mrkdwn("*Departments*"),
    ]


def _department(department: Department) -> Mrkdwn:
    aliases = ", ".join(department.aliases)
    name = f"{department.name} ({aliases})" if aliases else department.name
    return Mrkdwn(f"• {escape(shorten(name, 80))}")
