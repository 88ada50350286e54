"""Departments and teams side by side, as far as their figures were released: a table, and a heat map with the same figures."""

from collections.abc import Mapping, Sequence

from config.catalogue import Words
from handlers.blocks import Body, paragraphs, section
from handlers.charts import Cell, HeatMap, data_table
from handlers.desk import Desk
from handlers.files import Made, made
from handlers.pulse.model import Plan, Question
from handlers.pulse.overall import asked, names, stands
from handlers.pulse.past import PastRounds
from handlers.pulse.release import ALL
from handlers.pulse.roster import group_name
from handlers.pulse.samples import sample_of
from handlers.pulse.saying import in_short, one_figure
from storage.pulses import Result

# Two are side by side; of more than so many a picture shows nothing on a phone, and those of the most answers are drawn.
FEWEST, MOST = 2, 20
Grid = Mapping[str, Mapping[str, Result]]


def side_by_side(_: Words, desk: Desk, plan: Plan, past: PastRounds) -> list[Body]:
    """Nothing unless two groups are shown."""
    questions, grid = _grid(desk, plan, past)
    if len(grid) < FEWEST:
        return []
    title = _.mrkdwn("*Side by side*")
    called = names(_, questions)
    titles = [_("Group"), *called.values()]
    rows: list[list[Cell]] = [
        [group, *(_cell(each, of_it.get(each.key)) for each in questions)]
        for group, of_it in grid.items()
    ]
    told = [
        _.mrkdwn(
            "{group}: {figures}",
            group=group,
            figures=", ".join(
                f"{called[each.key]} {one_figure(_, each, of_it[each.key])}"
                for each in questions
                if each.key in of_it
            ),
        )
        for group, of_it in grid.items()
    ]
    caption = _("Groups side by side, as far as they are shown")
    return [Body(title, [section(title), data_table(caption, titles, rows), *paragraphs(told)])]


def heat_map(_: Words, desk: Desk, plan: Plan, past: PastRounds) -> list[Made]:
    """The same as a picture."""
    questions, grid = _grid(desk, plan, past)
    if len(grid) < FEWEST:
        return []
    picture = HeatMap(
        title=_("{name}, side by side", name=plan.name),
        rows=tuple(grid),
        columns=tuple(names(_, questions).values()),
        cells=tuple(
            tuple(_coloured(each, of_it.get(each.key)) for each in questions)
            for of_it in grid.values()
        ),
    )
    alt = _(
        "A heat map of {groups}. Its figures stand in the message as text.", groups=", ".join(grid)
    )
    missing = _.mrkdwn("The picture of this can't be shown here. Its figures stand above.")
    return [made(_("Side by side") + ".png", picture, alt, missing)]


def _grid(desk: Desk, plan: Plan, past: PastRounds) -> tuple[Sequence[Question], Grid]:
    """What is shown of which group, by its name."""
    questions = asked(past)
    keys = {each.key for each in questions}
    found: dict[str, dict[str, Result]] = {}
    for each in sorted(past.now.results, key=lambda each: each.group):
        name = group_name(desk, plan, each.group) if each.group != ALL else None
        if name is not None and each.question in keys:
            found.setdefault(name, {})[each.question] = each
    largest = sorted(found, key=lambda name: -max(each.n for each in found[name].values()))[:MOST]
    return questions, {name: found[name] for name in found if name in largest}


def _cell(question: Question, result: Result | None) -> Cell:
    if result is None:
        return "–"
    mean = sample_of(question.scale, result.histogram).mean
    return (round(mean, 2), in_short(question, result))


def _coloured(question: Question, result: Result | None) -> tuple[str, float] | None:
    return None if result is None else (in_short(question, result), stands(question, result))
