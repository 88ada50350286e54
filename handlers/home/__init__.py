"""Home: the tab that shows everybody where their things stand."""

from handlers.capability import Capability
from handlers.home.listeners import register
from handlers.home.messages import home

CAPABILITY = Capability(name="home", register=register, shows={"home/{user}": home})
