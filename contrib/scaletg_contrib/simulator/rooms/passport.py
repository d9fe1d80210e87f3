# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Telegram Passport: people share documents with a bot, encrypted for the bot's public key.

Part of `scaletg_contrib.simulator`. It needs the package `cryptography` (`pip install 'scaletg[web_apps]'`).
The files of documents are pictures of the simulator. https://core.telegram.org/bots/passport, https://core.telegram.org/passport
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.pictures import blank_picture
from scaletg_contrib.simulator.records import BotAccount, Data, Message

#: The types of elements, and what each holds.
ELEMENTS = {
    "personal_details": ("data",),
    "passport": ("data", "front_side"),
    "driver_license": ("data", "front_side", "reverse_side"),
    "identity_card": ("data", "front_side", "reverse_side"),
    "internal_passport": ("data", "front_side"),
    "address": ("data",),
    "utility_bill": ("files",),
    "bank_statement": ("files",),
    "rental_agreement": ("files",),
    "passport_registration": ("files",),
    "temporary_registration": ("files",),
    "phone_number": ("phone_number",),
    "email": ("email",),
}
#: For each source of an error, the fields in which the bot names what is wrong.
_SOURCES = {
    "data": ("field_name", "data_hash"),
    "front_side": ("file_hash",),
    "reverse_side": ("file_hash",),
    "selfie": ("file_hash",),
    "file": ("file_hash",),
    "translation_file": ("file_hash",),
    "files": ("file_hashes",),
    "translation_files": ("file_hashes",),
    "unspecified": ("element_hash",),
}


@method
def set_passport_data_errors(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    if p.number("user_id") <= 0:
        raise Refused("invalid user_id specified")
    given = p.data("errors", "errors")
    if not isinstance(given, list):
        raise Refused(
            "expected an Array of PassportElementError" if p.has("errors") else "can't parse errors JSON object"
        )
    with fields.reading("PassportElementError"):
        errors = [_read_error(fields.an_object(item)) for item in given]
    user = sim.find_user(p)
    for error in errors:
        hashes = error.get("file_hashes") or [error[name] for name in error if name.endswith("_hash")]
        if any(len(base64.b64decode(item)) != 32 for item in hashes):
            raise Refused("DATA_HASH_SIZE_INVALID")
    user.passport_errors = errors
    sim.world.log("passport_errors", user_id=user.id, bot_id=bot.id, errors=errors)
    return True


def _read_error(given: Data) -> Data:
    kind = fields.text(given, "type", None)
    if kind not in ELEMENTS:
        raise FieldError("wrong Telegram Passport element type specified")
    error: Data = {"type": kind, "message": fields.text(given, "message", None)}
    source = error["source"] = fields.text(given, "source") or "unspecified"
    if source not in _SOURCES:
        raise FieldError("wrong source specified")
    for name in _SOURCES[source]:
        if name == "file_hashes":
            error[name] = [_hash(item) for item in fields.items(given, name) or _missing(name)]
        else:
            text = fields.text(given, name, None)
            error[name] = text if name == "field_name" else _hash(text)
    return error


def _missing(name: str) -> list[Any]:
    raise FieldError(f'Can\'t find field "{name}"')


def _hash(value: Any) -> str:
    if not isinstance(value, str):
        raise FieldError("hash must be a string")
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        raise FieldError("hash isn't a valid base64-encoded string") from None
    return value


@action
def share_passport(
    sim: Core,
    user: Person,
    public_key: str,
    *,
    nonce: str = "nonce",
    elements: dict[str, Any] | None = None,
    bot: Bot | None = None,
) -> Message:
    """Share Passport data with a bot, whose *public_key* (PEM) the person's client gets from the bot's page.

    *elements*: the data by the type of the element, such as `{"personal_details": {"first_name": "Ada"}, "email":
    "ada@example.com"}`; documents with files get a picture. By default personal details, email and phone number.
    """
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        usual = {"personal_details": {"first_name": person.first_name, "last_name": person.last_name or "Lovelace"}}
        given = elements if elements is not None else {**usual, "phone_number": person.phone_number.lstrip("+")}
        sealer = _Sealer(sim)
        secure: Data = {}
        data = [_element(sim, sealer, kind, content, secure) for kind, content in given.items()]
        credentials = sealer.credentials({"secure_data": secure, "nonce": nonce}, public_key)
        passport = {"passport_data": {"data": data, "credentials": credentials}}
        return write(sim, person, passport, chat=None, bot=account)


def _element(sim: Core, sealer: _Sealer, kind: str, content: Any, secure: Data) -> Data:
    """Return an encrypted element; what decrypts it is added to *secure*."""
    parts = ELEMENTS.get(kind)
    if parts is None:
        raise ActionError(f"there is no Passport element {kind!r}: {names_of(ELEMENTS)}")
    element: Data = {"type": kind}
    if parts[0] in ("phone_number", "email"):
        element[kind] = str(content)
        digest = hashlib.sha256(str(content).encode()).digest()
        return {**element, "hash": base64.b64encode(digest).decode()}
    keys: Data = {}
    for part in parts:
        if part == "data":
            sealed = sealer.seal(json.dumps(content).encode())
            element["data"] = base64.b64encode(sealed.content).decode()
            keys["data"] = {"data_hash": sealed.hash, "secret": sealed.secret}
        else:
            sealed = sealer.seal(blank_picture())
            file = sim.store_file("document", sealed.content, f"{part}.jpg")
            shown = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(sealed.content)}
            shown["file_date"] = sim.now
            about = {"file_hash": sealed.hash, "secret": sealed.secret}
            element[part], keys[part] = ([shown], [about]) if part == "files" else (shown, about)
    secure[kind] = keys
    first = base64.b64encode(hashlib.sha256(json.dumps(keys).encode()).digest()).decode()
    return {**element, "hash": first}


class _Sealed:
    """Encrypted content, with its hash and its secret in base64."""

    def __init__(self, content: bytes, digest: bytes, secret: bytes) -> None:
        self.content = content
        self.hash = base64.b64encode(digest).decode()
        self.secret = base64.b64encode(secret).decode()


class _Sealer:
    """Encrypts as Telegram's clients do: AES-256-CBC with a key made of a secret and of the content's hash."""

    def __init__(self, sim: Core) -> None:
        self._random = sim.world.random
        try:
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        except ImportError:
            raise ActionError("Passport needs the package cryptography: pip install cryptography") from None

        def encryptor_of(key: bytes, start: bytes) -> Any:
            return Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()

        self._encryptor_of: Callable[[bytes, bytes], Any] = encryptor_of

    def seal(self, content: bytes) -> _Sealed:
        secret = self._random.randbytes(32)
        padding = 32 + -len(content) % 16
        padded = bytes([padding]) + self._random.randbytes(padding - 1) + content
        digest = hashlib.sha256(padded).digest()
        key = hashlib.sha512(secret + digest).digest()
        encryptor = self._encryptor_of(key[:32], key[32:48])
        return _Sealed(encryptor.update(padded) + encryptor.finalize(), digest, secret)

    def credentials(self, content: Mapping[str, Any], public_key: str) -> Data:
        """Return the credentials, whose secret only the bot's private key decrypts."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        sealed = self.seal(json.dumps(content).encode())
        try:
            key: Any = load_pem_public_key(public_key.encode())
        except ValueError as error:
            raise ActionError(f"public_key is not an RSA key in PEM: {error}") from None
        scheme = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)
        secret = base64.b64encode(key.encrypt(base64.b64decode(sealed.secret), scheme)).decode()
        return {"data": base64.b64encode(sealed.content).decode(), "hash": sealed.hash, "secret": secret}
