"""The assistant, which counts into its file `alive` what is there of each release, when a file `count` is put there."""

from __future__ import annotations

import gc
import threading
import time
from collections import Counter

from clinicchat import paths
from clinicchat.engine import serve
from clinicchat.engine.swap import Served
from clinicchat.understanding.model import TopicModel
from clinicchat.understanding.reading import Understanding

COUNTED = (Served, Understanding, TopicModel)


def count() -> None:
    """Counts when a file `count` is there, for ever; nothing is collected for it."""
    while True:
        time.sleep(0.5)
        if (paths.VAR / "count").is_file():
            (paths.VAR / "count").unlink()
            found = Counter(kind.__name__ for one in gc.get_objects() for kind in COUNTED if type(one) is kind)
            (paths.VAR / "alive").write_text(" ".join(f"{k.__name__}:{found[k.__name__]}" for k in COUNTED), "utf-8")


if __name__ == "__main__":
    threading.Thread(target=count, daemon=True).start()
    serve.main()
