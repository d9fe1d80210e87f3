"""Addresses, dates and custom emoji, as Telegram stores them."""

from __future__ import annotations

import re

from scaletg_contrib.formatting.entities import SPACE, Entity, Invalid

_SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
_PORT = re.compile(r"(.+):([^:\]@]*)", re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9a-fA-F]{2}|[^\0-\x7f])*")
_LOGIN = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:]|%[0-9a-fA-F]{2}|[^\0-\x7f])*")
_OWN_SCHEME = re.compile(r"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
MAX_USER_ID = (1 << 40) - 1


def lower_ascii(text: str) -> str:
    """Convert only ASCII letters to lower case, as Telegram does."""
    return re.sub("[A-Z]+", lambda match: match[0].lower(), text)


def tidy_link(link: str) -> str:
    """Write *link* as Telegram stores it, or raise `Invalid` with Telegram's reason."""
    own = _OWN_SCHEME.match(link)
    if own is not None:
        return _tidy_own_link(own[1].lower(), link[own.end() :])
    scheme, login, host, port, path = _split_link(link)
    if "." not in host and not host.startswith("["):
        raise Invalid("Wrong HTTP URL")
    return f"{scheme}://{login}{host}{port}{path}"


def _tidy_own_link(name: str, rest: str) -> str:
    """Write a link with one of Telegram's own schemes, *name*, which has no login, no port and no scheme of the web."""
    scheme, login, host, port, path = _split_link(rest)
    has_scheme = rest.lower().startswith("http://") or scheme == "https"
    if has_scheme or login or port or host.startswith("["):
        raise Invalid("Wrong tg URL" if name == "tg" else "Wrong ton URL")
    allowed = r"[A-Za-z0-9\-_.]*" if name == "tonsite" else r"[A-Za-z0-9\-_]*"
    if not re.fullmatch(allowed, host):
        raise Invalid("Unallowed characters in URL host")
    if path.startswith("/?"):
        path = path[1:]
    return f"{name}://{host}{path}"


def _split_link(link: str) -> tuple[str, str, str, str, str]:
    """Split *link* into scheme, login with its @, host, port with its colon, and path."""
    scheme, rest = "http", link
    given = _SCHEME.match(link)
    if given is not None:
        scheme, rest = given[1].lower(), link[given.end() :]
    if scheme not in ("http", "https"):
        raise Invalid("Unsupported URL protocol")
    place = re.match(r"[^/?#]*", rest)[0]  # type: ignore[index]  # matches any text
    login_host, port = _split_port(place)
    login, _, host = login_host.rpartition("@")
    host = lower_ascii(host)
    _check_host(host, login)
    if login:
        login += "@"
    return scheme, login, host, port, _tidy_path(rest[len(place) :])


def _split_port(place: str) -> tuple[str, str]:
    match = _PORT.fullmatch(place)
    if not match:
        return place, ""
    port = match[2].lstrip("0") or "0"
    if not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) <= 65535:
        raise Invalid("Wrong port number specified in the URL")
    return match[1], f":{port}"


def _check_host(host: str, login: str) -> None:
    if host[:1] == "[" and host[-1:] == "]":
        return _check_ipv6(host[1:-1])
    if not host:
        raise Invalid("URL host is empty")
    if host == ".":
        raise Invalid("Host is invalid")
    _check_characters(host, _HOST, "host")
    return _check_characters(login, _LOGIN, "userinfo")


def _check_characters(part: str, allowed: re.Pattern[str], name: str) -> None:
    end = allowed.match(part).end()  # type: ignore[union-attr]  # matches any text
    if part[end : end + 1] == "%":
        raise Invalid(f"Wrong percent-encoded symbol in URL {name}")
    if end < len(part):
        raise Invalid(f"Disallowed character in URL {name}")


def _check_ipv6(address: str) -> None:
    import ipaddress  # rarely needed and slow to import

    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        raise Invalid("Wrong IPv6 address specified in the URL") from None


def _tidy_path(path: str) -> str:
    path = path.rstrip(SPACE)
    path = re.sub(r"[\0- ]", lambda match: f"%{ord(match[0]):02X}", path)
    if path.startswith("/"):
        return path
    return "/" + path


def own_query(link: str, name: str) -> dict[str, str] | None:
    """Return the query of `tg://NAME?...`, or None for any other address."""
    match = re.match(rf"tg:(?://)?{name}/?\?([^#]*)", link, re.IGNORECASE | re.DOTALL)
    if not match:
        return None
    query: dict[str, str] = {}
    for part in match[1].split("&"):
        key, _, value = part.partition("=")
        query.setdefault(key, value)
    return query


def strict_int(digits: str, bits: int) -> int:
    """Return the number in *digits* if it is written in canonical form and fits into so many bits."""
    if not re.fullmatch(r"0|-?[1-9][0-9]{0,18}", digits):
        raise Invalid
    number, limit = int(digits), 1 << bits - 1
    if not -limit <= number < limit:
        raise Invalid
    return number


def link_details(link: str) -> Entity | None:
    """Return the type and details of an entity that links to *link*; None if it is not an address."""
    try:
        query = own_query(link, "user")
        user_id = strict_int((query or {}).get("id", ""), 64)
        if 0 < user_id <= MAX_USER_ID:
            return {"type": "text_mention", "user": {"id": user_id}}
    except Invalid:
        pass
    try:
        return {"type": "text_link", "url": tidy_link(link)}
    except Invalid:
        return None


def emoji_details(emoji_id: str) -> Entity:
    """Return the details of a custom emoji."""
    if strict_int(emoji_id, 64) == 0:
        raise Invalid
    return {"type": "custom_emoji", "custom_emoji_id": emoji_id}


def date_details(unix_time: int, date_format: str) -> Entity:
    """Return the details of a date."""
    details: Entity = {"type": "date_time", "unix_time": unix_time}
    if date_format:
        details["date_time_format"] = _tidy_date_format(date_format)
    return details


def _tidy_date_format(date_format: str) -> str:
    """Write a date format in Telegram's order: weekday, date, time; the short form replaces the long one."""
    if date_format in ("r", "R"):
        return "r"
    if not re.fullmatch("[wdtWDT]*", date_format):
        raise Invalid
    parts = []
    if "w" in date_format.lower():
        parts.append("w")
    for short, long in ("dD", "tT"):
        if short in date_format:
            parts.append(short)
        elif long in date_format:
            parts.append(long)
    return "".join(parts)
