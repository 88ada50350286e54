"""Combines the routes of all parts and the page's files into one web application."""

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

PAGE = Path(__file__).parent / "page"
LARGEST_BODY = 64 * 1024 * 1024


def application(routes: Iterable[web.AbstractRouteDef]) -> web.Application:
    """The page's files are served where no route matches."""
    built = web.Application(client_max_size=LARGEST_BODY)
    built.add_routes(routes)
    if PAGE.is_dir():
        built.add_routes([web.get("/", _index), web.static("/", PAGE)])
    return built


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")
