"""Bots of other libraries, on the page of the simulator in a real browser."""

import contextlib
import hashlib
import hmac
import http.server
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from pages import Page, errors_of
from test_clients import MODULES, missing, simulator

__all__ = ["simulator"]
CLIENTS = Path(__file__).parent / "clients"
TOKENS = ["1000000001:AAsimulatedTokenOfTheScenario_-abcd", "1000000002:second"]


@pytest.fixture
def page(browser, simulator):
    browser.get_log("browser")
    browser.get("about:blank")
    opened = Page(browser, simulator)
    yield opened
    errors = errors_of(browser)
    browser.execute_script("sessionStorage.clear()")
    browser.get("about:blank")
    assert errors == []


@contextlib.contextmanager
def running(*command):
    process = subprocess.Popen(command, cwd=CLIENTS, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def command_of(library):
    """Return how a bot of a library is started; skip without it."""
    if library in ("grammy", "telegraf"):
        if not shutil.which("node"):
            missing("Node.js")
        if not MODULES or not (Path(MODULES) / library).is_dir():
            missing(library)
        return ["node", "bots.mjs", library]
    if not __import__("importlib.util").util.find_spec(library):
        missing(library)
    return [sys.executable, "bots.py", library]


@pytest.mark.parametrize("library", ["telegram", "aiogram", "telebot", "grammy", "telegraf"])
def test_a_bot_of_another_library_is_talked_to_on_the_page(page, simulator, library):
    page.one(".welcome", "No bot has connected yet")
    with running(*command_of(library), simulator):
        page.one("#chat-about", "with Ada")
        page.click("button.start")
        page.saw("Hello, Ada!")
        page.click(".inline", "Tea")
        page.saw("You took tea.")
        page.one(".toast", "Noted")
        page.click("#inspect-button")
        page.click("#traffic-list .row.update", "callback_query")
        page.one(".verdict.good", "The bot made 2 calls")
        page.one(".path .node.call", "editMessageText")
        assert not page.one("#tab-path").find_elements("xpath", "//*[@id='tab-state'][not(@hidden)]")


class Calls:
    """Calls of bots that have no process of their own."""

    def __init__(self, url):
        self.url = url

    def __call__(self, token, method, **parameters):
        return self._post(f"/bot{token}/{method}", parameters)

    def act(self, name, **parameters):
        return self._post(f"/control/do/{name}", parameters)

    def _post(self, path, data):
        import urllib.request

        request = urllib.request.Request(
            self.url + path, json.dumps(data).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)["result"]


@pytest.fixture
def calls(simulator):
    return Calls(simulator)


def test_several_bots_are_side_by_side_with_a_switch(page, calls):
    for token in TOKENS:
        calls(token, "getMe")
    page.one("#bot-choice")
    page.until(lambda: len(page.all("#bot-choice option")) == 2)
    page.write("to the first")
    page.saw("to the first")
    page.click("#bot-choice option:nth-child(2)")
    page.one("#chat-about", "@bot1000000002_bot")
    page.until(lambda: not page.texts())
    page.write("to the second")
    page.saw("to the second")
    told = [[update["message"]["text"] for update in calls(token, "getUpdates")] for token in TOKENS]
    assert told == [["to the first"], ["to the second"]]
    page.click("#bot-choice option:nth-child(1)")
    page.saw("to the first")


def test_a_message_that_nothing_answers_has_a_line_that_says_how_far_it_came(page, calls):
    calls(TOKENS[0], "getMe")
    page.one("#chat-about", "with Ada")
    page.write("hello")
    page.one(".note", "has not fetched")
    calls(TOKENS[0], "getUpdates")
    page.one(".note", "got the update and did nothing")
    page.click(".why")
    page.one(".verdict", "has made no call since")


@pytest.fixture
def hook():
    """Serve the webhook of a bot that echoes in its answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["message"]
            reply = {"method": "sendMessage", "chat_id": message["chat"]["id"], "text": f"Echo: {message['text']}"}
            content = json.dumps(reply).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *values):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_bot_with_a_webhook_is_talked_to_on_the_page(page, calls, hook):
    calls(TOKENS[0], "setWebhook", url=hook)
    page.one("#chat-about", "with Ada")
    page.write("hello")
    page.saw("Echo: hello")
    page.click(".mine .bubble")
    page.one(".path .node.call", "by webhook")
    page.one(".path .node.call", "sendMessage")


def test_one_goes_back_to_before_a_message(page, calls):
    calls(TOKENS[0], "getMe")
    page.one("#chat-about", "with Ada")
    for text in ("one", "two", "three"):
        page.write(text)
        page.saw(text)
    opener = page.browser.find_elements("css selector", ".mine .tools")[1]
    page.browser.execute_script("arguments[0].click()", opener)
    page.click("#popup button", "Go back to before this")
    page.until(lambda: page.texts() == ["one"], "the chat before the second message")
    page.browser.refresh()
    page.one("body[data-ready]")
    assert page.texts() == ["one"]
    page.write("four")
    page.until(lambda: page.texts() == ["one", "four"])


WEB_APP = """<!doctype html><title>Shop</title><p id="data"></p><script>
const post = (eventType, eventData = {}) => parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
const launch = new URLSearchParams(location.hash.slice(1));
document.getElementById("data").textContent = launch.get("tgWebAppData");
document.title = JSON.parse(launch.get("tgWebAppThemeParams")).bg_color;
post("web_app_ready");
post("web_app_setup_main_button", { is_visible: true, text: "Order" });
post("web_app_setup_back_button", { is_visible: true });
addEventListener("message", (event) => {
  const { eventType } = JSON.parse(event.data);
  if (eventType === "main_button_pressed") post("web_app_data_send", { data: "two teas" });
  if (eventType === "back_button_pressed") post("web_app_open_link", { url: location.origin + "/help" });
});
</script>"""


@pytest.fixture
def shop():
    """Serve a Web App on this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = WEB_APP.encode() if self.path == "/" else b"<p>Help</p>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *values):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def read_frame(page, selector):
    frame = page.one(selector)
    page.browser.switch_to.frame(frame)
    try:
        return page.browser.find_element("css selector", "p").text
    finally:
        page.browser.switch_to.default_content()


def test_a_web_app_opens_in_a_phone_with_signed_launch_data(page, calls, shop):
    token, ada = TOKENS[0], {"user": "Ada"}
    calls(token, "getMe")
    page.one("#chat-about", "with Ada")
    user = calls.act("start", **ada)["message"]["from"]["id"]
    button = {"text": "Shop", "web_app": {"url": shop}}
    calls(token, "sendMessage", chat_id=user, text="Inline", reply_markup={"inline_keyboard": [[button]]})
    page.click(".inline", "Shop")
    data = page.until(lambda: read_frame(page, "#web-app iframe"))
    values = dict(parse_qsl(data, keep_blank_values=True))
    signature = values.pop("hash")
    text = "\n".join(f"{name}={value}" for name, value in sorted(values.items()))
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    assert signature == hmac.digest(secret, text.encode(), hashlib.sha256).hex()
    assert json.loads(values["user"])["id"] == user
    page.click("#web-app-back")
    assert page.until(lambda: read_frame(page, "#in-app-browser iframe")) == "Help"
    page.click("#in-app-browser button")
    result = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "Ordered"}}
    calls(token, "answerWebAppQuery", web_app_query_id=values["query_id"], result=result)
    page.saw("Ordered")


def test_a_web_app_of_a_key_sends_its_data_to_the_bot(page, calls, shop):
    token = TOKENS[0]
    calls(token, "getMe")
    page.one("#chat-about", "with Ada")
    user = calls.act("start", user="Ada")["message"]["from"]["id"]
    keys = {"keyboard": [[{"text": "Shop", "web_app": {"url": shop}}]]}
    calls(token, "sendMessage", chat_id=user, text="Keys", reply_markup=keys)
    page.click("#keyboard button", "Shop")
    page.click("#web-app-main", "Order")
    page.one(".line", "two teas")
    found = calls(token, "getUpdates")[-1]["message"]["web_app_data"]
    assert found == {"data": "two teas", "button_text": "Shop"}
    assert not page.browser.find_element("id", "web-app").is_displayed()
