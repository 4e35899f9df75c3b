"""Conversation tests: read from YAML, played over the chat API, judged, explained and counted.

Shared by pytest (tests/conversations/conftest.py), `make test-conversations`, `make record` and `make preview`. Nothing
here starts a process or imports tests/: whoever plays a conversation hands in something that chats (`playing.Chats`).
"""
