"""Promises of the page's sources themselves: nothing from elsewhere, no HTML from data, no knots."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "sandbox" / "page"
MODULES = sorted((PAGE / "js").rglob("*.js"))
STYLES = sorted((PAGE / "css").glob("*.css"))
LONGEST = 250

HTML_FROM_TEXT = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\()"
)
ELSEWHERE = re.compile(r"""["'(](https?:)?//[a-z]""", re.IGNORECASE)
IMPORT = re.compile(r'^import .* from "(\..+)";$', re.MULTILINE)


def imports() -> dict[Path, list[Path]]:
    return {
        module: [(module.parent / found).resolve() for found in IMPORT.findall(module.read_text())]
        for module in MODULES
    }


def test_no_text_becomes_html() -> None:
    assert [module.name for module in MODULES if HTML_FROM_TEXT.search(module.read_text())] == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    namespace = "http://www.w3.org/2000/svg"
    sources = [PAGE / "index.html", *MODULES, *STYLES]
    texts = {source.name: source.read_text().replace(namespace, "") for source in sources}
    assert [name for name, text in texts.items() if ELSEWHERE.search(text)] == []


def test_modules_are_small_and_say_what_they_are_for() -> None:
    texts = {module.name: module.read_text() for module in MODULES}
    assert [name for name, text in texts.items() if text.count("\n") > LONGEST] == []
    silent = [name for name, text in texts.items() if not text.startswith(("/**", "//"))]
    assert silent == []


def test_every_import_exists_and_none_leads_back() -> None:
    graph = imports()
    assert {target for targets in graph.values() for target in targets} <= set(graph)
    done: set[Path] = set()

    def visit(module: Path, way: tuple[Path, ...]) -> None:
        assert module not in way, " → ".join(step.name for step in (*way, module))
        if module in done:
            return
        for target in graph[module]:
            visit(target, (*way, module))
        done.add(module)

    for module in graph:
        visit(module, ())


def test_the_page_loads_every_style() -> None:
    index = (PAGE / "index.html").read_text()
    assert [style.name for style in STYLES if f'href="css/{style.name}"' not in index] == []
