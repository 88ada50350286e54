"""Slack's blocks and text: what is accepted, what is typed into them, and how a person reads them."""
