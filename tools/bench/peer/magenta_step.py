"""What a step of Python magenta's basic_rnn costs, with random weights of given sizes.

    python magenta_step.py UNITS LAYERS

Runs in an environment of its own (`tools.bench.magenta_py`), by magenta's own generation: encoding,
the session's run, sampling. Prints the microseconds a step, median and most of some rounds.
"""

from __future__ import annotations

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import note_seq
import tensorflow.compat.v1 as tf
from magenta.models.melody_rnn import melody_rnn_model

STEPS, ROUNDS, WARM_UP = 64, 12, 3


def made(units, layers):
    """basic_rnn with LSTMs of other sizes, and weights as training begins with."""
    config = melody_rnn_model.default_configs["basic_rnn"]
    config.hparams.rnn_layer_sizes = [units] * layers
    config.hparams.batch_size = 1
    config.hparams.dropout_keep_prob = 1.0
    model = melody_rnn_model.MelodyRnnModel(config)
    with tf.Graph().as_default():
        model._build_graph_for_generation()
        model._session = tf.Session()
        model._session.run(tf.global_variables_initializer())
    return model


def main():
    """Generate, and tell."""
    model, times = made(int(sys.argv[1]), int(sys.argv[2])), []
    for _ in range(ROUNDS + WARM_UP):
        begun = time.perf_counter()
        model.generate_melody(STEPS + 1, note_seq.Melody([60]), temperature=1.0)
        times.append(1e6 * (time.perf_counter() - begun) / STEPS)
    times = sorted(times[WARM_UP:])
    print(json.dumps({"median": times[len(times) // 2], "worst": times[-1]}))


if __name__ == "__main__":
    main()
