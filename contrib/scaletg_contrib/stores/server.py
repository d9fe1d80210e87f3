"""Records in PostgreSQL, MySQL or MariaDB, by way of SQLAlchemy."""

from __future__ import annotations

from typing import Any

from scaletg_contrib.stores.base import PerProcess, need_packages
from scaletg_contrib.stores.sql import SQLStore


class ServerStore(SQLStore):
    """PostgreSQL, and MySQL or MariaDB."""

    def _setup(self, url: str) -> None:
        scheme, _, self._address = url.partition("://")
        self._kind = "mysql" if scheme in ("mysql", "mariadb") else "postgresql"
        self._driver = {"mysql": "pymysql", "postgresql": "psycopg"}[self._kind]
        need_packages(self.url, self._kind, "sqlalchemy", self._driver)
        self._engine = PerProcess(self._make_engine)
        self._engine.get()  # tells at once if the URL cannot be read
        self._ready = False

    def _make_engine(self) -> Any:
        import sqlalchemy

        seconds = max(2, round(self.timeout))
        mysql = dict.fromkeys(("connect_timeout", "read_timeout", "write_timeout"), seconds)
        arguments: dict[str, dict[str, Any]] = {
            "mysql": {**mysql, "init_command": "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"},
            "postgresql": {"connect_timeout": seconds, "tcp_user_timeout": seconds * 1000, "prepare_threshold": None},
        }  # no prepared statements: PgBouncer does not keep them
        return sqlalchemy.create_engine(
            f"{self._kind}+{self._driver}://{self._address}",
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,  # there is never anything to roll back
            pool_pre_ping=True,
            pool_timeout=self.timeout,
            hide_parameters=True,
            connect_args=arguments[self._kind],
        )

    def _run(self, sql: str, **values: Any) -> tuple[list[Any], int]:
        import sqlalchemy

        try:
            if not self._ready:
                self._make_table()
            with self._engine.get().connect() as connection:
                result = connection.execute(sqlalchemy.text(sql.format(self.name)), values)
                return result.all() if result.returns_rows else [], result.rowcount
        except sqlalchemy.exc.IntegrityError:
            return [], 0
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise self._down(error) from error

    def _make_table(self) -> None:
        import sqlalchemy as sql
        from sqlalchemy.dialects.mysql import MEDIUMTEXT, VARBINARY

        metadata = sql.MetaData()
        sql.Table(
            self.name,
            metadata,
            sql.Column("name", sql.LargeBinary().with_variant(VARBINARY(255), "mysql"), primary_key=True),
            sql.Column("value", sql.Text().with_variant(MEDIUMTEXT(), "mysql"), nullable=False),
            sql.Column("version", sql.BigInteger(), nullable=False),
            sql.Column("expires", sql.Double(), index=True),
        )
        try:
            metadata.create_all(self._engine.get())
        except sql.exc.DBAPIError:  # another process was quicker, or it fails again
            metadata.create_all(self._engine.get())
        self._ready = True

    def close(self) -> None:
        """End the connections of this process."""
        if engine := self._engine.pop():
            engine.dispose()
