"""What the workspace holds: people, places, messages, views, files, and the traffic with the app."""
