"""Deep Q-learning: from the LSTMs to networks that know what an event will have been worth."""
