"""Workshop: corpus, training, conversion, evaluation, benchmarks. Never installed on the box."""
