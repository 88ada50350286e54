"""From a change in the workspace to the app: payloads, attempts, Socket Mode and signed HTTP."""
