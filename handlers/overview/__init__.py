"""Overview: lists of requests, page by page, and one request in detail with its history."""

from handlers.capability import Capability
from handlers.overview import exporting, saved
from handlers.overview.home import HOME
from handlers.overview.listeners import register
from handlers.overview.morning import open_requests
from handlers.overview.views import BUTTONS, help_with_lists

CAPABILITY = Capability(
    name="overview",
    register=register,
    shows={"search/{digest}/export/{user}": exporting.show_export},
    buttons=BUTTONS,
    home=(HOME, saved.HOME),
    morning=(open_requests,),
    help=(help_with_lists,),
)
