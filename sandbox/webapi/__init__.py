"""What the app calls: the Web API with its limits, and the addresses beside it."""
