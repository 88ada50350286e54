"""The process: command line, composition root, Slack connection, courier and clock."""
