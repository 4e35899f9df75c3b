"""Where things lie. `CLINICCHAT_HOME` moves the tree, for tests on a copy."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(os.environ.get("CLINICCHAT_HOME", Path(__file__).parent.parent)).resolve()
DATA = ROOT / "data"
VAR = ROOT / "var"
MODELS = ROOT / "models"
