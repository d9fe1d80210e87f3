"""The part that stores on database servers share: connections of SQLAlchemy, and their repair."""

from __future__ import annotations

from typing import Any, ClassVar

from scaletg_contrib.stores.base import PerProcess, need_packages
from scaletg_contrib.stores.sql import SQLStore


class ServerStore(SQLStore):
    """Stores rows in a table of a server; a backend defines how to connect, and which errors need a new connection."""

    #: The extra of the package that installs what is needed, and the driver.
    extra: ClassVar[str]
    driver: ClassVar[str]
    #: Error codes after which nothing was done: the connection is read-only, or the table does not exist.
    mendable: ClassVar[frozenset[str | int]]

    def _setup(self, url: str) -> None:
        need_packages(self.url, self.extra, "sqlalchemy", self.driver)
        self._seconds = max(2, round(self.timeout))
        self._read_url(url.partition("://")[2])
        self._engine = PerProcess(self._make_engine)
        self._is_ready = False

    def _read_url(self, address: str) -> None:
        """Read the part of the URL after `://`. Raises `ConfigError` if it is invalid."""
        raise NotImplementedError

    def _make_engine(self) -> Any:
        raise NotImplementedError

    def _code(self, error: Any) -> str | int | None:
        """Return the code of an error of the driver."""
        raise NotImplementedError

    def _new_engine(self, url: Any, **options: Any) -> Any:
        import sqlalchemy

        return sqlalchemy.create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,  # there is never anything to roll back
            pool_pre_ping=True,
            pool_timeout=self.timeout,
            hide_parameters=True,
            **options,
        )

    def _run(self, sql: str, **values: Any) -> tuple[list[Any], int]:
        import sqlalchemy

        try:
            return self._run_once(sql, values)
        except sqlalchemy.exc.SQLAlchemyError as error:
            if self._code(getattr(error, "orig", None)) not in self.mendable:
                raise self._store_down(error) from error
        self._is_ready = False
        self.close()  # the other connections are broken as well
        try:
            return self._run_once(sql, values)
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise self._store_down(error) from error

    def _run_once(self, sql: str, values: dict[str, Any]) -> tuple[list[Any], int]:
        if not self._is_ready:
            self._make_table()
            self._check_format(self._execute)
            self._is_ready = True
        return self._execute(sql, values)

    def _execute(self, sql: str, values: dict[str, Any]) -> tuple[list[Any], int]:
        import sqlalchemy

        try:
            with self._engine.get().connect() as connection:
                result = connection.execute(sqlalchemy.text(sql.format(self.name)), values)
                return result.all() if result.returns_rows else [], result.rowcount
        except sqlalchemy.exc.IntegrityError:
            return [], 0

    def _make_table(self) -> None:
        import sqlalchemy as sql
        from sqlalchemy.dialects.mysql import MEDIUMTEXT, VARBINARY

        metadata = sql.MetaData()
        sql.Table(
            self.name,
            metadata,
            sql.Column("name", sql.LargeBinary().with_variant(VARBINARY(512), "mysql"), primary_key=True),
            sql.Column("value", sql.Text().with_variant(MEDIUMTEXT(), "mysql"), nullable=False),
            sql.Column("version", sql.BigInteger(), nullable=False),
            sql.Column("expires", sql.Double(), index=True),
        )
        try:
            metadata.create_all(self._engine.get())
        except sql.exc.DBAPIError:  # another process was quicker, or it fails again
            metadata.create_all(self._engine.get())

    def close(self) -> None:
        """End the connections of this process."""
        if engine := self._engine.pop():
            engine.dispose()
