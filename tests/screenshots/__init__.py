"""The pictures of the docs, taken of the demo's page while people act in it. `make screenshots` takes them again."""
