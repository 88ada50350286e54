"""A local Slack workspace for the demo and the tests. It knows nothing of Frontdesk."""
