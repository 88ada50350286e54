"""Which departments there are, in the help."""

from config.catalogue import Mrkdwn, Words, escape
from config.departments import Department
from config.organisation import Organisation
from handlers.text import shorten


def help_with_departments(_: Words, organisation: Organisation) -> list[Mrkdwn]:
    """Each by its name, and what else it is called."""
    return [_.mrkdwn("*Departments*"), *(_named(_, each) for each in organisation.departments)]


def _named(_: Words, department: Department) -> Mrkdwn:
    aliases = ", ".join(department.aliases)
    name = _.own(department.name)
    name = f"{name} ({aliases})" if aliases else name
    return Mrkdwn(f"• {escape(shorten(name, 80))}")
