"""Home: the tab where everybody sees where their requests stand."""

from handlers.capability import Capability
from handlers.home.listeners import register
from handlers.home.messages import home

CAPABILITY = Capability(name="home", register=register, shows={"home/{user}": home})
