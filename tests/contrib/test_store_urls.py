"""What the URL of a store may say, and what is refused in a sentence before anything connects."""

from __future__ import annotations

import re
import ssl
import sys
from typing import Any

import pytest
from backends import Clock, unique, url_of
from servers import free_port

import scaletg
from scaletg_contrib.stores import StoreDown, open_store


@pytest.mark.parametrize(
    "url, message",
    [
        ("bot.db", r"'bot.db': unknown kind of store\. Begin the URL with one of memory, sqlite, "),
        ("mongodb://me:sesame@host/db", "'mongodb://host/db': unknown kind"),
        ("sqlite://bot.db", "Write 'sqlite:///bot.db'"),
        ("sqlite:///", "not a SQLite file"),
        ("sqlite:///:memory:", "for no file at all write 'memory:'"),
        ("sqlite:///bot.db?mode=ro", "not a SQLite file"),
        ("sqlite:///bot.db?synchronous=off", "not a SQLite file"),
        ("sqlite://[bot.db", "'sqlite://\\[bot.db': the URL cannot be read"),
        ("postgresql://me:sesame@host:port/db", "'postgresql://host:port/db': the URL cannot be read"),
        ("postgresql://me:sesame@one:1,two:x/db", "'postgresql://one:1,two:x/db': the URL cannot be read"),
        ("postgresql://me:sesame@host/db?ssl_mode=require", 'invalid URI query parameter: "ssl_mode"'),
        (
            "postgresql+psycopg2://me:sesame@host/db",
            "the driver 'psycopg2' is not used. Begin the URL with",
        ),
        ("mysql+aiomysql://me:sesame@host/db", "the driver 'aiomysql' is not used. Begin the URL with 'mysql' alone"),
        ("mysql://me:sesame@host:x/db", "'mysql://host:x/db': the URL cannot be read"),
        ("mysql://me:sesame@host/db?ssl-mode=maybe", "ssl-mode=MAYBE is unknown. Use one of DISABLED, PREFERRED, "),
        ("mysql://me:sesame@host/db?ssl-mode=VERIFY_CA&ssl-ca=/no/such", "the file of ssl-ca cannot be read"),
        ("mysql://me:sesame@host/db?tls=true", "PyMySQL does not know the option 'tls'"),
        ("redis://:ses/ame@host:x/0", "'redis://host:x/0': the URL cannot be read"),
        ("redis://:sesame@host:x/0?password=sesame", "'redis://host:x/0': the URL cannot be read"),
        ("redis://:sesame@host/0?ssl_cert_reqs=none", "'ssl_cert_reqs' is not known. Options of TLS need .* rediss://"),
        ("redis://:sesame@host/0?colour=red", "the option 'colour' is not known"),
        ("nats://me:sesame@host:x", "'nats://host:x': the URL cannot be read"),
        ("nats://me:sesame@one,,two", "'nats://one,,two': the URL cannot be read"),
        ("nats://me:sesame@host/db", "'nats://host/db': the URL has the path '/db'. Remove it"),
        ("nats://me:sesame@host?colour=red", "'colour' is not known. The options are tls, ca, "),
        ("nats://me:sesame@host?replicas=2", "replicas=2 is not 1, 3 or 5"),
        ("nats://me:sesame@host?ca=/no/such", "a file of its options cannot be read"),
        ("nats://host?credentials=/no/such", "'nats://host': a file of its options cannot be read"),
    ],
)
def test_a_url_that_cannot_be_is_refused_without_its_password(url: str, message: str) -> None:
    with pytest.raises(scaletg.ConfigError, match=message) as caught:
        open_store(url)
    assert "sesame" not in str(caught.value)
    assert "sesame" not in str(caught.value.__cause__)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("name", ["", "Bot", "1bot", "bot-1", "bot; DROP TABLE bot", "b" * 41])
def test_a_name_that_is_no_table_name_is_refused(name: str) -> None:
    with pytest.raises(scaletg.ConfigError, match=r"store name .* use up to 40 of a-z"):
        open_store("memory:", name=name)


@pytest.mark.parametrize(
    "url, package, extra",
    [
        ("postgresql://host/db", "psycopg", "postgresql"),
        ("mysql://host/db", "pymysql", "mysql"),
        ("mariadb://host/db", "sqlalchemy", "mysql"),
        ("redis://host", "redis", "redis"),
        ("nats://host", "nats", "nats"),
    ],
)
def test_a_missing_package_is_named(url: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(scaletg.ConfigError, match=rf"'{package}' is missing.*pip install 'scaletg\[{extra}\]'"):
        open_store(url)


def test_an_error_in_the_file_of_a_backend_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong there, it is neither a missing file nor an unreadable URL."""
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    monkeypatch.delitem(sys.modules, "scaletg_contrib.stores.sqlite", raising=False)
    with pytest.raises(ModuleNotFoundError, match="sqlite3"):
        open_store("sqlite:///bot.db")


@pytest.mark.parametrize(
    "kind, scheme",
    [
        ("postgresql", "postgres"),
        ("postgresql", "postgresql+psycopg"),
        ("mariadb", "mariadb"),
        ("mariadb", "mysql+pymysql"),
        ("mariadb", "mariadb+pymysql"),
        ("redis", "valkey"),
    ],
)
def test_other_names_of_a_kind_work_too(kind: str, scheme: str, request: pytest.FixtureRequest, clock: Clock) -> None:
    works(re.sub(r"^\w+", scheme, url_of(kind, request)), clock)


@pytest.mark.parametrize("options", ["sslmode=prefer", "application_name=bot", "connect_timeout=3"])
def test_options_of_libpq_work(options: str, request: pytest.FixtureRequest, clock: Clock) -> None:
    works(f"{url_of('postgresql', request)}?{options}", clock)


def test_libpqs_lists_of_hosts_work(request: pytest.FixtureRequest, clock: Clock) -> None:
    """The first host is down, so the second one is used."""
    url = url_of("postgresql", request).replace("@", f"@127.0.0.1:{free_port()},")
    works(f"{url}?target_session_attrs=read-write", clock)


@pytest.mark.parametrize("option", ["charset=utf8mb4", "ssl-mode=DISABLED", "ssl-mode=preferred"])
def test_options_of_mysql_work(option: str, request: pytest.FixtureRequest, clock: Clock) -> None:
    works(f"{url_of('mariadb', request)}?{option}", clock)


@pytest.mark.parametrize("mode", ["REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"])
def test_tls_that_is_required_is_not_left_out(mode: str, request: pytest.FixtureRequest) -> None:
    """The server of the tests has no certificate."""
    store = open_store(f"{url_of('mariadb', request)}?ssl-mode={mode}", name=unique())
    with pytest.raises(StoreDown, match="(?i)ssl|tls"):
        store.get("key")
    store.close()


@pytest.mark.parametrize(
    "mode, verify, checks_name",
    [
        ("REQUIRED", ssl.CERT_NONE, False),
        ("VERIFY_CA", ssl.CERT_REQUIRED, False),
        ("VERIFY_IDENTITY", ssl.CERT_REQUIRED, True),
    ],
)
def test_ssl_modes_check_what_they_say(mode: str, verify: Any, checks_name: bool) -> None:
    store: Any = open_store(f"mysql://host/db?ssl-mode={mode}")
    context = store._ssl["ssl"]
    assert (context.verify_mode, context.check_hostname) == (verify, checks_name)


def test_options_of_tls_work_for_redis() -> None:
    store: Any = open_store("rediss://:sesame@host/0?ssl_cert_reqs=none")
    assert store._client.get().redis.connection_pool.make_connection().cert_reqs == ssl.CERT_NONE


def works(url: str, clock: Clock) -> None:
    store = open_store(url, name=unique(), clock=clock)
    store.put("key", 1)
    found = store.get("key")
    assert found and found.value == 1
    store.close()
