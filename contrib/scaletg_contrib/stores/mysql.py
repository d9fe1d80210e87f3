"""Records in MySQL or MariaDB."""

from __future__ import annotations

import inspect
import ssl
from typing import Any

import scaletg
from scaletg_contrib.stores.base import unreadable_url
from scaletg_contrib.stores.server import ServerStore

#: The values of the clients' option `ssl-mode` that require TLS, and whether the certificate and the name are checked.
TLS_MODES = {"REQUIRED": (False, False), "VERIFY_CA": (True, False), "VERIFY_IDENTITY": (True, True)}
SSL_MODES = ("DISABLED", "PREFERRED", *TLS_MODES)  # PREFERRED is the default of PyMySQL
MORE_OPTIONS = ("ssl_capath", "ssl_cipher", "ssl_check_hostname")  # those that SQLAlchemy adds


class MySQLStore(ServerStore):
    """Connects with PyMySQL; beside its options the URL may have `ssl-mode` and `ssl-ca`, as for the clients."""

    extra = "mysql"
    driver = "pymysql"
    mendable = frozenset({1146, 1290, 1792, 1836})  # no such table; the server, transaction or mode is read-only

    def _read_url(self, address: str) -> None:
        import sqlalchemy

        try:
            url = sqlalchemy.make_url(f"mysql+pymysql://{address}")
        except (sqlalchemy.exc.ArgumentError, ValueError):
            raise unreadable_url(self.url) from None
        options = {name.replace("-", "_"): value for name, value in url.query.items()}
        mode = str(options.pop("ssl_mode", "")).upper()
        self._ssl: dict[str, Any] = {}
        self._is_encrypted = False
        if mode:
            self._read_ssl(mode, options.pop("ssl_ca", None))
        self._check_options(options)
        self._address = url.set(query=options)

    def _read_ssl(self, mode: str, ca: Any) -> None:
        if mode not in SSL_MODES:
            raise scaletg.ConfigError(
                f"store {self.url!r}: ssl-mode={mode} is unknown. Use one of {', '.join(SSL_MODES)}."
            )
        if mode == "DISABLED":
            self._ssl = {"ssl_disabled": True}
        self._is_encrypted = mode in TLS_MODES
        if not self._is_encrypted:
            return
        checks_certificate, checks_name = TLS_MODES[mode]
        try:
            context = ssl.create_default_context(cafile=ca)
        except OSError as error:
            raise scaletg.ConfigError(f"store {self.url!r}: the file of ssl-ca cannot be read: {error}.") from error
        context.check_hostname = checks_name
        if not checks_certificate:
            context.verify_mode = ssl.CERT_NONE
        self._ssl = {"ssl": context}

    def _check_options(self, options: dict[str, Any]) -> None:
        import pymysql.connections

        known = {*inspect.signature(pymysql.connections.Connection.__init__).parameters, *MORE_OPTIONS}
        for name in options:
            if name not in known:
                raise scaletg.ConfigError(
                    f"store {self.url!r}: PyMySQL does not know the option {name!r}. "
                    "Leave it out, or use one of https://pymysql.readthedocs.io/en/latest/modules/connections.html"
                )

    def _make_engine(self) -> Any:
        import sqlalchemy

        limits = dict.fromkeys(("connect_timeout", "read_timeout", "write_timeout"), self._seconds)
        isolation = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
        engine = self._new_engine(self._address, connect_args={**limits, **self._ssl, "init_command": isolation})
        if self._is_encrypted:
            sqlalchemy.event.listen(engine, "connect", self._check_encryption)
        return engine

    def _check_encryption(self, connection: Any, record: Any) -> None:
        """Refuse an unencrypted connection: older versions of PyMySQL continue without TLS."""
        import pymysql

        with connection.cursor() as cursor:
            cursor.execute("SHOW STATUS LIKE 'Ssl_cipher'")
            found = cursor.fetchone()
        if not found or not found[1]:
            raise pymysql.err.OperationalError(2026, "ssl-mode requires TLS, but the server does not offer it")

    def _code(self, error: Any) -> int | None:
        arguments = getattr(error, "args", ())
        return arguments[0] if arguments else None
