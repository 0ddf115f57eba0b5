"""From a trained network to the quantized one-step TFLite file that the box runs."""
