"""docs/openapi.yml as a judge of answers: `check(answer)` fails unless status and body stand there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import requests
import yaml

FILE = Path(__file__).parents[2] / "docs" / "openapi.yml"
MESSAGE_NUMBERS = ("tel:911", "tel:5550100")


@cache
def document() -> dict[str, Any]:
    """Returns the file."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def _path(url: str) -> str:
    path = urlsplit(url).path
    return next((p for p in document()["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", p), path)), "")


def _follow(part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        name = part["$ref"].removeprefix("#/").split("/")
        part = document()
        for key in name:
            part = part[key]
    return part


def validate(body: Any, schema: dict[str, Any]) -> None:
    """Fails unless *body* is as the schema says."""
    resolver = jsonschema.RefResolver("", document())
    jsonschema.Draft4Validator(schema, resolver=resolver).validate(body)


def check(answer: requests.Response) -> requests.Response:
    """Fails unless the answer's status and body are documented; returns it."""
    method, status = str(answer.request.method).lower(), str(answer.status_code)
    operation = document()["paths"].get(_path(str(answer.url)), {}).get(method)
    if operation is None:
        assert answer.status_code in (404, 405), f"{method} {answer.url}: {status}"
        check_error(answer)
        return answer
    assert status in operation["responses"], f"{method} {answer.url}: {status} is not documented: {answer.text[:200]}"
    kinds = _follow(operation["responses"][status]).get("content", {})
    kind = answer.headers["Content-Type"].partition(";")[0]
    assert kind in kinds or "*/*" in kinds, f"{kind} is not documented for {method} {answer.url} {status}"
    if kind == "application/json":
        validate(answer.json(), kinds[kind]["schema"])
        if answer.status_code >= 400 and "error" in answer.json():
            check_error(answer)
    assert "Traceback" not in answer.text
    return answer


def check_error(answer: requests.Response, code: str = "") -> dict[str, Any]:
    """Fails unless it is an error of the API with the emergency and the clinic's number; returns its body."""
    body = dict(answer.json())
    validate(body, document()["components"]["schemas"]["Error"])
    links = [link["url"] for message in body["messages"] for link in message["links"]]
    for number in MESSAGE_NUMBERS:
        assert number in links, f"{number} is missing in {links}"
    assert not code or body["error"]["code"] == code, body["error"]
    return body
