"""Reading the training corpus and splitting it into training and validation pieces."""
