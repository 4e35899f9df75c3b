"""What a reader is fitted to: topics, grades of danger, forums, or what a teacher said."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from tools.encoder.training import Loss

SURE = 1e-9


def topics(targets: np.ndarray, worth: np.ndarray, head: str = "topic") -> Loss:
    """Cross-entropy against shares of topics, (lines, topics), weighted by *worth* (lines,)."""
    shares, weights = torch.from_numpy(targets), torch.from_numpy(worth)

    def loss(said: dict[str, torch.Tensor], rows: np.ndarray) -> torch.Tensor:
        places = torch.from_numpy(rows)
        each = -(shares[places] * functional.log_softmax(said[head], dim=1)).sum(dim=1)
        return (each * weights[places]).sum() / weights[places].sum().clamp(min=1.0)

    return loss


def danger(allowed: np.ndarray, smoothing: float, head: str = "danger") -> Loss:
    """The probability of all classes that are right for a line, (lines, classes) of 0 and 1, as one."""
    right = torch.from_numpy(allowed)

    def loss(said: dict[str, torch.Tensor], rows: np.ndarray) -> torch.Tensor:
        logs = functional.log_softmax(said[head], dim=1)
        inside = (logs + torch.log(right[torch.from_numpy(rows)].clamp(min=SURE))).logsumexp(dim=1)
        return -((1 - smoothing) * inside + smoothing * logs.mean(dim=1)).mean()

    return loss


def classes(numbers: np.ndarray, smoothing: float, head: str) -> Loss:
    """Cross-entropy against one class a line."""
    right = torch.from_numpy(numbers)

    def loss(said: dict[str, torch.Tensor], rows: np.ndarray) -> torch.Tensor:
        return functional.cross_entropy(said[head], right[torch.from_numpy(rows)], label_smoothing=smoothing)

    return loss


def taught(shares: np.ndarray, head: str) -> Loss:
    """Cross-entropy against a teacher's shares, (lines, classes)."""
    told = torch.from_numpy(shares.astype(np.float32))

    def loss(said: dict[str, torch.Tensor], rows: np.ndarray) -> torch.Tensor:
        return -(told[torch.from_numpy(rows)] * functional.log_softmax(said[head], dim=1)).sum(dim=1).mean()

    return loss


def split(count: int, first: Loss, rest: Loss) -> Loss:
    """*first* for the lines before the place *count*, *rest* for the others, each by its share of the batch."""

    def loss(said: dict[str, torch.Tensor], rows: np.ndarray) -> torch.Tensor:
        parts = []
        for part, mine, start in ((first, rows < count, 0), (rest, rows >= count, count)):
            if mine.any():
                own = {name: scores[torch.from_numpy(mine)] for name, scores in said.items()}
                parts.append(part(own, rows[mine] - start) * float(mine.mean()))
        return torch.stack(parts).sum()

    return loss


def together(*parts: Loss) -> Loss:
    """The sum of *parts*."""

    def loss(said: dict[str, torch.Tensor], rows: np.ndarray) -> torch.Tensor:
        return torch.stack([part(said, rows) for part in parts]).sum()

    return loss
