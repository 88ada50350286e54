"""The keys under which what is told of a rota is filed."""


def subject(department: str) -> str:
    """What its history is filed under."""
    return f"rota/{department}"


def taken(department: str, entry: int) -> str:
    """That somebody took a week, for whoever had it."""
    return f"rota/{department}/taken/{entry}"


def asked(department: str, entry: int) -> str:
    """The question for a swap."""
    return f"rota/{department}/asked/{entry}"


def answered(department: str, entry: int) -> str:
    """The answer, for whoever asked."""
    return f"rota/{department}/answered/{entry}"


def begins(department: str, week: str, user: str) -> str:
    """That somebody's week begins."""
    return f"rota/{department}/begins/{week}/{user}"
