"""docs/openapi.yml is made from the contract, and every field of a message stands in it."""

from __future__ import annotations

from clinicchat.chat.message import Message
from clinicchat.web import openapi
from tests.web.contract import document, validate


def test_the_file_is_up_to_date() -> None:
    """Else: `python -m clinicchat.web.openapi`."""
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.document()


def test_every_field_of_a_message_is_documented_and_the_six_that_are_always_there_required() -> None:
    schema = document()["components"]["schemas"]["Message"]
    assert set(schema["properties"]) == {"from", *Message.__struct_encode_fields__}
    assert set(schema["required"]) == {"from", "id", "at", "text", "outcome", "severity"}


def test_what_is_empty_is_no_message() -> None:
    schema = document()["components"]["schemas"]["Message"]
    for field in ("help", "links", "choices", "results"):
        assert schema["properties"][field]["minItems"] == 1
    assert "null" not in str(schema)


def test_a_conversation_of_nothing_is_documented() -> None:
    validate({"messages": []}, document()["components"]["schemas"]["Conversation"])
