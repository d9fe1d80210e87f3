"""Check Web App data by Telegram's own signature, without the bot's token.

    from scaletg_contrib.web_apps import check_signature

    user = check_signature(init_data, bot_id=1234567).user

If you have the token, use `scaletg.check_init_data`. This file needs the package cryptography:
`pip install 'scaletg[web_apps]'`. Nothing is stored and nothing is sent.
https://core.telegram.org/bots/webapps#validating-data-for-third-party-use
"""

from __future__ import annotations

import base64
import re

import scaletg

__all__ = ["check_signature"]

#: Telegram's public keys, of the ordinary and of the test environment.
TELEGRAM_KEYS = (
    bytes.fromhex("e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d"),
    bytes.fromhex("40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec"),
)


def check_signature(
    init_data: str,
    bot_id: int,
    *,
    max_age_seconds: float = 86400,
    test_environment: bool = False,
    now: float | None = None,
) -> scaletg.Object:
    """Check the `initData` of a Web App of the bot *bot_id*, and return it as an object (`.user.id`, `.auth_date`).

    Raises `InvalidData` if it is forged, damaged or older than *max_age_seconds*, and `ConfigError` if the package
    cryptography is missing. https://core.telegram.org/bots/webapps#validating-data-for-third-party-use
    """

    def check(fields: dict[str, str]) -> None:
        lines = sorted(f"{name}={value}" for name, value in fields.items() if name not in ("hash", "signature"))
        text = "\n".join([f"{bot_id}:WebAppData", *lines]).encode("utf-8", "surrogatepass")
        if not _is_signed(TELEGRAM_KEYS[test_environment], text, _decode(fields.get("signature", ""))):
            raise scaletg.InvalidData(f"the signed data does not have Telegram's signature for the bot {bot_id}")

    return scaletg.read_signed_data(init_data, check, max_age_seconds=max_age_seconds, now=now)


def _decode(signature: str) -> bytes:
    """Return the 64 bytes of a signature, or empty bytes if it is not one."""
    if not re.fullmatch(r"[\w-]{86}={0,2}", signature, re.ASCII):
        return b""
    return base64.urlsafe_b64decode(signature + "==")


def _is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ModuleNotFoundError as error:
        text = "check_signature needs the package cryptography. Install it with: pip install 'scaletg[web_apps]'"
        raise scaletg.ConfigError(text) from error
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
