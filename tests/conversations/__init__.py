"""Conversations that testers wrote in YAML, played on the real assistant."""
