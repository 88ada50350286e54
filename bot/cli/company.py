"""The sample company of the demo and the tests. Its departments are in `config/frontdesk.yaml`."""

from sandbox import Channel, Company, Person, UserGroup


def _person(
    handle: str, name: str, title: str, tz: str = "Europe/Berlin", locale: str = "en-GB"
) -> Person:
    return Person(
        handle=handle, name=name, title=title, tz=tz, locale=locale, email=f"{handle}@acme.example"
    )


def acme() -> Company:
    """Twelve people, their departments' channels, and two channels for everything else."""
    people = (
        _person("ann", "Ann Berg", "Sales"),
        _person("ben", "Ben Okafor", "Head of Sales", "Europe/London"),
        _person("lena", "Lena Vogt", "IT"),
        _person("tom", "Tomás Rey", "IT", "Europe/Madrid"),
        _person("ines", "Inês Duarte", "Head of IT", "Europe/Lisbon"),
        _person("hana", "Hana Sato", "Head of HR", "Asia/Tokyo"),
        _person("ole", "Ole Nilsen", "HR", "Europe/Oslo"),
        _person("maya", "Maya Lindqvist", "Head of Finance", "Europe/Stockholm"),
        _person("raj", "Raj Patel", "Finance", "Europe/London"),
        _person("kofi", "Kofi Mensah", "Facilities"),
        _person("zoe", "Zoë Martin", "Head of Facilities", "Europe/Paris"),
        _person("olga", "Olga Kowalska", "IT operations", "Europe/Warsaw"),
    )
    channels = (
        Channel(name="general", topic="Company-wide news", bot_in=True),
        Channel(name="sales", members=("ann", "ben"), topic="Sales team", bot_in=True),
        Channel(
            name="it-help",
            members=("lena", "tom", "ines", "ben"),
            topic="Requests to IT",
            bot_in=True,
        ),
        Channel(
            name="hr-help",
            private=True,
            members=("hana", "ole"),
            topic="Requests to HR",
            bot_in=True,
        ),
        Channel(
            name="finance-help",
            private=True,
            members=("maya", "raj"),
            topic="Requests to Finance",
            bot_in=True,
        ),
        Channel(
            name="facilities-help",
            members=("zoe", "kofi"),
            topic="Requests to Facilities",
            bot_in=True,
        ),
        Channel(
            name="frontdesk-triage",
            members=("olga", "ines", "hana"),
            topic="Requests to be routed",
            bot_in=True,
        ),
        Channel(
            name="frontdesk-ops",
            members=("olga",),
            topic="Frontdesk alerts",
            bot_in=True,
        ),
    )
    groups = (UserGroup(handle="it-team", name="IT team", members=("lena", "tom", "ines")),)
    return Company(
        team_id="T0ACME",
        name="Acme",
        domain="acme",
        people=people,
        channels=channels,
        groups=groups,
        tz="Europe/Berlin",
    )
