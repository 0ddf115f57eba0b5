"""Losses of event logits in PyTorch, as `appliance.models.frames` reads them in numpy."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn.functional import pad

from appliance.models.bass_layout import HORIZONS, OUTPUTS, UNSEEN_STEPS
from appliance.models.frames import KINDS
from appliance.music.events import FIRST_ONSET, LOWEST_PITCH

ONSET = KINDS - 1
EXTRA_PITCH_WEIGHT = 0.5  # a pitch counts this much more than the likelihood alone says


@dataclass
class Sums:
    """Sums of nats and of what they are counted over, by name."""

    nats: dict[str, float] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, nats: Tensor) -> None:
        """Take in the nats of one kind of loss, any shape."""
        self.nats[name] = self.nats.get(name, 0.0) + float(nats.detach().sum())
        self.count[name] = self.count.get(name, 0) + nats.numel()

    def merge(self, other: Sums) -> None:
        """Add another batch's sums."""
        for name, nats in other.nats.items():
            self.nats[name] = self.nats.get(name, 0.0) + nats
            self.count[name] = self.count.get(name, 0) + other.count[name]

    def means(self) -> dict[str, float]:
        """Nats on average, by name."""
        return {name: nats / max(1, self.count[name]) for name, nats in self.nats.items()}


def summed(outputs: Tensor, table: Tensor) -> Tensor:
    """The sum over frames: outputs [n, width], table [n, frames, pitches] → [n, pitches]."""
    padded = pad(outputs, (0, 1))
    flat = torch.gather(padded, 1, table.flatten(1).long())
    return flat.view(table.shape).sum(1)


def kind_and_pitch_nats(
    outputs: Tensor, table: Tensor, events: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """−log p of every kind [n], of the pitch of every onset [m], and where onsets are [n]."""
    kinds = outputs[:, :KINDS].log_softmax(-1)
    kind_nats = -kinds.gather(1, events.clamp(max=ONSET)[:, None])[:, 0]
    onset = events >= FIRST_ONSET
    pitches = summed(outputs[onset], table[onset]).log_softmax(-1)
    pitch_nats = -pitches.gather(1, (events[onset] - FIRST_ONSET)[:, None])[:, 0]
    return kind_nats, pitch_nats, onset


def event_losses(outputs: Tensor, table: Tensor, events: Tensor) -> tuple[Tensor, Sums]:
    """The loss to learn from, a mean over steps, and its parts; PADDING (-1) does not count.

    Args:
        outputs: [windows, steps, width].
        table: [windows, steps, frames, pitches].
        events: [windows, steps].
    """
    real = events.flatten() >= 0
    kind, pitch, onset = kind_and_pitch_nats(
        outputs.flatten(0, 1)[real], table.flatten(0, 1)[real], events.flatten()[real]
    )
    sums = Sums()
    step_nats = kind.clone()
    step_nats[onset] += pitch
    sums.add("nats_per_step", step_nats)
    sums.add("nats_per_onset", step_nats[onset])
    sums.add("pitch", pitch)
    loss = (kind.sum() + (1.0 + EXTRA_PITCH_WEIGHT) * pitch.sum()) / len(kind)
    return loss, sums


def foretold_nats(outputs: Tensor, classes: Tensor, melody: Tensor) -> tuple[Tensor, Tensor]:
    """−log p of the human's events in the steps ahead: of every kind, and of onsets' classes.

    The bass of step s is chosen with the melody known up to s - UNSEEN_STEPS - 1; horizon h
    foretells h steps on from there.

    Args:
        outputs: [windows, steps, width].
        classes: [windows, steps, horizons, frames, 12].
        melody: [windows, steps], PADDING (-1) after the end.
    """
    kinds, pitches = [], []
    for index, horizon in enumerate(HORIZONS):
        back = UNSEEN_STEPS + 1 - horizon
        events = melody[:, : melody.shape[1] - back]
        told = outputs[:, back:][events >= 0]
        target = events[events >= 0]
        column = OUTPUTS.columns[f"foretold{horizon}.kind"]
        logs = told[:, column : column + KINDS].log_softmax(-1)
        kinds.append(-logs.gather(1, target.clamp(max=ONSET)[:, None])[:, 0])
        onset = target >= FIRST_ONSET
        table = classes[:, back:, index][events >= 0][onset]
        degree = summed(told[onset], table).log_softmax(-1)
        pitch_class = (target[onset] - FIRST_ONSET + LOWEST_PITCH) % 12
        pitches.append(-degree.gather(1, pitch_class[:, None])[:, 0])
    return torch.cat(kinds), torch.cat(pitches)
