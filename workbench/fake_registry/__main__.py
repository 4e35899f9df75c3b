"""Runs the fake registry for a developer: `python -m workbench.fake_registry --port 8900`."""

from __future__ import annotations

import argparse
import sys
import threading

from workbench.fake_registry.misbehave import MODES
from workbench.fake_registry.server import FakeRegistry

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Invented NPI Registry and ClinicalTrials.gov on loopback.")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--mode", default="", choices=["", *MODES], help="how to misbehave")
    options = parser.parse_args()
    registry = FakeRegistry(options.port, verbose=True)
    sys.stdout.write(f"CLINICCHAT_NPI_URL={registry.npi_url(options.mode)}\n")
    sys.stdout.write(f"CLINICCHAT_TRIALS_URL={registry.trials_url(options.mode)}\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        registry.stop()
