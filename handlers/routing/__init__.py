"""Routing: which department a request belongs to, and why. One function, so that a better rule can take its place."""

from handlers.routing.rules import Route, route

__all__ = ["Route", "route"]
