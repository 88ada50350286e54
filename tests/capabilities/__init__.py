"""Capabilities that only tests add."""
