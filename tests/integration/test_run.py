"""`bot.run()` as a program: signals, a kill in the middle, reloading, serving, and running without a token."""

import concurrent.futures
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from fake_telegram import TOKEN, FakeTelegram, Fault, text_update
from programs import PYTHON, clean_environ, find_in, run, running, write

SLOW_BOT = """
import time
import scaletg

bot = scaletg.Bot()

@bot.module(scope="bot")
def store():
    yield "store"
    print("store closed", flush=True)

@bot.app("slow <seconds:float>")
def slow(message, seconds, store):
    print("begun", flush=True)
    time.sleep(seconds)
    return "finished"

@bot.app("down")
def down(message):
    print("store is down", flush=True)
    raise scaletg.Retry(60)

if __name__ == "__main__":
    bot.run({options})
"""
ANSWERING_BOT = """
import scaletg
bot = scaletg.Bot()

@bot.app()
def answer(message):
    return "version {version}"

if __name__ == "__main__":
    bot.run()
"""


@pytest.fixture
def telegram():
    with FakeTelegram() as server:
        yield server


@pytest.fixture
def environ(telegram):
    return {"TELEGRAM_BOT_TOKEN": TOKEN, "SCALETG_BASE_URL": telegram.url, "SCALETG_USERNAME": "example_bot"}


def wait_until_polling(telegram, times=1):
    telegram.wait_for(lambda: len(telegram.of("getUpdates")) >= times)


# The end


@pytest.mark.parametrize("options", ["", "reload=False"])
@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])
def test_what_is_in_flight_is_finished_and_confirmed(telegram, environ, tmp_path, options, how):
    write(tmp_path, {"bot.py": SLOW_BOT.format(options=options)})
    telegram.push(text_update(500, "slow 1.5"))
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        program.wait_for("begun")
        if how == "Ctrl-C":
            program.interrupt()
        else:
            program.process.terminate()
        assert program.ended() == 0, program.output
    assert [call.parameters["text"] for call in telegram.of("sendMessage")] == ["finished"]
    assert telegram.pending == []
    assert telegram.of("getUpdates")[-1].parameters["offset"] == 501
    assert "store closed" in program.output
    assert "Traceback" not in program.output


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_bot_that_waits_for_updates_ends_at_once(telegram, environ, tmp_path, how):
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        wait_until_polling(telegram)
        begun = time.monotonic()
        os.killpg(program.process.pid, how) if how == signal.SIGINT else program.process.send_signal(how)
        assert program.ended() == 0, program.output
    assert telegram.of("getUpdates")[0].parameters["timeout"] == 30
    assert time.monotonic() - begun < 8


def test_a_second_ctrl_c_does_not_wait(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="reload=False")})
    telegram.push(text_update(500, "slow 300"))
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        program.wait_for("begun")
        program.interrupt()
        with pytest.raises(subprocess.TimeoutExpired):
            program.ended(1)
        program.interrupt()
        program.ended(15)
    assert telegram.pending == [500]


def test_a_retry_does_not_hold_the_end_up_and_is_not_confirmed(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="reload=False")})
    telegram.push(text_update(500, "down"))
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        program.wait_for("store is down")
        program.interrupt()
        assert program.ended() == 0
    assert telegram.pending == [500]


def test_an_update_whose_process_was_killed_comes_again(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="reload=False")})
    telegram.push(text_update(500, "slow 0"), text_update(501, "slow 300"), text_update(502, "slow 0"))
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        program.wait_for("begun", times=2)
        program.process.kill()
        program.ended()
    assert [call.parameters["text"] for call in telegram.of("sendMessage")] == ["finished"]
    assert telegram.pending[-2:] == [501, 502]
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="reload=False").replace("time.sleep(seconds)", "pass")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        telegram.wait_for(lambda: not telegram.pending)
        program.interrupt()
        program.ended()
    assert program.output.count("begun") >= 2
    assert len(telegram.of("sendMessage")) >= 3


def test_the_next_process_does_not_wait_for_the_claims_of_the_killed_one(telegram, environ, tmp_path):
    """Neither does the chat: without knowing that the process has ended, both would wait for an hour."""
    seen = "from scaletg_contrib.stores import SeenUpdates\nbot.seen = SeenUpdates('sqlite:///bot.db', seconds=3600)\n"
    bot = SLOW_BOT.format(options="reload=False").replace("\n@bot.app", f"\n{seen}\n@bot.app", 1)
    write(tmp_path, {"bot.py": bot})
    telegram.push(text_update(500, "slow 300"), text_update(501, "slow 0"))
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        program.wait_for("begun")
        program.process.kill()
        program.ended()
    write(tmp_path, {"bot.py": bot.replace("time.sleep(seconds)", "pass")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        telegram.wait_for(lambda: not telegram.pending)
        program.interrupt()
        program.ended()
    assert [call.parameters["text"] for call in telegram.of("sendMessage")] == ["finished"] * 2


def test_a_wrong_token_says_so(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="")})
    telegram.answer("getUpdates", Fault(401, "Unauthorized"))
    done = run(PYTHON, "bot.py", cwd=tmp_path, **environ)
    assert done.returncode == 1
    assert done.stderr.count("The token is wrong or was revoked: ask @BotFather for it.") == 1
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr


def test_a_wrong_token_says_so_where_a_webhook_is_set(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="webhook='https://bot.example'")})
    telegram.answer("setWebhook", Fault(401, "Unauthorized"))
    done = run(PYTHON, "bot.py", cwd=tmp_path, **environ)
    assert done.returncode == 1
    assert done.stderr.count("The token is wrong or was revoked: ask @BotFather for it.") == 1
    assert "Traceback" not in done.stderr


def test_the_registry_is_printed_as_a_table(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="reload=False")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        wait_until_polling(telegram)
        program.interrupt()
        program.ended()
    assert re.search(r"app +slow +slow <seconds:float> +message, seconds, store +\S*bot.py:12", program.output)
    assert "<Bot 123456> (@example_bot) is polling; stop it with Ctrl-C" in program.output
    assert TOKEN not in program.output


# Reloading


def ask(telegram, text):
    """Send the bot a text, and return its answer."""
    before = len(telegram.of("sendMessage"))
    ask.update_id += 1
    telegram.push(text_update(ask.update_id, text))
    telegram.wait_for(lambda: len(telegram.of("sendMessage")) > before)
    return telegram.of("sendMessage")[-1].parameters["text"]


ask.update_id = 1000


def test_a_change_of_the_source_starts_the_bot_anew(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=1)})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert ask(telegram, "a") == "version 1"
        write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=2)})
        program.wait_for("bot.py changed: starting again")
        program.wait_for("is polling; stop it", times=2)
        assert ask(telegram, "a") == "version 2"
        write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=3)})
        program.wait_for("is polling; stop it", times=3)
        assert ask(telegram, "a") == "version 3"
        program.interrupt()
        assert program.ended() == 0
    assert telegram.pending == []
    assert "Traceback" not in program.output


def test_a_syntax_error_leaves_the_bot_as_it_was(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=1)})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert ask(telegram, "a") == "version 1"
        write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=2) + "def broken(:\n"})
        program.wait_for("has a mistake, so the bot continues with the old code")
        program.wait_for("def broken(:")
        assert ask(telegram, "a") == "version 1"
        write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=3)})
        program.wait_for("is polling; stop it", times=2)
        assert ask(telegram, "a") == "version 3"


def test_a_program_is_run_by_one_process_and_once(telegram, environ, tmp_path):
    above = "import os\nprint('process', os.getpid(), os.getppid(), flush=True)\n"
    write(tmp_path, {"bot.py": above + ANSWERING_BOT.format(version=1)})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert ask(telegram, "a") == "version 1"
        write(tmp_path, {"bot.py": above + ANSWERING_BOT.format(version=2)})
        program.wait_for("is polling; stop it", times=2)
        assert ask(telegram, "a") == "version 2"
        program.interrupt()
        assert program.ended() == 0
    assert program.output.count("process") == 2
    assert program.output.count(f"process {program.process.pid} {os.getpid()}\n") == 2


def test_a_program_that_goes_elsewhere_is_started_again_where_it_was(telegram, environ, tmp_path):
    above = "import scaletg, os, atexit\nos.chdir('data')\natexit.register(print, 'at exit', flush=True)\n"
    write(tmp_path, {"bot.py": above + ANSWERING_BOT.format(version=1), "data/notes.txt": ""})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert ask(telegram, "a") == "version 1"
        write(tmp_path, {"bot.py": above + ANSWERING_BOT.format(version=2)})
        program.wait_for("is polling; stop it", times=2)
        assert ask(telegram, "a") == "version 2"
    assert program.output.count("at exit") == 1


def test_the_supervisor_does_not_run_the_program(telegram, environ, tmp_path):
    above = "import os\nprint('process', os.getpid(), flush=True)\n"
    write(tmp_path, {"bot.py": above + ANSWERING_BOT.format(version=1)})
    with running(PYTHON, "-m", "scaletg", "run", cwd=tmp_path, **environ) as program:
        assert ask(telegram, "a") == "version 1"
        assert program.output.count("process") == 1
        assert f"process {program.process.pid}\n" not in program.output
        program.interrupt()
        assert program.ended() == 0


def test_a_crash_after_a_change_waits_for_the_next_change(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=1)})
    with running(PYTHON, "-m", "scaletg", "run", "bot.py", cwd=tmp_path, **environ) as program:
        assert ask(telegram, "a") == "version 1"
        write(tmp_path, {"helper.py": "1 / 0\n", "bot.py": "import helper\n" + ANSWERING_BOT.format(version=2)})
        program.wait_for("ZeroDivisionError")
        program.wait_for("the bot ended with exit code 1: it starts again when a file changes")
        write(tmp_path, {"helper.py": "value = 1\n"})
        program.wait_for("is polling; stop it", times=2)
        assert ask(telegram, "a") == "version 2"
        program.process.terminate()
        assert program.ended() == 0


def test_ctrl_c_ends_the_wait_for_a_change(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=1)})
    with running(PYTHON, "-m", "scaletg", "run", cwd=tmp_path, **environ) as program:
        wait_until_polling(telegram)
        write(tmp_path, {"bot.py": "1 / 0\n"})
        program.wait_for("it starts again when a file changes")
        assert program.process.poll() is None
        program.interrupt()
        assert program.ended() == 130


def test_a_crash_after_a_change_is_the_end_without_a_supervisor(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": ANSWERING_BOT.format(version=1)})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        wait_until_polling(telegram)
        write(tmp_path, {"bot.py": "1 / 0\n"})
        assert program.ended() == 1
    assert program.output.count("Traceback") == 1


def test_a_change_of_the_config_and_of_an_app_in_it_starts_the_bot_anew(telegram, environ, tmp_path):
    app = "def process(update):\n    return 'app {}'\n"
    bot = "import scaletg\nscaletg.Bot().run()\n"
    write(tmp_path, {"bot.py": bot, "scaletg.toml": "enabled_apps = ['first']\n", "first.py": app.format(1)})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert ask(telegram, "a") == "app 1"
        write(tmp_path, {"second.py": app.format(2), "scaletg.toml": "enabled_apps = ['second']\n"})
        program.wait_for("scaletg.toml changed: starting again")
        program.wait_for("is polling; stop it", times=2)
        assert ask(telegram, "a") == "app 2"
        write(tmp_path, {"second.py": app.format(3)})
        program.wait_for("is polling; stop it", times=3)
        assert ask(telegram, "a") == "app 3"


def test_a_change_of_a_toml_file_starts_the_bot_anew(telegram, environ, tmp_path):
    bot = ANSWERING_BOT.format(version=1).replace('"version 1"', "str(bot.max_attempts)")
    write(tmp_path, {"bot.py": bot, "scaletg.toml": "max_attempts = 4\n"})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert ask(telegram, "a") == "4"
        write(tmp_path, {"scaletg.toml": "max_attempts = 5\n"})
        program.wait_for("is polling; stop it", times=2)
        assert ask(telegram, "a") == "5"


def test_a_bot_whose_supervisor_was_killed_ends(telegram, environ, tmp_path):
    above = "import os\nprint('process', os.getpid(), flush=True)\n"
    write(tmp_path, {"bot.py": above + SLOW_BOT.format(options="")})
    with running(PYTHON, "-m", "scaletg", "run", cwd=tmp_path, **environ) as program:
        wait_until_polling(telegram)
        program.process.kill()
        wait_for_end(child_of(program))


def test_a_bot_whose_supervisor_is_killed_at_its_birth_never_polls(telegram, environ, tmp_path):
    above = "import os, time\nprint('process', os.getpid(), flush=True)\nos.path.exists('go') or time.sleep(0.05)\n"
    above += "while not os.path.exists('go'): time.sleep(0.01)\n"
    write(tmp_path, {"bot.py": above + SLOW_BOT.format(options="")})
    with running(PYTHON, "-m", "scaletg", "run", cwd=tmp_path, **environ) as program:
        program.wait_for("process")
        program.process.kill()
        program.process.wait(30)
        write(tmp_path, {"go": ""})
        wait_for_end(child_of(program))
    assert telegram.of("getUpdates") == []


def child_of(program):
    """Return the process that a program said it is."""
    return int(program.output.split("process ")[-1].split()[0])


def wait_for_end(process):
    deadline = time.monotonic() + 30
    while alive(process):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(process):
    """Return whether a process runs; one that nobody waited for yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_crash_at_the_first_start_is_the_end(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": "import scaletg\nbot = scaletg.Bot(enabled_apps=['missing'])\nbot.run()\n"})
    done = run(PYTHON, "bot.py", cwd=tmp_path, **environ)
    assert done.returncode == 1
    assert "the app 'missing' cannot be imported: ModuleNotFoundError: No module named 'missing'" in done.stderr


def test_a_program_without_a_file_is_not_reloaded(telegram, environ, tmp_path):
    code = "import scaletg; bot = scaletg.Bot(); bot.app()(lambda message: 'Hello'); bot.run()"
    telegram.push(text_update(500, "a"))
    with running(PYTHON, "-c", code, cwd=tmp_path, **environ) as program:
        telegram.wait_for("sendMessage")
        children = Path(f"/proc/{program.process.pid}/task/{program.process.pid}/children").read_text()
        program.interrupt()
        assert program.ended() == 0
    assert children == ""


# Serving


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def get(url, **options):
    with urllib.request.urlopen(urllib.request.Request(url, **options), timeout=10) as answer:
        return answer.status, answer.read()


def wait_for_server(program, url):
    deadline = time.monotonic() + 30
    while True:
        try:
            return get(url)
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert program.process.poll() is None, program.output
            assert time.monotonic() < deadline, program.output
            time.sleep(0.1)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_bot_serves_its_webhook_and_sets_it_first(telegram, environ, tmp_path, how):
    port = free_port()
    options = f"webhook='https://bot.example', port={port}"
    write(tmp_path, {"bot.py": SLOW_BOT.format(options=options)})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert wait_for_server(program, f"http://127.0.0.1:{port}/health") == (200, b'{"status": "ok"}')
        (call,) = telegram.of("setWebhook")
        path = call.parameters["url"].removeprefix("https://bot.example")
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": call.parameters["secret_token"],
        }
        body = json.dumps(text_update(500, "slow 0")).encode()
        status, reply = get(f"http://127.0.0.1:{port}{path}", data=body, headers=headers)
        assert (status, json.loads(reply)) == (200, {"method": "sendMessage", "chat_id": 7, "text": "finished"})
        program.process.send_signal(how)
        assert program.ended() == 0, program.output
    assert call.parameters["allowed_updates"] == ["message"]
    assert TOKEN not in program.output + path + call.parameters["secret_token"]
    assert "store closed" in program.output


def test_a_server_finishes_the_request_that_it_is_in(telegram, environ, tmp_path):
    port = free_port()
    environ |= {"SCALETG_WEBHOOK_PATH": "/hook", "SCALETG_SECRET_TOKEN": "secret"}
    write(tmp_path, {"bot.py": SLOW_BOT.format(options=f"server='wsgiref', port={port}")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        wait_for_server(program, f"http://127.0.0.1:{port}/health")
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": "secret"}
        body = json.dumps(text_update(500, "slow 1.5")).encode()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            answer = pool.submit(get, f"http://127.0.0.1:{port}/hook", data=body, headers=headers)
            program.wait_for("begun")
            program.process.terminate()
            assert json.loads(answer.result(20)[1])["text"] == "finished"
        assert program.ended() == 0, program.output


def test_another_server_of_bottles_serves_a_bot(telegram, environ, tmp_path):
    port = free_port()
    write(tmp_path, {"bot.py": SLOW_BOT.format(options=f"server='waitress', port={port}, threads=2")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert wait_for_server(program, f"http://127.0.0.1:{port}/health")[0] == 200
    assert telegram.calls == []


def test_a_connection_that_sends_nothing_blocks_nobody(telegram, environ, tmp_path):
    port = free_port()
    write(tmp_path, {"bot.py": SLOW_BOT.format(options=f"server='wsgiref', port={port}")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        wait_for_server(program, f"http://127.0.0.1:{port}/health")
        with socket.create_connection(("127.0.0.1", port)):
            assert get(f"http://127.0.0.1:{port}/health")[0] == 200
            program.process.terminate()
            assert program.ended() == 0, program.output


def test_gunicorn_has_as_many_workers_as_are_asked_for(telegram, environ, tmp_path):
    port = free_port()
    write(tmp_path, {"bot.py": SLOW_BOT.format(options=f"server='gunicorn', port={port}, workers=3")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        program.wait_for("Booting worker", times=3)
        assert wait_for_server(program, f"http://127.0.0.1:{port}/health")[0] == 200
        program.process.terminate()
        program.ended()
    assert program.output.count("Booting worker") == 3


@pytest.mark.parametrize("preload", [[], ["--preload"]])
def test_gunicorn_ends_what_lives_as_long_as_a_bot(telegram, environ, tmp_path, preload):
    port = free_port()
    bot = SLOW_BOT.format(options="").replace('scope="bot"', 'scope="bot", autouse=True')
    write(tmp_path, {"bot.py": bot})
    words = ["-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *preload, "bot:bot"]
    with running(PYTHON, *words, cwd=tmp_path, **environ) as program:
        assert wait_for_server(program, f"http://127.0.0.1:{port}/health")[0] == 200
        program.process.terminate()
        program.ended()
    assert program.output.count("store closed") == 1, program.output


def test_a_bot_without_apps_is_not_healthy(telegram, environ, tmp_path):
    port = free_port()
    write(tmp_path, {"bot.py": "import scaletg\nbot = scaletg.Bot()\n"})
    with running(
        PYTHON, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "bot:bot", cwd=tmp_path, **environ
    ) as program:
        with pytest.raises(urllib.error.HTTPError) as caught:
            wait_for_server(program, f"http://127.0.0.1:{port}/health")
        caught.value.close()
        assert caught.value.code == 503
        program.wait_for("the bot has no apps, so it would never answer")


def test_the_port_can_be_in_the_environment(telegram, environ, tmp_path):
    port = free_port()
    write(tmp_path, {"bot.py": SLOW_BOT.format(options="server='wsgiref'")})
    with running(PYTHON, "bot.py", cwd=tmp_path, PORT=str(port), **environ) as program:
        assert wait_for_server(program, f"http://127.0.0.1:{port}/health")[0] == 200
        program.wait_for(f"http://0.0.0.0:{port}")


STOPPING_BOT = """
import scaletg
bot = scaletg.Bot()

@bot.app()
def stop(message):
    bot.stop()
    return "I stop"

if __name__ == "__main__":
    bot.run({options})
    print("after run", flush=True)
"""


@pytest.mark.parametrize("options", ["", "reload=False"])
def test_an_app_can_stop_the_bot(telegram, environ, tmp_path, options):
    write(tmp_path, {"bot.py": STOPPING_BOT.format(options=options)})
    telegram.push(text_update(500, "stop"))
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        assert program.ended() == 0
    assert [call.parameters["text"] for call in telegram.of("sendMessage")] == ["I stop"]
    assert telegram.pending == []
    assert "after run" in program.output


def test_an_app_can_stop_the_server(telegram, environ, tmp_path):
    port = free_port()
    environ |= {"SCALETG_WEBHOOK_PATH": "/hook", "SCALETG_SECRET_TOKEN": "secret"}
    write(tmp_path, {"bot.py": STOPPING_BOT.format(options=f"server='wsgiref', port={port}")})
    with running(PYTHON, "bot.py", cwd=tmp_path, **environ) as program:
        wait_for_server(program, f"http://127.0.0.1:{port}/health")
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": "secret"}
        body = json.dumps(text_update(500, "stop")).encode()
        status, reply = get(f"http://127.0.0.1:{port}/hook", data=body, headers=headers)
        assert (status, json.loads(reply)["text"]) == (200, "I stop")
        assert program.ended() == 0
    assert "after run" in program.output


# Mistakes at the start


MISTAKES = [
    ("bot.run(server='wsgiref', certfile='a.pem')", "the server of the standard library has no option 'certfile'"),
    ("bot.run(server='waitress', certfile='a.pem')", "the server 'waitress' cannot be used: Unknown adjustment"),
    ("bot.run(server='meinheld')", "the server 'meinheld' cannot be used: No module named 'meinheld'"),
    ("bot.run(workers=4)", "bot.run(...) has no option 'workers' for polling: set its number of threads with threads="),
    ("scaletg.Bot().run()", "the bot has no apps, so it would never answer: write @bot.app before a function"),
    (
        "mine = scaletg.app()(lambda message: 5)\nscaletg.Bot().run()",
        "the bot has no apps, so it would never answer: what is marked with @scaletg.app is registered with bot.load",
    ),
]


@pytest.mark.parametrize("line, text", MISTAKES)
def test_a_mistake_at_the_start_is_a_sentence(telegram, environ, tmp_path, line, text):
    write(tmp_path, {"bot.py": f"{BARE}{line}\n"})
    done = run(PYTHON, "bot.py", cwd=tmp_path, **environ)
    assert done.returncode == 1
    assert f"scaletg.ConfigError: {text}" in done.stderr
    assert telegram.of("getUpdates") == []


def test_a_port_in_the_environment_that_is_none_is_named(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": f"{BARE}bot.run(server='wsgiref')\n"})
    done = run(PYTHON, "bot.py", cwd=tmp_path, PORT="tcp://10.0.0.1:80", **environ)
    assert "the environment variable PORT must be the number of a port, not 'tcp://10.0.0.1:80'" in done.stderr


@pytest.mark.parametrize("name", ["test_bot.py", "conftest.py"])
def test_a_bot_that_runs_while_a_test_imports_it_is_refused(telegram, environ, tmp_path, name):
    write(tmp_path, {"bot.py": f"{BARE}bot.run()\n", name: "import bot\n\ndef test_it(): ...\n", "test_it.py": ""})
    done = run(PYTHON, "-m", "pytest", "-p", "no:cacheprovider", cwd=tmp_path, **environ)
    assert done.returncode != 0
    assert "bot.run() " in done.stdout + done.stderr and "__main__" in done.stdout + done.stderr
    assert telegram.calls == []


def test_a_bot_that_runs_while_the_command_line_imports_it_is_refused(telegram, environ, tmp_path):
    write(tmp_path, {"bot.py": f"{BARE}bot.run()\n"})
    done = run(PYTHON, "-m", "scaletg", "apps", cwd=tmp_path, **environ)
    assert done.returncode == 1
    assert done.stderr.startswith("scaletg: bot.run() is called while the module 'bot' is imported")
    assert telegram.calls == []


# Without a token


def test_without_a_token_a_bot_answers_the_curl_line_that_it_prints(tmp_path):
    port = free_port()
    bot = "import scaletg\nbot = scaletg.Bot()\nbot.app('/start')(lambda user: 'Hello, ' + user.first_name)\n"
    write(tmp_path, {"bot.py": bot + f"\nbot.run(port={port})\n", "sitecustomize.py": NO_PLAYGROUND})
    search = f"{tmp_path}{os.pathsep}{clean_environ()['PYTHONPATH']}"
    with running(PYTHON, "bot.py", cwd=tmp_path, PYTHONPATH=search) as program:
        program.wait_for("    -d '")
        wait_for_server(program, f"http://127.0.0.1:{port}/health")
        line = find_in(program.output, r"curl .*\n.*'\n")[0].replace("\\\n", " ")
        done = subprocess.run([*shlex.split(line), "-sS"], capture_output=True, timeout=20, check=True)
        assert json.loads(done.stdout) == {"method": "sendMessage", "chat_id": 1, "text": "Hello, Ada"}
        assert "set TELEGRAM_BOT_TOKEN" in program.output
        write(tmp_path, {"bot.py": bot.replace("Hello", "Welcome") + f"\nbot.run(port={port})\n"})
        program.wait_for("bot.py changed: starting again")
        program.wait_for("    -d '", times=2)
        wait_for_server(program, f"http://127.0.0.1:{port}/health")
        done = subprocess.run([*shlex.split(line), "-sS"], capture_output=True, timeout=20, check=True)
        assert json.loads(done.stdout)["text"] == "Welcome, Ada"
        program.interrupt()
        assert program.ended() == 0, program.output


BARE = "import scaletg\nbot = scaletg.Bot()\nbot.app()(lambda message: 'Hello')\n"
NO_PLAYGROUND = "import sys\nsys.modules['scaletg_contrib.playground'] = None\n"


@pytest.mark.skipif(sys.platform == "win32", reason="the file is read by a shell")
def test_a_broken_playground_is_not_taken_for_a_missing_one(tmp_path):
    package = {"scaletg_contrib/__init__.py": "", "scaletg_contrib/playground.py": "import missing_library\n"}
    write(tmp_path, {"bot.py": BARE + "bot.run(reload=False)\n", **package})
    done = run(PYTHON, "bot.py", cwd=tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{clean_environ()['PYTHONPATH']}")
    assert done.returncode == 1
    assert "No module named 'missing_library'" in done.stderr


def test_the_playground_runs_a_bot_without_a_token(tmp_path):
    code = "def run(bot, *, host, port, **options):\n    print('playing', bot, host, port, options, bot.development)\n"
    package = {"scaletg_contrib/__init__.py": "", "scaletg_contrib/playground.py": code}
    write(tmp_path, {"bot.py": BARE + "bot.run(reload=False, color='red')\n", **package})
    done = run(PYTHON, "bot.py", cwd=tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{clean_environ()['PYTHONPATH']}")
    assert done.stdout == "playing <Bot without a token> 127.0.0.1 8080 {'color': 'red'} True\n", done.stderr
