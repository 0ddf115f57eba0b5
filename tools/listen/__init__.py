"""A blind listening test: people's continuations and the box's answers, two at a time."""
