"""The jam engine: a pure step function from what was heard and the controls to what to play."""
