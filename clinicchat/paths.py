"""Where things lie. For tests and containers the environment moves them: `CLINICCHAT_HOME` the tree,
`CLINICCHAT_DATA` the content, `CLINICCHAT_VAR` what is written, `CLINICCHAT_MODELS` the models.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(os.environ.get("CLINICCHAT_HOME", Path(__file__).parent.parent)).resolve()
DATA = Path(os.environ.get("CLINICCHAT_DATA", ROOT / "data")).resolve()
"""The working files, as staff edit them; what is served is `clinicchat.content.serving.data()`."""
VAR = Path(os.environ.get("CLINICCHAT_VAR", ROOT / "var")).resolve()
MODELS = Path(os.environ.get("CLINICCHAT_MODELS", ROOT / "models")).resolve()
