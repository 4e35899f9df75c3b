"""clinicchat/content/settings.py"""

from __future__ import annotations

from pathlib import Path

import pytest

from clinicchat.content import settings
from clinicchat.content.yaml_file import ContentError


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "clinic.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_empty_or_missing_file_means_the_defaults(tmp_path):
    assert settings.load(write(tmp_path, "")) == settings.Settings()
    assert settings.load(tmp_path / "none.yml") == settings.Settings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("telefone: '1'", "data/clinic.yml, line 1: telefone: .* Did you mean `telephone`"),
        ("retention_days: soon", "retention_days: .* this is not a whole number"),
        ("behind_proxy: 1", "behind_proxy: .* this must be true or false"),
        ("telephone: 555", 'telephone: .* Put it in quotes: "555"'),
        ("country: PT", "country: .* Write one of: AU, BR, CA"),
        ("- a", "at its top"),
        ("name: 'x", "line 1"),
        ("name: ''", "name: .* there are no words"),
        ("name: “Clinic”", "line 1: The quotation marks are typographic"),
        ("name: A\nname: B", r"line 2: `name` is given a second time \(first on line 1\)"),
        ("messages_per_minute_address: 0", "messages_per_minute_address: .* from 1 to 100000"),
        ("messages_per_minute: 0", "messages_per_minute: .* from 1 to 1000"),
        ("idle_minutes: -5", "idle_minutes: .* from 1 to 1440"),
        ("idle_minutes: 999999", "idle_minutes: .* from 1 to 1440"),
        ("turns_per_session: 0", "turns_per_session: .* from 2 to 200"),
        ("retention_days: 0", "retention_days: .* from 1 to 3650"),
        ("retention_days:", "retention_days: .* this is not a whole number"),
        ("accent: red", "accent: `accent` is `red`: this is not a colour"),
        ("accent: '#1f5f6b; } body { display: none'", "this is not a colour"),
        ('frame_ancestors: "*; script-src *"', "frame_ancestors: .* not sites"),
        ('frame_ancestors: "https://clinic.example\\nX: y"', "frame_ancestors: .* not sites"),
        ('frame_ancestors: ""', "frame_ancestors: .* no words"),
    ],
)
def test_a_wrong_setting_is_named_with_file_key_and_cure(tmp_path, text, told):
    with pytest.raises(ContentError, match=told):
        settings.load(write(tmp_path, text))


def test_nothing_after_a_text_key_means_none(tmp_path):
    assert settings.load(write(tmp_path, "telephone:\nname: A\n")).telephone == ""


@pytest.mark.parametrize("given", ["abc", "0", "65536", "-1", "", "5٠٠٥"])
def test_a_port_that_is_none_is_named(monkeypatch, given):
    monkeypatch.setenv("PORT", given)
    with pytest.raises(settings.SettingsError, match=r"PORT=.*65535"):
        settings.port()


def test_the_telephones_link_holds_only_what_can_be_dialled():
    assert settings.Settings(telephone="+1 (555) 010-0199").telephone_url == "tel:+15550100199"
    assert settings.Settings(telephone="").telephone_url == ""


def test_the_shipped_settings_can_be_read():
    assert settings.load().country in settings.COUNTRIES
