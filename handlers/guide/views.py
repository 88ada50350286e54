"""The help text."""

from config.catalogue import Mrkdwn, Words, escape
from config.organisation import Organisation


def help_for(_: Words, organisation: Organisation, *, unknown: str = "") -> Mrkdwn:
    """What one can do; it begins with the word that was not understood, if there was one."""
    lines = (
        [
            _.mrkdwn(
                "“{word}” is not a command I know. This is what you can write:", word=unknown[:60]
            )
        ]
        if unknown
        else []
    )
    lines += [
        _.mrkdwn("*Ask for something*"),
        _.mrkdwn("• `/ask my screen stays black` goes to the right department"),
        _.mrkdwn("• `/ask it my screen stays black` names the department first"),
        _.mrkdwn(
            "• `/ask` alone opens a form; a direct message to me or a mention in a channel works as well"
        ),
        _.mrkdwn("*See where things stand*"),
        _.mrkdwn("• `/requests` lists yours; `/requests it` lists a department's, for its members"),
        _.mrkdwn("• my Home tab shows all of it"),
        _.mrkdwn("*Departments*"),
    ]
    for department in organisation.departments:
        aliases = ", ".join(department.aliases)
        name = f"{department.name} ({aliases})" if aliases else department.name
        lines.append(Mrkdwn(f"• {escape(name)}"))
    return Mrkdwn("\n".join(lines)[:3500])
