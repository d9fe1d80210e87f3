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
// What the tests let it ask for, and what it gets: window.ask("web_app_open_popup", {...}), window.got.
const got = (window.got = []);
addEventListener("message", (event) => got.push(JSON.parse(event.data)));
window.ask = post;
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


@pytest.fixture
def phone(page, calls, shop):
    """Open the Web App of an inline button; return a function that lets it ask, and one that waits for an event."""
    token = TOKENS[0]
    calls(token, "getMe")
    page.one("#chat-about", "with Ada")
    user = calls.act("start", user="Ada")["message"]["from"]["id"]
    button = {"text": "Shop", "web_app": {"url": shop}}
    calls(token, "sendMessage", chat_id=user, text="Inline", reply_markup={"inline_keyboard": [[button]]})
    page.click(".inline", "Shop")
    page.until(lambda: read_frame(page, "#web-app iframe"))

    def inside(script, *values):
        page.browser.switch_to.frame(page.one("#web-app iframe"))
        try:
            return page.browser.execute_script(script, *values)
        finally:
            page.browser.switch_to.default_content()

    def wait_for(event_type):
        found = "return got.filter((one) => one.eventType === arguments[0]).map((one) => one.eventData)"
        return page.until(lambda: inside(found, event_type), event_type)[-1]

    def ask(event_type, **data):
        inside("ask(arguments[0], arguments[1])", event_type, data)

    return ask, wait_for, user


def test_a_web_app_shows_popups_and_reads_which_button_was_pressed(page, phone):
    ask, wait_for, _ = phone
    buttons = [{"id": "yes", "type": "default", "text": "Order it"}, {"id": "no", "type": "cancel"}]
    ask("web_app_open_popup", title="Sure?", message="Two teas", buttons=buttons)
    page.one("#dialog-title", "Sure?")
    page.one("dialog p", "Two teas")
    page.one("dialog button", "Cancel")
    page.click("dialog button", "Order it")
    assert wait_for("popup_closed") == {"button_id": "yes"}
    ask("web_app_open_popup", title="", message="Done", buttons=[{"id": "", "type": "ok"}])
    page.one("#dialog-title", "The Web App says")
    page.browser.switch_to.active_element.send_keys("\ue00c")  # Escape
    page.until(lambda: wait_for("popup_closed") == {})


def test_a_web_app_lets_people_pay_an_invoice(page, phone, calls):
    ask, wait_for, _ = phone
    price = [{"label": "Tea", "amount": 5}]
    about = {"title": "Tea", "description": "Good tea", "payload": "tea", "currency": "XTR", "prices": price}
    slug = calls(TOKENS[0], "createInvoiceLink", **about).rpartition("$")[2]
    ask("web_app_open_invoice", slug=slug)
    query = page.until(lambda: pre_checkout_of(calls), "the question of the payment")
    calls(TOKENS[0], "answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert wait_for("invoice_closed") == {"slug": slug, "status": "paid"}
    page.one(".line", "Paid: 5")
    ask("web_app_open_invoice", slug=slug)
    query = page.until(lambda: pre_checkout_of(calls, after=query["id"]), "the second question")
    calls(TOKENS[0], "answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=False, error_message="Sold out")
    page.one(".refusal", "Sold out")
    page.until(lambda: wait_for("invoice_closed") == {"slug": slug, "status": "failed"})


def pre_checkout_of(calls, after=None):
    """Return the newest question of a payment that the bot has got."""
    updates = calls(TOKENS[0], "getUpdates")
    found = [update["pre_checkout_query"] for update in updates if "pre_checkout_query" in update]
    return found[-1] if found and found[-1]["id"] != after else None


def test_a_web_app_keeps_values_in_the_storage_and_asks_for_the_phone_number(page, phone, calls):
    ask, wait_for, user = phone

    def invoke(number, method, **params):
        ask("web_app_invoke_custom_method", req_id=number, method=method, params=params)
        page.until(lambda: wait_for("custom_method_invoked")["req_id"] == number, method)
        return wait_for("custom_method_invoked")

    assert invoke("1", "saveStorageValue", key="cart", value="tea")["result"] is True
    assert invoke("2", "getStorageValues", keys=["cart", "other"])["result"] == {"cart": "tea", "other": ""}
    assert invoke("3", "getStorageKeys")["result"] == ["cart"]
    page.click("#web-app button[aria-label='Close the Web App']")
    page.click(".inline", "Shop")  # opened again, it finds what it has kept
    page.until(lambda: read_frame(page, "#web-app iframe"))
    assert invoke("4", "getStorageValues", keys=["cart"])["result"] == {"cart": "tea"}
    assert invoke("5", "deleteStorageValues", keys=["cart"])["result"] is True
    assert invoke("6", "getStorageKeys")["result"] == []
    assert invoke("7", "orderTea")["error"] == "METHOD_INVALID"
    ask("web_app_request_phone")
    page.click("dialog button.primary", "Share")
    assert wait_for("phone_requested") == {"status": "sent"}
    contact = calls(TOKENS[0], "getUpdates")[-1]["message"]["contact"]
    assert contact["user_id"] == user


def test_every_action_of_people_has_a_form(page, calls):
    calls(TOKENS[0], "getMe")
    page.one("#chat-about", "with Ada")

    def do(action, **values):
        page.click("#attach")
        page.click("#popup button", "Everything else")
        page.click("#action-choice option", action)
        page.one("#action-do")
        for name, value in values.items():
            page.one(f"#action-form input[name={name}]").clear()
            page.one(f"#action-form input[name={name}]").send_keys(value)
        page.click("#action-do")
        result = page.until(lambda: page.one("#action-result").text, action)
        assert result.startswith("Done: ")
        page.click("dialog button", "Close")

    do("connect business")
    update = calls(TOKENS[0], "getUpdates")[-1]
    assert update["business_connection"]["user"]["first_name"] == "Ada"
    do("write to", user="Ben", person="Ada", text="Are you open?")
    assert calls(TOKENS[0], "getUpdates")[-1]["business_message"]["text"] == "Are you open?"
    do("create group", title="Team", members='["Ben"]')
    page.one("#groups button", "Team")
    bot = calls(TOKENS[0], "getMe")["username"]
    do("add members", chat="Team", members=f'["@{bot}"]')
    do("set role", chat="Team", member=f"@{bot}", status="administrator")
    do("boost", chat="Team", source="gift_code")
    found = [update["chat_boost"] for update in calls(TOKENS[0], "getUpdates") if "chat_boost" in update]
    assert found[-1]["chat"]["title"] == "Team"
