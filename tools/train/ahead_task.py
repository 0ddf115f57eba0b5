"""The critic's trunk before it is a critic: the accompaniment network learns to foretell the human.

What a bass will have been worth hangs on what the human plays over it, which nobody knows when it
is chosen. So the network that the critic of basses begins as goes on learning, from the LSTM on,
with nearly all of its attention on the melody of the steps ahead.
"""

from __future__ import annotations

from torch import Tensor

from appliance.models.bass_layout import HORIZONS
from tools.train.bass_task import BassTask, Batch
from tools.train.losses import Sums, event_losses, foretold_nats

OWN_WEIGHT = 0.1  # of the bass' own next event, so that it stays at home in basses


class AheadTask(BassTask):
    """The accompaniment network's windows, with the loss of its second head."""

    name = "ahead"
    score = "foretold"

    def loss(self, outputs: Tensor, batch: Batch) -> tuple[Tensor, Sums]:
        """What to learn from, and the sums to report."""
        bass, table, classes, melody = self.tensors(outputs.device, batch)
        own, sums = event_losses(outputs, table, bass)
        kinds, pitches = foretold_nats(outputs, classes, melody)
        foretold = (kinds.sum() + pitches.sum()) / len(HORIZONS) / int((bass >= 0).sum())
        sums.add("foretold_kind", kinds)
        sums.add("foretold_class", pitches)
        sums.add("foretold", foretold)
        return foretold + OWN_WEIGHT * own, sums
