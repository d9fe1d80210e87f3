"""The configurations of docs/deployment.md, started as they are written but for their folders and ports."""

from __future__ import annotations

import http.client
import json
import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import wait_for
from servers import Missing, free_port, or_skip

import samples
import scaletg
from fake_telegram import FakeTelegram
from programs import ROOT, Program, run, running, write
from talking import TOKEN

PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
SEARCH_PATH = os.pathsep.join([str(BIN), os.environ.get("PATH", ""), "/usr/sbin"])
DOMAIN = "plants.example.com"
BOT = """
from pathlib import Path

import scaletg

bot = scaletg.Bot()


@bot.module(scope="bot", autouse=True)
def note_start():
    Path("started").touch()


@bot.app("/start")
def start(message):
    return "Hello!"
"""


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as started:
        yield started


@pytest.fixture
def environ(telegram: FakeTelegram) -> dict[str, str]:
    return {"PATH": SEARCH_PATH, "TELEGRAM_BOT_TOKEN": TOKEN, "SCALETG_BASE_URL": telegram.url}


# What the page shows #########################################################


def block_with(text: str) -> str:
    """Return the one block of the page that contains a text."""
    blocks = re.findall(r"^```[\w ]+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (found,) = [block for block in blocks if text in block]
    return str(found)


def line_with(text: str) -> str:
    (found,) = [line for line in PAGE.splitlines() if text in line]
    return found


def servers_of_page() -> dict[str, str]:
    table = PAGE[PAGE.index("| Server | Command |") :]
    return dict(re.findall(r"^\| (.+?) \| `(.+?)` \|$", table[: table.index("\n\n")], re.MULTILINE))


SERVERS = servers_of_page()


def at_port(text: str, port: int) -> str:
    """Let what listens at port 8080 listen at another one, of this machine only."""
    return text.replace("0.0.0.0:8080", "127.0.0.1:8080").replace("8080", str(port))


def find(program: str, package: str) -> str:
    found = shutil.which(program, path=SEARCH_PATH)
    if found is None:
        or_skip(Missing(f"{program} is not installed ({package})"))
    return str(found)


# Talking to it ###############################################################


def deliver(port: int, certificates: ssl.SSLContext | None = None) -> str | None:
    """Deliver an update as Telegram does; return the text of the reply, None if there was none."""
    bot = scaletg.Bot(TOKEN)
    headers = {"Content-Type": "application/json", "Host": DOMAIN, scaletg._SECRET_HEADER: bot.secret_token}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        if certificates is not None:
            connection.connect()
            connection.sock = certificates.wrap_socket(connection.sock, server_hostname=DOMAIN)
        connection.request("POST", bot.webhook_path, json.dumps(samples.update(text="/start")), headers)
        answer = connection.getresponse()
        body = answer.read()
        return str(json.loads(body)["text"]) if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def trusting(certificate: Path) -> ssl.SSLContext:
    """Trust one certificate, also if it has the name of the machine in its subject only, as Telegram does."""
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    return context


def wait_for_reply(program: Program, port: int, certificates: ssl.SSLContext | None = None) -> str:
    def reply() -> str | None:
        assert program.process.poll() is None, program.output
        return deliver(port, certificates)

    return str(wait_for(reply))


def serving(folder: Path, environ: dict[str, str], port: int) -> Program:
    """Start the first server of the page at a port."""
    write(folder, {"bot.py": BOT})
    return Program(*at_port(SERVERS["gunicorn with threads"], port).split(), cwd=folder, **environ)


# Servers #####################################################################


@pytest.mark.parametrize("name", SERVERS)
def test_every_server_of_the_table_serves(name: str, environ: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": BOT})
    port = free_port()
    command = at_port(SERVERS[name], port).split()
    find(command[0], "see `dev` in setup.py")
    if command[0] == "uwsgi":
        command += ["--virtualenv", sys.prefix]
    with running(*command, cwd=tmp_path, **environ) as server:
        assert wait_for_reply(server, port) == "Hello!"


def test_uwsgi_speaks_its_own_protocol_with_nginx(environ: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": BOT})
    front, behind = free_port(), free_port()
    command = at_port(SERVERS["uWSGI"], behind).replace("--http-socket", "--socket").split()
    site = f"server {{\nlisten 127.0.0.1:{front};\n{at_port(block_with('uwsgi_pass'), behind)}}}\n"
    site = site.replace("include uwsgi_params", "include /etc/nginx/uwsgi_params")
    with (
        running(*command, "--virtualenv", sys.prefix, cwd=tmp_path, **environ) as server,
        running(*nginx(tmp_path, site), cwd=tmp_path),
    ):
        assert wait_for_reply(server, front) == "Hello!"


def test_gunicorn_with_the_file_beside_the_bot_starts_it_before_the_first_request(
    environ: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path, {"bot.py": BOT, "gunicorn.conf.py": block_with("# gunicorn.conf.py")})
    with running(*line_with("gunicorn --workers 4").split(), cwd=tmp_path, PORT=str(free_port()), **environ):
        wait_for((tmp_path / "started").exists)


def test_the_container_starts_the_bot(environ: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    write(tmp_path, {"bot.py": BOT})
    lines = block_with("# Dockerfile").splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["FROM", "WORKDIR", "COPY", "RUN", "CMD"]
    command = json.loads(at_port(lines[-1].removeprefix("CMD "), port))
    with running(*command, cwd=tmp_path, **environ) as server:
        assert wait_for_reply(server, port) == "Hello!"


def test_the_health_check_of_compose_asks_the_container(environ: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    write(tmp_path, {"bot.py": BOT})
    composed = block_with("# compose.yaml")
    (check,) = re.findall(r"^ +test: (.*)$", at_port(composed, port), re.MULTILINE)
    (store,) = re.findall(r"^ +SCALETG_STORE: (.*)$", composed.replace("/data", str(tmp_path)), re.MULTILINE)
    command = json.loads(at_port(block_with("# Dockerfile").splitlines()[-1].removeprefix("CMD "), port))
    asks = [sys.executable, *json.loads(check)[2:]]
    assert run(*asks, cwd=tmp_path).returncode == 1  # nobody listens yet
    with running(*command, cwd=tmp_path, SCALETG_STORE=store, **environ) as server:
        assert wait_for_reply(server, port) == "Hello!"
        assert run(*asks, cwd=tmp_path).returncode == 0
    assert (tmp_path / "bot.db").exists()


def test_a_platform_that_sets_port_gets_its_server_and_webhook(
    telegram: FakeTelegram, environ: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    write(tmp_path, {"bot.py": block_with("PUBLIC_URL")})
    environ |= {"PORT": str(port), "PUBLIC_URL": "https://" + DOMAIN}
    with running(sys.executable, "bot.py", cwd=tmp_path, **environ) as server:
        assert wait_for_reply(server, port) == "Hello!"
    assert [call.parameters["url"] for call in telegram.of("setWebhook")] == [
        f"https://{DOMAIN}{scaletg.Bot(TOKEN).webhook_path}"
    ]


def test_a_host_that_runs_a_file_finds_the_bot(environ: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    file = block_with("# host_wsgi.py").replace("/home/ada/plants", str(tmp_path / "plants"))
    write(tmp_path, {"plants/bot.py": block_with("# bot.py"), "host_wsgi.py": file})
    command = at_port(SERVERS["waitress"], port).replace("bot:bot", "host_wsgi:application").split()
    with running(*command, cwd=tmp_path, **environ) as server:
        assert wait_for_reply(server, port) == "Hello!"
    assert (tmp_path / "plants" / "bot.db").exists()


# Proxies #####################################################################


def nginx(folder: Path, site: str) -> list[str]:
    """Write the configuration of nginx around that of a site, and return what starts it."""
    program = find("nginx", "nginx-light")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "uwsgi", "fastcgi"))
    user = "user root;" if os.getuid() == 0 else ""  # else its workers may not read in the folders of tests
    around = f"{user}\ndaemon off;\npid {folder}/nginx.pid;\nerror_log stderr;\nevents {{ }}\n"
    write(
        folder, {"nginx.conf": f"{around}http {{\naccess_log off;\nscgi_temp_path {folder}/scgi;\n{folders}{site}}}\n"}
    )
    return [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return the certificate that the command of the page makes; its key is beside it."""
    command = shlex.split(line_with("openssl req"))
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    return tmp_path / "public.pem"


def test_nginx_passes_updates_on(certificate: Path, environ: dict[str, str], tmp_path: Path) -> None:
    front, behind = free_port(), free_port()
    site = at_port(block_with("# /etc/nginx/sites-enabled/plants"), behind)
    site = site.replace("listen 443", f"listen 127.0.0.1:{front}")
    site = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(certificate), site)
    site = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(tmp_path / "private.key"), site)
    server = serving(tmp_path, environ, behind)
    try:
        with running(*nginx(tmp_path, site), cwd=tmp_path) as proxy:
            assert wait_for_reply(proxy, front, trusting(certificate)) == "Hello!"
    finally:
        server.kill()


def test_caddy_passes_updates_on(environ: dict[str, str], tmp_path: Path) -> None:
    front, behind = free_port(), free_port()
    site = at_port(block_with("# Caddyfile"), behind).replace(DOMAIN, f"{DOMAIN}:{front}")
    options = "admin off\nlocal_certs\nskip_install_trust\nauto_https disable_redirects\ndefault_bind 127.0.0.1\n"
    write(tmp_path, {"Caddyfile": f"{{\n{options}storage file_system {tmp_path}/caddy\n}}\n{site}"})
    server = serving(tmp_path, environ, behind)
    root = tmp_path / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    try:
        with running(find("caddy", "caddy"), "run", cwd=tmp_path, HOME=str(tmp_path)) as proxy:
            wait_for(root.exists)
            assert wait_for_reply(proxy, front, trusting(root)) == "Hello!"
    finally:
        server.kill()


def test_telegram_gets_the_certificate_of_ones_own(
    certificate: Path, telegram: FakeTelegram, environ: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path, {"bot.py": BOT})
    lines = [line for line in PAGE.splitlines() if line.startswith("scaletg webhook set") and "--certificate" in line]
    with running(*lines[0].split(), cwd=tmp_path, **environ) as command:
        assert command.ended() == 0, command.output
    (call,) = telegram.of("setWebhook")
    assert call.parameters["ip_address"] == "203.0.113.7"
    assert call.files["certificate"].size == certificate.stat().st_size


# systemd #####################################################################


def test_systemd_understands_the_unit_and_starts_the_bot(environ: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    write(tmp_path, {"bot.py": BOT})
    unit = block_with("/etc/systemd/system/plants.service")
    unit = unit.replace("/srv/plants/.venv/bin", str(BIN)).replace("/srv/plants", str(tmp_path))
    (command,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    with running(*command.split(), cwd=tmp_path, PORT=str(port), **environ) as server:
        assert wait_for_reply(server, port) == "Hello!"
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd here")
    write(tmp_path, {"plants.service": unit.replace("User=plants", "User=root")})
    path = str(tmp_path / "plants.service")
    checked = subprocess.run([program, "verify", path], capture_output=True, text=True, timeout=60, check=False)
    assert "plants.service" not in checked.stderr, checked.stderr
