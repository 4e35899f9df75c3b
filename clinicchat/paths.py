"""Where things lie. `CLINICCHAT_HOME` moves the tree and `CLINICCHAT_VAR` what is written, for tests and containers."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(os.environ.get("CLINICCHAT_HOME", Path(__file__).parent.parent)).resolve()
DATA = ROOT / "data"
VAR = Path(os.environ.get("CLINICCHAT_VAR", ROOT / "var")).resolve()
MODELS = Path(os.environ.get("CLINICCHAT_MODELS", ROOT / "models")).resolve()
