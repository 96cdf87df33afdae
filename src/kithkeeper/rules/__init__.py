"""What follows from the facts: pure functions of (facts, today), each with its `because`."""
