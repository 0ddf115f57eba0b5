"""Training of the networks in PyTorch, and their conversion to TFLite."""
