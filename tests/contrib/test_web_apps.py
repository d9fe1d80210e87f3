"""Web App data that Telegram signed, checked without the bot's token."""

from __future__ import annotations

import base64
import sys
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import scaletg
from scaletg_contrib import web_apps
from scaletg_contrib.web_apps import check_signature

NOW = 1767225600


def init_data(key: Ed25519PrivateKey | None = None, bot_id: int = 123456, **changes: str) -> str:
    fields = {"user": '{"id":42,"first_name":"Ada"}', "auth_date": str(NOW), "query_id": "AAE", **changes}
    if key:
        lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
        signed = key.sign(f"{bot_id}:WebAppData\n{lines}".encode())
        fields["signature"] = base64.urlsafe_b64encode(signed).decode().rstrip("=")
    return urlencode({**fields, "hash": "0" * 64})


def with_field(data: str, name: str, value: str | None) -> str:
    fields = dict(parse_qsl(data, keep_blank_values=True))
    fields.pop(name, None)
    return urlencode(fields if value is None else {**fields, name: value})


OURS, TEST = Ed25519PrivateKey.from_private_bytes(b"o" * 32), Ed25519PrivateKey.from_private_bytes(b"t" * 32)


@pytest.fixture
def telegram_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = tuple(key.public_key().public_bytes_raw() for key in (OURS, TEST))
    monkeypatch.setattr(web_apps, "TELEGRAM_KEYS", keys)


@pytest.mark.usefixtures("telegram_keys")
def test_web_app_data_is_checked_without_the_token() -> None:
    data = check_signature(init_data(key=OURS), bot_id=123456, now=NOW)
    assert data.user.id == 42
    data = check_signature(init_data(key=TEST), bot_id=123456, now=NOW, test_environment=True)
    assert data.user.id == 42


@pytest.mark.usefixtures("telegram_keys")
@pytest.mark.parametrize(
    "data, options",
    [
        (init_data(key=OURS), {"bot_id": 5}),
        (init_data(key=TEST), {}),
        (init_data(key=OURS), {"test_environment": True}),
        (init_data(), {}),
        (init_data(signature=""), {}),
        (init_data(signature="*"), {}),
        (init_data(signature="AAAA"), {}),
        (init_data(signature="é"), {}),
        (init_data(signature="_" * 86), {}),
        (with_field(init_data(key=OURS), "user", '{"id":43}'), {}),
        (with_field(init_data(key=OURS), "admin", "1"), {}),
        (with_field(init_data(key=OURS), "query_id", None), {}),
        (init_data(key=OURS) + "&x=\ud800", {}),
    ],
)
def test_web_app_data_that_telegram_did_not_sign_is_refused(data: str, options: dict[str, Any]) -> None:
    with pytest.raises(scaletg.InvalidData, match="does not have"):
        check_signature(data, **{"bot_id": 123456, "now": NOW, **options})


@pytest.mark.usefixtures("telegram_keys")
def test_data_that_telegram_signed_gets_too_old_too() -> None:
    with pytest.raises(scaletg.InvalidData, match="is 86401 s old"):
        check_signature(init_data(key=OURS), bot_id=123456, now=NOW + 86401)


def test_the_public_keys_are_those_that_telegram_published() -> None:
    assert [key.hex() for key in web_apps.TELEGRAM_KEYS] == [
        "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d",
        "40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec",
    ]


@pytest.mark.usefixtures("telegram_keys")
@pytest.mark.parametrize(
    "data, reason",
    [
        (init_data(key=OURS) + "&user=%7B%7D", "names a field twice"),
        ("nonsense", "is not a query string"),
        (init_data(key=OURS, auth_date="soon"), "has no auth_date"),
    ],
)
def test_damaged_data_is_refused(data: str, reason: str) -> None:
    with pytest.raises(scaletg.InvalidData, match=reason):
        check_signature(data, 123456, now=NOW)


def test_without_cryptography_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    with pytest.raises(scaletg.ConfigError, match=r"pip install 'scaletg\[web_apps\]'"):
        check_signature(init_data(), 123456, now=NOW)
