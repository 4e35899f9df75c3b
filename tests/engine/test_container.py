"""The image and the compose file name only what there is, and keep conversations outside of what is built in."""

from __future__ import annotations

import re

import yaml

from clinicchat import paths

IMAGE = (paths.ROOT / "Dockerfile").read_text(encoding="utf-8")
SERVICE = yaml.safe_load((paths.ROOT / "compose.yml").read_text(encoding="utf-8"))["services"]["chat"]


def test_what_the_image_copies_and_runs_is_there() -> None:
    copied = re.findall(r"^COPY (\S+) ", IMAGE, re.MULTILINE)
    assert copied and all((paths.ROOT / name).exists() for name in copied)
    targets = re.findall(r"^RUN make (\w+)", IMAGE, re.MULTILINE)
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets == ["setup", "release"] and all(f"\n{target}:" in makefile for target in targets)


def test_conversations_are_in_the_volume_and_the_release_is_not() -> None:
    (database,) = re.findall(r"CLINICCHAT_DATABASE_URL=sqlite:///(\S+)", IMAGE)
    (volume,) = (entry.partition(":")[2] for entry in SERVICE["volumes"])
    assert database.startswith(f"{volume}/") and volume.startswith("/kept")
    assert "CLINICCHAT_VAR" not in IMAGE and "var" in (paths.ROOT / ".dockerignore").read_text("utf-8").split()


def test_the_secret_must_be_given_and_only_loopback_is_open() -> None:
    assert SERVICE["environment"]["CLINICCHAT_SECRET"].startswith("${CLINICCHAT_SECRET:?")
    assert all(port.startswith("127.0.0.1:") for port in SERVICE["ports"])
