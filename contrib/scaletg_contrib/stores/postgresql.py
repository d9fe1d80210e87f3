"""Records in PostgreSQL."""

from __future__ import annotations

from typing import Any

import scaletg
from scaletg_contrib.stores.base import unreadable_url
from scaletg_contrib.stores.server import ServerStore


class PostgreSQLStore(ServerStore):
    """Passes the URL to libpq, so everything that libpq understands works: lists of hosts, TLS, sockets, services.

    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
    """

    extra = "postgresql"
    driver = "psycopg"
    mendable = frozenset({"25006", "42P01"})  # read-only transaction, undefined table

    def _read_url(self, address: str) -> None:
        found = read_conninfo(self.url, f"postgresql://{address}")
        limits = {"connect_timeout": self._seconds, "tcp_user_timeout": self._seconds * 1000}
        self._parameters = {**limits, **found}

    def _make_engine(self) -> Any:
        return self._new_engine("postgresql+psycopg://", creator=self._connect)

    def _connect(self) -> Any:
        import psycopg

        return psycopg.connect(
            **self._parameters, prepare_threshold=None
        )  # PgBouncer does not keep prepared statements

    def _code(self, error: Any) -> str | None:
        return getattr(error, "sqlstate", None)


def read_conninfo(shown: str, url: str) -> dict[str, Any]:
    """Return the parameters in a URL of libpq. *shown* is it without its password.

    Raises `ConfigError` if it is invalid.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        found: dict[str, Any] = conninfo_to_dict(url)
    except psycopg.Error as error:
        reason = str(error).strip()
        if reason.startswith("invalid URI query parameter"):  # other reasons may quote the password
            raise scaletg.ConfigError(f"store {shown!r}: {reason}. libpq does not know this option.") from None
        raise unreadable_url(shown) from None
    if not all(port.isdigit() for port in str(found.get("port", "")).split(",") if port):
        raise unreadable_url(shown)
    return found
