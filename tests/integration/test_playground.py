"""The playground in a real browser: what a person sees and does there."""

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from pages import ROOT, Page, Run, errors_of

from programs import find_in

BOT = '''\
"""A bot for the tests of the playground."""

import time

import scaletg
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.streaming import Streams

bot = scaletg.Bot()
bot.load(Streams())
bot.load(Jobs("memory:"))
counts = {}


@bot.module
def basket(user):
    return counts.setdefault(user.id, {"count": 0, "last": {"drink": None, "size": "big"}, "limit": 9})


@bot.app("/start <origin>")
def start(user, origin=None):
    "Say hello."
    return f"Hello, {user.first_name}!" + (f" You come from {origin}." if origin else "")


@bot.app("/buttons")
def buttons(message):
    "Show buttons."
    return message.answer("Choose", reply_markup=scaletg.inline_keyboard({"Tea": "take:tea", "Coffee": "take:coffee"}))


@bot.app("/remind <seconds:int> <text>")
def remind(jobs, seconds, text):
    jobs.later(seconds, "reminder", text=text)
    return "I will."


@bot.app("reminder", on="job")
def reminder(job, user):
    return f"{user.first_name}, you wanted: {job.data.text}"


@bot.app("/lost")
def lost(message):
    return message.answer("Nobody hears this", reply_markup=scaletg.inline_keyboard({"Lost": "lost"}))


@bot.app("/keys")
def keys(message):
    return message.answer("Tap", reply_markup=scaletg.reply_keyboard(["Yes", "No"]))


@bot.app("take:<what>", on="callback_query")
def take(callback_query, what, basket):
    basket["count"] += 1
    basket["last"]["drink"] = what
    return [callback_query.edit_text(f"You took {what}."), callback_query.answer("Noted")]


@bot.app("/name")
def ask_name(message):
    return message.answer("Your name?", reply_markup=scaletg.ForceReply())


@bot.app("/ask")
def ask(message):
    poll, contact = {"text": "Poll", "request_poll": {}}, {"text": "Number", "request_contact": True}
    keyboard = scaletg.ReplyKeyboardMarkup([[poll, contact]], one_time_keyboard=True)
    return message.answer("Tap", reply_markup=keyboard)


@bot.app("/gone")
def gone(message, bot):
    sent = message.answer("Soon gone", reply_markup=scaletg.inline_keyboard({"Tea": "take:tea"})).send()
    bot.api.pin_chat_message(message.chat.id, sent.message_id)
    yield message.answer("Pinned")
    bot.api.delete_message(message.chat.id, sent.message_id)


@bot.app("/nobody")
def nobody():
    return scaletg.SendMessage(42, "to nobody")


@bot.app("/evil")
def evil(message):
    text = "<script>document.title = 'owned'</script><img src=x onerror=\\"document.title='owned'\\">"
    return message.answer(text, reply_markup=scaletg.inline_keyboard({text[:60]: "take:<b>x</b>"}))


@bot.app("/format")
def show_format(message):
    return message.answer("<b>bold</b> <i>it</i> <tg-spoiler>hidden</tg-spoiler>", parse_mode="HTML")


@bot.app("/fail")
def fail():
    raise ValueError("the oven is cold")


@bot.app("/poll")
def poll(message):
    options = [scaletg.InputPollOption("Tea"), scaletg.InputPollOption("Coffee")]
    return scaletg.SendPoll(message.chat.id, "Which?", options)


@bot.app("/many")
def many(message):
    for number in range(1000):
        yield message.answer(f"message {number}")


@bot.app("<text:rest>", on="inline_query")
def inline(inline_query, text):
    content = scaletg.InputTextMessageContent(text.upper())
    return inline_query.answer([scaletg.InlineQueryResultArticle("1", "Loud", content)])


@bot.app(on="message:document")
def document(message):
    return f"{message.document.file_name}: {message.download().decode()}"


@bot.app("/forget")
def forget(message):
    message.answer("Nobody gets this")
    return "I answer"


def pieces():
    yield "**Once** "
    while True:
        yield "and again "
        time.sleep(0.02)


@bot.app("/stream")
def stream(message):
    return message.stream(pieces())


RICH = """# Tea

1. **green**
2. [black](https://example.com/black)

- [x] hot

> good

| what | price |
|------|------:|
| *tea* | 3 |

```py
x = 1
```

---

<script>document.title = 'owned'</script>
"""


@bot.app("/rich")
def rich(message):
    return message.stream([RICH], rich=True)


@bot.app("/buy <what>")
def buy(message, what):
    price, shipped = [scaletg.LabeledPrice("Tea", 300)], what == "shipped"
    options = {"provider_token": "1:a", "is_flexible": True, "need_shipping_address": True} if shipped else {}
    return scaletg.SendInvoice(message.chat.id, "Tea", "Good", what, "EUR" if shipped else "XTR", price, **options)


@bot.app(on="shipping_query")
def ship(shipping_query):
    price = [scaletg.LabeledPrice("Way", 150)]
    ways = [scaletg.ShippingOption(one, one.title(), price) for one in ("fast", "slow")]
    return scaletg.AnswerShippingQuery(shipping_query.id, True, shipping_options=ways)


@bot.app(on="pre_checkout_query")
def confirm(pre_checkout_query):
    is_there = pre_checkout_query.invoice_payload != "sold"
    return pre_checkout_query.answer(ok=is_there, error_message="Sold out, sorry")


@bot.app(on="message:successful_payment")
def paid(message):
    return f"Thank you for {message.successful_payment.total_amount}"


def extra():
    "Be one of many commands in the menu."
    return "Extra"


for number in range(12):
    bot.app(f"/extra{number}")(extra)


@bot.app("Yes")
def yes():
    return "You said yes"


if __name__ == "__main__":
    bot.run(port=0, reload=RELOAD)
'''


@pytest.fixture
def run(tmp_path, request):
    started = Run(tmp_path, BOT.replace("RELOAD", str(getattr(request, "param", False))))
    yield started
    started.stop()


@pytest.fixture
def page(browser, run):
    browser.get_log("browser")
    opened = Page(browser, run.url)
    yield opened
    errors = errors_of(browser)
    browser.get("about:blank")
    assert errors == []


def test_a_conversation_is_seen_on_the_page(page):
    page.click("button.start")
    page.saw("Hello, Ada!")
    page.write("/start café")
    page.saw("Hello, Ada! You come from café.")


def test_an_inline_button_edits_its_message_and_shows_the_toast(page):
    page.write("/buttons")
    page.click(".inline", "Coffee")
    page.saw("You took coffee.")
    page.one(".toast", "Noted")
    assert page.one(".versions").text == "edited"
    assert not page.all(".inline")


def test_a_key_of_the_reply_keyboard_is_sent(page):
    page.write("/keys")
    page.click("#keyboard button", "Yes")
    page.saw("You said yes")


def test_a_question_is_put_until_it_is_answered(page):
    page.write("/name")
    page.one("#reply-to", "Your name?")
    page.write("Ada")
    assert "Your name?" in page.one(".mine .answered").text
    page.write("/start")
    page.saw("Hello, Ada!")
    assert len(page.all(".mine .answered")) == 1
    page.write("/name")
    page.click("#reply-to:not([hidden]) button")
    page.write("/start")
    page.until(lambda: page.texts().count("Hello, Ada!") == 2)
    assert len(page.all(".mine .answered")) == 1
    assert not page.browser.find_element("id", "reply-to").is_displayed()


def test_keys_ask_for_a_poll_and_for_the_number(page):
    keyboard = page.browser.find_element("id", "keyboard")
    page.write("/ask")
    page.click("#keyboard button", "Poll")
    page.click("dialog button", "Send")
    page.one(".mine .poll", "Tea or coffee?")
    page.until(lambda: not keyboard.is_displayed())
    page.write("/ask")
    page.click("#keyboard button", "Number")
    page.click("dialog button", "Cancel")
    assert keyboard.is_displayed()
    assert not page.all(".mine .card")
    page.click("#keyboard button", "Number")
    page.click("dialog button", "Share")
    page.one(".mine .card", "Ada")
    page.until(lambda: not keyboard.is_displayed())


def test_jobs_come_in_time_and_are_listed_done_now_and_deleted(page):
    page.write("/remind 0 soup")
    page.saw("Ada, you wanted: soup")
    page.write("/remind 600 tea")
    page.write("/remind 900 cake")
    page.until(lambda: page.texts().count("I will.") == 3)
    page.click("#jobs-button")
    assert "Ada" in page.one("tr.job", "tea").text
    page.click("tr.job:nth-child(1) .run")
    page.saw("Ada, you wanted: tea")
    page.until(lambda: not page.all("dialog[open]"), "the end of the job, which closes the list")
    page.one(".path b", "reminder")
    page.one(".node.end.good", "answered")
    assert not page.all("#again")
    page.click("#jobs-button")
    page.click("tr.job .quiet")
    page.one("dialog .empty", "There is nothing to be done.")
    page.click("dialog .primary")


def test_a_text_grows_until_somebody_presses_stop(page):
    page.write("/stream")
    page.one("#draft strong", "Once")
    page.one("#draft .text", "and again and again")
    page.click("#draft .stop")
    page.until(lambda: not page.all("#draft"), "the end of the draft")
    said = page.until(lambda: next((one for one in page.texts() if one.startswith("Once and again")), None))
    assert page.one(".message .text strong", "Once")
    assert len(said) < 4096


def test_a_rich_message_looks_like_one(page):
    page.write("/rich")
    assert page.one(".message .rich .heading", "Tea")
    assert page.one(".rich ol li strong", "green")
    assert page.one(".rich a", "black").get_attribute("href") == "https://example.com/black"
    assert page.one(".rich input[type=checkbox]").is_selected()
    assert page.one(".rich blockquote", "good")
    assert page.one(".rich td.right", "3")
    assert page.one(".rich pre", "x = 1")
    assert page.one(".rich hr")
    assert page.one(".rich p", "<script>")
    assert page.browser.title != "owned"


def test_a_deleted_message_is_not_pinned_and_takes_no_press(page):
    page.write("/gone")
    assert not page.one(".deleted .inline", "Tea").is_enabled()
    page.until(lambda: not page.browser.find_element("id", "pinned").is_displayed())


def test_a_file_reaches_the_bot(page, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear bot")
    page.browser.execute_script("document.getElementById('file').dataset.kind = 'document'")
    page.browser.find_element("id", "file").send_keys(str(path))
    page.saw("letter.txt: Dear bot")


def test_a_photo_is_drawn(page, tmp_path):
    path = tmp_path / "dot.png"
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    path.write_bytes(base64.b64decode(dot))
    page.browser.execute_script("document.getElementById('file').dataset.kind = 'photo'")
    page.browser.find_element("id", "file").send_keys(str(path))
    page.until(lambda: page.browser.execute_script("return arguments[0].naturalWidth", page.one("img.photo")) > 0)


def test_the_inspector_says_why_nothing_happened(page):
    page.write("start")
    page.click(".why")
    assert "the slash is missing" in page.one(".verdict").text
    assert "Did you mean /start?" in page.one(".verdict").text
    page.one(".node.is-not-called", "start")


def test_the_inspector_shows_the_path_the_state_and_the_traffic(page):
    page.write("/buttons")
    page.click(".inline", "Tea")
    page.saw("You took tea.")
    page.click(".theirs .bubble")
    page.click("#traffic-list .row", "callback_query")
    assert "the reply" in page.one(".node.won", "take").text
    page.one(".node.module", "basket")
    page.one(".node.call", "editMessageText")
    page.click("#tab-state")
    assert "count" in page.one("#panel tr.changed").text
    page.click("#tab-json")
    assert "callback_query" in page.one("#panel pre").text
    page.one("#filter").send_keys("sendMessage")
    page.until(lambda: {one.text for one in page.all("#traffic-list .row b")} == {"sendMessage"})


def test_the_state_shows_each_field_that_changed(page):
    for drink in ("Tea", "Coffee"):
        page.write("/buttons")
        page.click(".inline", drink)
        page.saw(f"You took {drink.lower()}.")
    page.click("#inspect-button")
    page.click("#traffic-list .row", "callback_query")
    page.click("#tab-state")
    page.one("#panel tr", "count")
    script = (
        "return [...document.querySelectorAll('#panel tbody tr')].map((one) => [...one.cells].map((c) => c.innerText))"
    )
    assert page.browser.execute_script(script) == [
        ["count (changed)", "1", "2"],
        ["last.drink (changed)", '"tea"', '"coffee"'],
        ["last.size", '"big"'],
        ["limit", "9"],
    ]


def test_a_refusal_and_a_warning_are_told_in_full(page):
    page.write("/nobody")
    page.click(".why", "What went wrong?")
    page.click("#tab-error")
    assert "400 Bad Request: chat not found" in page.one(".verdict.bad").text
    assert "write to the bot first" in page.one(".cause").text
    page.click("#tab-path")
    page.click("#traffic-list .row", "error")
    page.one(".verdict.bad", "was not sent")
    script = "const one = arguments[0]; return one.offsetWidth / one.parentElement.offsetWidth"
    assert page.browser.execute_script(script, page.one("#traffic-list .row", "was not sent")) == 1


def test_a_refused_reply_names_its_app_and_line(page):
    page.write("/nobody")
    page.click(".why", "What went wrong?")
    assert "Telegram refused sendMessage of app 'nobody' (tea_bot.py:" in page.one(".verdict.bad").text
    page.click("#tab-error")
    assert "of app 'nobody' (tea_bot.py:" in page.one(".verdict.bad").text


def test_a_method_that_was_not_sent_is_shown_with_its_line(page):
    page.write("/forget")
    page.saw("I answer")
    page.click(".note.bad .why")
    page.one(".verdict.bad", "SendMessage was made here, but neither returned nor sent")
    place, code = page.one(".frame.own").text.split("\n")
    assert place.startswith("tea_bot.py:")
    assert code == 'message.answer("Nobody gets this")'


def test_a_payment_is_paid_when_the_bot_has_confirmed_it(page):
    page.write("/buy tea")
    page.click(".inline", "Pay")
    page.saw("Thank you for 300")
    page.one(".toast", "Paid")


def test_a_payment_that_the_bot_refuses_says_why(page):
    page.write("/buy sold")
    page.click(".inline", "Pay")
    assert page.one("dialog .refusal").text == "Sold out, sorry"
    page.click("dialog button", "Close")
    assert not [one for one in page.all(".toast") if "Paid" in one.text]
    assert "Paid" not in page.one("#messages").text


def test_the_shipping_of_a_payment_is_chosen(page):
    page.write("/buy shipped")
    page.click(".inline", "Pay")
    page.click("dialog .result", "Slow")
    page.saw("Thank you for 450")
    page.one(".toast", "Paid")


def test_an_exception_shows_the_lines_of_the_bot(page):
    page.write("/fail")
    page.click(".why")
    assert "the oven is cold" in page.one(".verdict.bad").text
    assert "tea_bot.py" in page.one(".frame.own").text


def test_an_update_is_delivered_again(page):
    page.write("/start")
    page.saw("Hello, Ada!")
    page.click(".mine .meta")  # beside the command, which is a button
    page.click("#again")
    page.one(".verdict", "was delivered before")  # the bot does not answer twice
    page.click("#anew")
    page.until(lambda: page.texts().count("Hello, Ada!") == 2)


def rows(page, text):
    """Return the lines of the traffic that hold a text, the newest first."""
    script = "return [...document.querySelectorAll('#traffic-list .row')].map((one) => one.innerText)"
    return [" ".join(one.split()) for one in page.browser.execute_script(script) if text in one]


def press_and_inspect(page):
    page.write("/buttons")
    page.click(".inline", "Tea")
    page.saw("You took tea.")
    page.click("#inspect-button")
    page.click("#traffic-list .row", "callback_query")
    page.one(".node.won", "take")


def test_a_press_is_delivered_again_with_its_number(page):
    press_and_inspect(page)
    page.click("#again")
    page.one(".verdict", "was delivered before")
    page.until(lambda: len(rows(page, "callback_query")) == 2)
    again, first = rows(page, "callback_query")
    assert "(again)" in again
    assert "delivered before" in again
    assert find_in(first, "callback_query ([0-9]+)")[1] == find_in(again, "[(]again[)] ([0-9]+)")[1]
    assert "answered" in first  # what came of it then is still there
    page.click("#traffic-list .row:not(.selected)", "callback_query")
    page.one(".node.won", "take")
    page.one(".node.call", "editMessageText")
    assert page.texts() == ["/buttons", "You took tea."]


def test_a_press_is_delivered_twice(page):
    press_and_inspect(page)
    page.click("#panel button", "Deliver twice")
    page.until(lambda: [("delivered before" in one) for one in rows(page, "callback_query")] == [True, True, False])
    page.click("#traffic-list .row:not(.selected)", "(again)")
    page.one(".verdict", "was delivered before")
    assert len(rows(page, "editMessageText")) == 1


def test_two_presses_at_once_are_two_updates_of_the_same_button(page):
    page.write("/buttons")
    page.one(".inline", "Tea")
    page.click("#inspect-button")
    page.click("#trouble-button")
    page.click("#popup button", "Two presses at once")
    page.until(lambda: len(rows(page, "callback_query")) == 2)
    page.until(lambda: "refused" in rows(page, "callback_query")[0])  # the text is that already
    assert "answered" in rows(page, "callback_query")[1]
    numbers = [find_in(one, "callback_query ([0-9]+)")[1] for one in rows(page, "callback_query")]
    assert len(set(numbers)) == 2
    page.click("#traffic-list .row.update", numbers[0])
    page.one(".node.call.bad", "message is not modified")
    page.click("#traffic-list .row.update", numbers[1])
    page.one(".node.won", "take")
    page.one(".node.call", "editMessageText")
    assert not page.all(".node.call.bad")


def test_a_press_that_nothing_answers_asks_why(page):
    page.write("/lost")
    page.click(".inline", "Lost")
    page.click(".theirs .why")
    assert "No app answered" in page.one(".verdict").text
    page.one("#traffic-list .selected", "callback_query")


def test_a_message_is_forwarded_to_the_chosen_chat(page):
    from selenium.webdriver import ActionChains

    page.click("#add-group")
    page.click("dialog button.primary")
    page.one("#chat-title", "Friends")
    page.click("#people .place", "Ada")
    page.write("/start")
    page.saw("Hello, Ada!")
    opener = page.browser.find_element("css selector", ".theirs .tools")
    ActionChains(page.browser).move_to_element(page.one(".theirs .bubble")).click(opener).perform()
    page.click("#popup button", "Forward")
    page.until(lambda: [one.text.split("\n")[0] for one in page.all("#popup button")] == ["Tea bot", "Friends"])
    page.click("#popup button", "Friends")
    page.one("#chat-title", "Friends")
    page.saw("Hello, Ada!")
    assert "Forwarded from Tea bot" in page.one(".mine .bubble").text


def test_what_a_bot_sends_never_becomes_markup(page):
    page.write("/evil")
    evil = page.one(".theirs .text", "<script>")
    assert "<img src=x" in evil.text
    assert page.browser.execute_script("return arguments[0].children.length", evil) == 0
    assert (
        page.browser.execute_script("return document.querySelectorAll('#messages script, #messages img').length") == 0
    )
    page.click(".theirs .bubble")
    page.click("#tab-json")
    page.one("#panel pre", "<script>")
    assert "owned" not in page.browser.title


def test_formatting_is_drawn_and_a_spoiler_opens(page):
    page.write("/format")
    assert page.one(".text strong").text == "bold"
    spoiler = page.one(".spoiler")
    spoiler.click()
    assert "open" in page.one(".spoiler").get_attribute("class")


def test_a_poll_takes_a_vote(page):
    page.write("/poll")
    page.click(".option", "Coffee")
    page.one(".option.chosen", "100 %")


def test_a_vote_is_marked_for_who_gave_it_and_after_a_reload(page):
    page.click("#add-group")
    page.click("dialog button.primary")
    page.one("#chat-title", "Friends")
    page.write("/poll")
    page.click(".option", "Coffee")
    page.one(".option.chosen", "Coffee")
    page.click("#speaker option", "Ben")
    page.until(lambda: not page.all(".option.chosen"))
    page.click("#speaker option", "Ada")
    page.one(".option.chosen", "Coffee")
    page.browser.refresh()
    page.one("body[data-ready]")
    page.one(".option.chosen", "Coffee")


def test_people_and_groups_are_loaded_from_a_file_and_shown_as_one(page, tmp_path):
    path = tmp_path / "team.json"
    path.write_text('{"people": [{"first_name": "Cem"}], "groups": [{"title": "Team", "members": ["Cem", "Ada"]}]}')
    page.browser.find_element("id", "setup").send_keys(str(path))
    page.one("#people .place", "Cem")
    page.one("#groups .place", "Team")
    page.click("#save-setup")
    text = page.one("#setup-text").get_attribute("value")
    assert [one["first_name"] for one in json.loads(text)["people"]] == ["Ada", "Ben", "Cem"]
    page.one("a[download='playground.json']")


def test_an_inline_query_offers_results(page):
    page.one("#input").send_keys("@tea_bot hello")
    page.click(".result", "Loud")
    page.saw("HELLO")


def test_trouble_lets_the_next_call_fail(page):
    page.click("#trouble-button")
    page.click("#popup button", "Next call: 403")
    page.write("/start")
    page.click(".why", "What went wrong?")
    assert "403 Forbidden" in page.one(".verdict.bad").text


def test_a_call_that_went_well_when_it_was_tried_again_is_no_refusal(page):
    page.click("#trouble-button")
    page.click("#popup button", "Next call: 429")
    page.write("/start")
    page.click("#inspect-button")
    page.until(lambda: rows(page, "sendMessage"))
    page.saw("Hello, Ada!")
    page.until(lambda: "answered" in rows(page, "message")[-1])
    assert [find_in(one, " (200|429) ")[1] for one in rows(page, "sendMessage")] == ["200", "429"]
    page.until(lambda: not page.all(".why"))


def test_a_basic_group_becomes_a_supergroup_and_the_chat_goes_on_there(page):
    page.click("#add-group")
    page.click("dialog option:nth-child(2)")
    page.click("dialog button.primary")
    page.one("#groups .place.selected", "group")
    page.click("#trouble-button")
    page.click("#popup button", "Become a supergroup")
    page.one("#groups .place.selected", "supergroup")
    page.one("#groups .place:not(.selected)", "became a supergroup")
    page.write("/start")
    page.saw("Hello, Ada!")


def test_updates_wait_while_the_bot_is_stopped(page):
    page.click("#trouble-button")
    page.click("#popup button", "Stop the bot")
    page.one("#connection", "the bot is stopped: updates wait")
    page.write("/start")
    page.write("Yes")
    page.until(lambda: page.texts() == ["/start", "Yes"])
    page.browser.refresh()
    page.one("body[data-ready]")
    page.one("#connection", "the bot is stopped")
    assert page.texts() == ["/start", "Yes"]
    page.click("#trouble-button")
    page.click("#popup button", "Start the bot")
    page.until(lambda: page.texts() == ["/start", "Yes", "Hello, Ada!", "You said yes"])
    page.until(lambda: not page.browser.find_element("id", "connection").text)


def test_a_group_has_several_speakers_and_privacy_mode(page):
    page.click("#add-group")
    page.click("dialog button.primary")
    page.one("#chat-about", "privacy mode on")
    page.write("good morning")
    page.one(".note", "does not see")
    page.write("/start")
    page.saw("Hello, Ada!")
    page.click("#speaker option", "Ben")
    page.write("/start")
    page.saw("Hello, Ben!")


@pytest.mark.parametrize("run", [True], indirect=True, ids=["with the reloader"])
def test_code_reload_keeps_the_chat(page, run):
    page.write("/start")
    page.saw("Hello, Ada!")
    time.sleep(1.1)  # the reloader's watch begins with its first look at the files
    run.path.write_text(run.path.read_text().replace("Hello,", "Welcome,"))
    page.one(".line", "bot restarted")
    page.write("/start")
    page.saw("Welcome, Ada!")
    assert "Hello, Ada!" in page.texts()
    assert not page.one("#connection").text


@pytest.mark.parametrize("run", [True], indirect=True)
def test_a_mistake_in_the_code_is_shown_until_it_is_mended(page, run):
    page.write("/start")
    page.saw("Hello, Ada!")
    text = run.path.read_text()
    time.sleep(1.1)  # the reloader's watch begins with its first look at the files
    run.path.write_text(f"{text}\nbroken = (\n")
    page.one("#connection", "tea_bot.py has a mistake, so the bot continues with the old code: '(' was never closed")
    page.one("#connection", "broken = (")  # the line of the source
    page.write("/start")
    page.until(lambda: page.texts().count("Hello, Ada!") == 2)
    page.browser.refresh()
    page.one("#connection", "has a mistake")
    run.path.write_text(text.replace("Hello,", "Welcome,"))
    page.one(".line", "bot restarted")
    page.until(lambda: not page.one("#connection").text)
    page.write("/start")
    page.saw("Welcome, Ada!")


@pytest.mark.parametrize("run", [True], indirect=True)
def test_code_that_cannot_be_imported_is_told_of_until_it_is_mended(page, run):
    page.write("/start")
    page.saw("Hello, Ada!")
    text = run.path.read_text()
    time.sleep(1.1)  # the reloader's watch begins with its first look at the files
    run.path.write_text(f"import teapot_of_nobody\n{text}")
    page.one("#connection", "ModuleNotFoundError: No module named 'teapot_of_nobody' (tea_bot.py:1)")
    page.write("/start")  # the bot continues with the old code
    page.until(lambda: page.texts().count("Hello, Ada!") == 2)
    run.path.write_text(text.replace("counts = {}", "counts = count_nobody()"))
    page.one("#connection", "NameError: name 'count_nobody' is not defined (tea_bot.py:12)")
    page.click("#connection button", "Show the error")
    assert "count_nobody" in page.one(".verdict.bad").text
    assert page.one(".frame.own").text.split("\n") == ["tea_bot.py:12 in <module>", "counts = count_nobody()"]
    page.browser.refresh()
    page.one("#connection", "NameError")
    run.path.write_text(text.replace("Hello,", "Welcome,"))
    page.one(".line", "bot restarted")
    page.until(lambda: not page.one("#connection").text)
    page.write("/start")
    page.saw("Welcome, Ada!")
    assert page.texts().count("Hello, Ada!") == 2


@pytest.mark.parametrize("run", [True], indirect=True)
def test_the_bot_ends_while_its_changed_code_cannot_be_imported(page, run):
    time.sleep(1.1)  # the reloader's watch begins with its first look at the files
    run.path.write_text("import teapot_of_nobody\n")
    page.one("#connection", "teapot_of_nobody")
    page.browser.get("about:blank")
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(15) in (0, 130)


def test_loading_the_page_again_shows_the_same_chat(page, run):
    page.write("/buttons")
    page.click(".inline", "Tea")
    page.saw("You took tea.")
    before = page.texts()
    page.browser.refresh()
    page.one("body[data-ready]")
    page.until(lambda: page.texts() == before)


def test_a_thousand_messages_scroll_from_the_last_to_the_first(page):
    page.write("/many")
    page.until(lambda: len(page.all(".theirs")) == 1000)
    page.until(lambda: page.browser.execute_script(SCROLLED) > 1000)  # the last message is in view
    page.browser.execute_script("document.getElementById('messages').scrollTop = 0")
    page.until(lambda: page.browser.execute_script(SCROLLED) == 0)
    assert page.browser.execute_script("""
        const list = document.getElementById("messages").getBoundingClientRect();
        const first = document.querySelector(".theirs").getBoundingClientRect();
        return first.top < list.bottom && first.bottom > list.top;
    """)


SCROLLED = "return document.getElementById('messages').scrollTop"


def test_the_keyboard_reaches_everything(page):
    from selenium.webdriver.common.keys import Keys

    assert page.browser.switch_to.active_element.get_attribute("id") == "input"
    page.write("/start")
    page.saw("Hello, Ada!")
    field = page.one("#input")
    field.send_keys(Keys.ARROW_UP)
    assert field.get_attribute("value") == "/start"
    field.clear()
    page.click(".mine .meta")  # beside the command, which is a button
    page.one("#inspector")
    page.browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    page.until(lambda: not page.browser.find_element("id", "inspector").is_displayed())
    assert page.one("#messages").get_attribute("role") == "log"
    unnamed = (
        "return [...document.querySelectorAll('button')].filter((b) => !b.textContent.trim() && !b.ariaLabel).length"
    )
    assert page.browser.execute_script(unnamed) == 0


def heard(page, roles):
    """Return role and name of what a screen reader finds on the page."""
    nodes = page.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    found = [(one["role"]["value"], one["name"]["value"].strip()) for one in nodes if not one["ignored"]]
    return [(role, name) for role, name in found if role in roles]


def test_everything_that_is_used_has_a_name(page):
    roles = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "tab", "menuitem", "image", "menu"}
    roles |= {"Audio", "Video", "log", "navigation", "region", "complementary", "tabpanel"}
    for kind in ("Voice message", "Video", "Sticker", "Sample photo"):
        page.click("#attach")
        page.click("#popup button", kind)
    page.until(lambda: len(page.all(".mine")) == 4)
    page.write("/buttons")
    page.one(".inline")
    page.click(".mine .why")
    page.one(".verdict")
    page.click("#trouble-button")
    found = heard(page, roles)
    assert {role for role, _ in found} >= {"Audio", "Video", "menuitem", "tab", "log"}
    assert [role for role, name in found if not name] == []
    page.click("#trouble-button")
    page.click("#add-person")
    page.one("dialog input")
    assert heard(page, {"dialog"}) == [("dialog", "New person")]


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_reaction_is_chosen_in_the_menu_of_a_message(page, by):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    def choose(number, text):
        assert text in page.one(f"#popup button:nth-child({number})").text
        if by == "mouse":
            return page.click(f"#popup button:nth-child({number})")
        for _ in range(number - 1):
            page.browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
        page.browser.switch_to.active_element.send_keys(Keys.ENTER)

    page.write("/start")
    page.saw("Hello, Ada!")
    opener = page.one(".theirs .tools")
    if by == "mouse":
        ActionChains(page.browser).move_to_element(page.one(".theirs .bubble")).click(opener).perform()
    else:
        page.browser.execute_script("arguments[0].focus()", opener)
        opener.send_keys(Keys.ENTER)
    choose(2, "React")
    choose(3, "🔥")
    page.one(".theirs .reactions", "🔥")
    page.until(lambda: not page.browser.find_element("id", "popup").is_displayed())


def test_in_a_narrow_window_people_lie_over_the_chat_and_go_away(page):
    from selenium.webdriver.common.keys import Keys

    page.browser.set_window_size(500, 850)
    try:
        places = page.browser.find_element("id", "places")
        for leave in (lambda: page.browser.switch_to.active_element.send_keys(Keys.ESCAPE), page.one("#send").click):
            page.click("#places-button")
            page.until(places.is_displayed)
            leave()
            page.until(lambda: not places.is_displayed())
        assert page.browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.browser.set_window_size(1300, 900)


def test_the_input_is_wide_enough_on_a_telephone_and_scrolls_only_when_it_is_full(page):
    from selenium.webdriver.common.keys import Keys

    size = "return document.getElementById('input').{}"
    scrolls = "const one = document.getElementById('input'); return getComputedStyle(one).overflowY !== 'hidden'"
    fits = "const one = document.getElementById('input'); return one.scrollHeight <= one.clientHeight"
    page.click("#add-group")
    page.click("dialog button.primary")
    page.one("#speaker")
    # The window of a browser cannot be that narrow; its page can.
    with page.window(360, 740):
        assert page.browser.execute_script("return innerWidth") == 360
        assert page.browser.execute_script(size.format("offsetWidth")) >= 160
        assert page.browser.execute_script("return document.documentElement.scrollWidth") <= 360
        assert page.browser.execute_script(fits)
        assert not page.browser.execute_script(scrolls)
        field = page.one("#input")
        field.send_keys("one", Keys.SHIFT + Keys.ENTER)
        field.send_keys("two")
        assert page.browser.execute_script(fits)
        for _ in range(12):
            field.send_keys(Keys.SHIFT + Keys.ENTER)
        assert page.browser.execute_script(scrolls)


@pytest.mark.parametrize("kind", ["private", "group"])
def test_the_input_stays_wide_beside_the_inspector(page, kind):
    if kind == "group":
        page.click("#add-group")
        page.click("dialog button.primary")
        page.one("#speaker")
    page.click("#inspect-button")
    for width in (901, 960, 1024, 1100, 1280):
        with page.window(width, 740):
            assert page.browser.execute_script("return document.getElementById('input').offsetWidth") >= 240
            assert page.browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_the_borders_between_the_panes_are_dragged_and_stay_there(page):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    def width(pane):
        return page.one(f"#{pane}").size["width"]

    with page.window(1400, 800):
        page.click("#inspect-button")
        before = width("inspector"), width("places"), page.one("#traffic").size["height"]
        ActionChains(page.browser).drag_and_drop_by_offset(page.one("#inspector-border"), 100, 0).perform()
        page.until(lambda: width("inspector") == before[0] - 100)
        page.one("#places-border").send_keys(Keys.ARROW_RIGHT)
        page.until(lambda: width("places") == before[1] + 24)
        page.one("#traffic-border").send_keys(Keys.ARROW_UP)
        page.until(lambda: page.one("#traffic").size["height"] == before[2] + 24)
        ActionChains(page.browser).drag_and_drop_by_offset(page.one("#inspector-border"), -700, 0).perform()
        assert page.browser.execute_script("return document.getElementById('input').offsetWidth") >= 240
        ActionChains(page.browser).double_click(page.one("#inspector-border")).perform()
        page.until(lambda: width("inspector") > before[0] - 30)
        page.browser.refresh()
        page.one("body[data-ready]")
        assert width("places") == before[1] + 24
    page.browser.execute_script("localStorage.clear()")


def test_in_a_narrow_window_nothing_lies_over_the_head(page):
    edges = "const one = document.getElementById(arguments[0]).getBoundingClientRect(); return [one.top, one.bottom]"
    with page.window(400, 740):
        page.click("#trouble-button")
        page.click("#popup button", "Stop the bot")
        page.one("#connection", "updates wait")
        heights = {name: page.one(name).size["height"] for name in ("#trouble-button", "#export-button")}
        assert heights["#export-button"] == heights["#trouble-button"]
        bottom = page.browser.execute_script(edges, "connection")[1]
        page.click("#places-button")
        page.until(lambda: page.browser.execute_script(edges, "places")[0] == bottom)
        page.click("#inspect-button")
        page.until(lambda: page.browser.execute_script(edges, "inspector")[0] == bottom)


def test_a_long_menu_of_commands_leaves_the_input_free(page):
    edges = "const one = document.getElementById(arguments[0]).getBoundingClientRect(); return [one.top, one.bottom]"
    with page.window(700, 360):
        page.one("#input").send_keys("/")
        page.one("#popup button", "/start")
        assert (
            page.browser.execute_script("const one = document.getElementById('popup'); return one.scrollHeight") > 360
        )
        assert page.browser.execute_script(edges, "popup")[1] < page.browser.execute_script(edges, "input")[0]
        assert page.browser.execute_script(edges, "popup")[0] >= 0


CONTRAST = """
const linear = (one) => (one <= 0.04 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
const light = (color) => {
  const [r, g, b] = color.map(linear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const numbers = (text) => {  // of any notation of a color
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = text;
  pixel.fillRect(0, 0, 1, 1);
  return [...pixel.getImageData(0, 0, 1, 1).data].map((one) => one / 255);
};
const over = (color, below) => [0, 1, 2].map((one) => color[one] * color[3] + below[one] * (1 - color[3]));
const behind = (element) => {
  const color = numbers(getComputedStyle(element).backgroundColor);
  return color[3] === 1 ? color : over(color, behind(element.parentElement));
};
const found = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const one = texts.currentNode.parentElement;
  if (!texts.currentNode.textContent.trim() || !one.checkVisibility({ opacityProperty: true })) continue;
  const below = behind(one);
  const [a, b] = [light(over(numbers(getComputedStyle(one).color), below)), light(below)];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  found.push([ratio, `${one.className || one.tagName}: ${one.textContent}`]);
}
return found;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_written_stands_out_from_what_is_behind_it(page, scheme):
    page.write("/fail")
    page.one(".why")
    page.write("nothing")
    page.until(lambda: len(page.all(".why")) == 2)
    page.write("/nobody")
    page.until(lambda: len(page.all(".why")) == 3)
    page.write("/start")
    page.saw("Hello, Ada!")
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    try:
        page.click("#inspect-button")
        ratios = []
        for text, sign in [("/start", ".node.won"), ("/nobody", ".node.call.bad"), ("nothing", ".node.is-not-called")]:
            page.click("#traffic-list .row.update", text)
            page.one(sign)
            ratios += page.browser.execute_script(CONTRAST)
            for tab in ("json", "error", "path"):
                page.click(f"#tab-{tab}")
                ratios += page.browser.execute_script(CONTRAST)
    finally:
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert len(ratios) > 500
    assert [(name, round(ratio, 2)) for ratio, name in ratios if ratio < 4.5] == []


def test_no_request_leaves_the_machine(page):
    page.write("/evil")
    page.one(".theirs")
    script = "return performance.getEntriesByType('resource').map((one) => new URL(one.name).hostname)"
    assert set(page.browser.execute_script(script)) == {"127.0.0.1"}


def test_the_command_line_plays_a_bot_that_has_a_token(tmp_path):
    (tmp_path / "plain_bot.py").write_text(
        "import scaletg\nbot = scaletg.Bot('123:secret')\nbot.app()(lambda message: 'Hello')\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "TELEGRAM_BOT_TOKEN": "123:secret"}
    command = [sys.executable, "-m", "scaletg", "play", "plain_bot.py", "--port", "0", "--no-reload"]
    options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = subprocess.Popen(command, cwd=tmp_path, env=environ, **options)
    try:
        lines = [process.stdout.readline() for _ in range(4)]
        assert any("Talk to your bot: http://127.0.0.1:" in line for line in lines), lines
    finally:
        process.terminate()
        rest = process.communicate(timeout=15)[0]
    assert "secret" not in "".join(lines) + rest


def test_the_command_line_tells_of_what_cannot_be_imported(tmp_path):
    path, helper = tmp_path / "tea_bot.py", tmp_path / "kettle.py"
    command = [sys.executable, "-m", "scaletg", "play", path.name, "--port", "0"]
    run = Run(tmp_path, BOT.replace("RELOAD", "False"), command=command)

    def notes():
        address = f"{run.url}/control/events?type=note,restart"
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return [one.get("text", "restart") for one in json.load(answer)["result"]["events"]]
        return []  # it starts again

    def wait(*words):
        deadline = time.monotonic() + 20
        while not (seen := [one for one in notes()[-1:] if all(word in one for word in words)]):
            assert time.monotonic() < deadline, (words, notes(), run.lines)
            time.sleep(0.05)
        return seen[0]

    try:
        time.sleep(1.1)  # the reloader's watch begins with its first look at the files
        path.write_text(BOT.replace("def keys(message)", "def keys(mesage)"))
        wait("RegistrationError", "Did you mean 'message'?")
        path.write_text(f"from kettle import water\n{BOT}")
        wait("ModuleNotFoundError", "(tea_bot.py:1)")
        helper.write_text("water = 1 / 0\n")
        wait("ZeroDivisionError", "(kettle.py:1)")
        helper.write_text("water = 1\n")
        wait("restart")
    finally:
        run.stop()


def test_the_exported_test_passes(page, run):
    page.write("/start")
    page.saw("Hello, Ada!")
    page.write("/buttons")
    page.click(".inline", "Coffee")
    page.saw("You took coffee.")
    page.click("#export-button")
    text = page.one("#exported").get_attribute("value")
    assert 'ada.press("Coffee")' in text
    (run.path.parent / "test_conversation.py").write_text(text)
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_conversation.py"]
    done = subprocess.run(command, cwd=run.path.parent, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, text + done.stdout


def test_all_chats_are_exported_as_a_test_and_as_text(page):
    page.write("/start")
    page.saw("Hello, Ada!")
    page.click("#people button", "Ben")
    page.click("button.start")
    page.saw("Hello, Ben!")
    page.click("#export-button")

    def exported(choice):
        page.click("#export-choice option", choice)
        page.until(lambda: len(page.all("#exported")) == 1)
        return lambda text: page.until(lambda: text in page.one("#exported").get_attribute("value"))

    exported("All chats, as one test")('ada.send("/start")')
    exported("All chats, as one test")("ben.start()")
    exported("All chats, as text")("== Ben\nBen: /start\n")
    exported("This chat, as text")("Ben: /start\n")
    assert "Ada" not in page.one("#exported").get_attribute("value")
    assert page.one("#export-area a").get_attribute("download") == "conversation.txt"


AXE = Path(sys.prefix) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
FIND_VIOLATIONS = """
const done = arguments[0];
const tell = (one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", ");
axe.run(document, { resultTypes: ["violations"] }).then((found) => done(found.violations.map(tell)));
"""


def violations(page):
    """Return what the page lacks for those who use it without eyes, hands or colors."""
    page.browser.execute_script(AXE.read_text())
    return page.browser.execute_async_script(FIND_VIOLATIONS)


@pytest.mark.skipif(not AXE.is_file() and os.environ.get("CI") != "true", reason="needs axe-core: make .venv/.npm")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible_in_each_theme_and_in_a_narrow_window(page, theme):
    for _ in range(3):
        if page.browser.execute_script("return document.documentElement.dataset.theme") != theme:
            page.click("#theme-button")
    page.click("#add-group")
    page.click("dialog button.primary")
    for kind in ("Sample photo", "Voice message", "Poll"):
        page.click("#attach")
        page.click("#popup button", kind)
    page.click("dialog button.primary")
    page.write("/buttons")
    page.one(".inline", "Tea")
    page.one(".poll")
    with page.window(400, 740):
        assert violations(page) == []
        page.click("#inspect-button")
        page.one(".node.won")
        assert violations(page) == []
        page.click("#close-inspector")
    page.click("#inspect-button")
    for tab in ("path", "json", "state", "error", "registry"):
        page.click(f"#tab-{tab}")
        page.until(lambda: page.one("#panel").text)
        assert violations(page) == [], tab
    page.click("#export-button")
    page.one("#exported")
    assert violations(page) == [], "export"
    page.click("dialog button.primary", "Close")
    page.click("#attach")
    page.click("#popup button", "Everything else")
    page.one("#action-do")
    assert violations(page) == [], "actions"
    page.click("dialog button", "Close")
    page.browser.execute_script("localStorage.clear()")


def test_the_inspector_goes_on_with_the_newest_update_until_another_is_chosen(page):
    page.write("/start")
    page.saw("Hello, Ada!")
    page.click("#inspect-button")
    page.one(".path b", "start")
    page.write("/fail")
    page.one(".path b", "fail")
    page.one(".selected.mine", "/fail")
    page.click("#traffic-list .row.update", "/start")
    page.one(".selected.mine", "/start")
    page.write("/keys")
    page.one("#keyboard button", "Yes")
    assert page.one("#traffic-list .selected").text.count("/start") == 1


def test_the_nearest_apps_are_those_of_the_author_and_name_the_word_that_did_not_fit(page):
    page.write("/remind soon tea")
    page.click(".why")
    page.one(".node.is-not-called .hint", "<seconds:int> needs a whole number, but got 'soon'")
    summaries = [one.text for one in page.all(".fold summary")]
    assert "of yours not called" in summaries[0]
    assert "of the library not called" in summaries[1]


def test_the_registry_is_a_tab(page):
    page.click("#inspect-button")
    page.click("#tab-registry")
    entry = page.one(".registry li.own", "start")
    assert "/start <origin>" in entry.text
    assert "Say hello." in entry.text
    page.one(".registry li.library", "jobs")


def test_a_message_is_found_and_sent_again(page):
    page.write("/start")
    page.saw("Hello, Ada!")
    page.click("#search-button")
    page.one("#search").send_keys("hello")
    page.one("#search-count", "1 of 1")
    page.one(".found.theirs", "Hello, Ada!")
    page.browser.execute_script("document.querySelector('.mine .tools').click()")
    page.click("#popup button", "Send again")
    page.until(lambda: page.texts().count("Hello, Ada!") == 2)


def test_the_arrow_keys_go_from_message_to_message(page):
    from selenium.webdriver.common.keys import Keys

    page.write("/start")
    page.saw("Hello, Ada!")
    page.one("#messages").send_keys(Keys.ARROW_UP)
    focused = page.browser.switch_to.active_element
    assert "Hello, Ada!" in focused.text
    focused.send_keys(Keys.ARROW_UP)
    assert "/start" in page.browser.switch_to.active_element.text
    page.browser.switch_to.active_element.send_keys(Keys.ENTER)
    page.one(".node.won", "start")
    page.one("#messages .message:focus").send_keys(" ")
    page.one("#popup button", "Send again")


def test_going_back_restores_the_chat_and_what_the_bot_has_stored(page, run):
    page.write("/remind 600 tea")
    page.saw("I will.")
    page.write("/remind 900 cake")
    page.until(lambda: page.texts().count("I will.") == 2)
    page.browser.execute_script("document.querySelectorAll('.mine .tools')[1].click()")
    page.click("#popup button", "Go back to before this")
    page.until(lambda: page.texts().count("I will.") == 1)
    page.one(".toast", "Back to before this message")
    page.click("#jobs-button")
    page.one("tr.job", "tea")
    assert len(page.all("tr.job")) == 1
    page.click("dialog .primary")
    page.write("/start")
    page.saw("Hello, Ada!")


STATES = """

from scaletg_contrib.states import States, in_state

bot.load(States("memory:"))


@bot.app("/order")
def order(state):
    state.set("drink", cups=2)
    return "Which drink?"


@bot.app(on="message:text", when=in_state("drink"))
def take_order(message, state):
    return f"{state.data.get('cups', 0)} cups of {message.text}"


if __name__ == "__main__":"""


def test_a_stored_record_is_edited_and_one_jumps_into_a_state(browser, tmp_path):
    run = Run(tmp_path, BOT.replace("RELOAD", "False").replace('\nif __name__ == "__main__":', STATES))
    try:
        page = Page(browser, run.url)
        page.write("/order")
        page.saw("Which drink?")
        page.click("#inspect-button")
        page.click("#tab-state")
        page.click("#panel .edit")
        field = page.one("#record")
        text = field.get_attribute("value")
        page.browser.execute_script("arguments[0].value = arguments[1]", field, text.replace("2", "7", 1))
        page.click("dialog .store")
        page.one(".toast", "Stored")
        page.write("tea")
        page.until(lambda: any(one.endswith("cups of tea") for one in page.texts()))
        assert "7 cups of tea" in page.texts()
        page.click("#people .place", "Ben")
        page.click("#panel button", "Jump into a state")
        page.click("dialog .result", "drink")
        page.write("milk")
        page.saw("0 cups of milk")
    finally:
        browser.get("about:blank")
        run.stop()


SALES = """

from scaletg_contrib.broadcast import Broadcast
from scaletg_contrib.payments import Payments

payments = Payments("memory:")


@bot.app("/news <text:rest>")
def send_news(broadcast, text):
    broadcast.start(text, with_status=False)
    return "On its way."


@bot.app("/shop")
def shop(message):
    return message.answer_invoice("Tea", "A cup", payload="tea", currency="XTR", prices=[{"label": "Tea", "amount": 5}])


@payments.check("tea")
def check():
    return None


@payments.paid("tea")
def deliver():
    return "Here is your tea."


bot.load(Broadcast("memory:"))
bot.load(payments)


if __name__ == "__main__":"""


def test_broadcasts_and_payments_are_listed_below_the_jobs(browser, tmp_path):
    run = Run(tmp_path, BOT.replace("RELOAD", "False").replace('\nif __name__ == "__main__":', SALES))
    try:
        page = Page(browser, run.url)
        page.write("/news Hello all")
        page.saw("Hello all")
        page.write("/shop")
        page.click(".inline", "Pay")
        page.saw("Thank you for 5")
        page.click("#jobs-button")
        assert "done" in page.one("tr.broadcast", "1 of 1").text
        assert "delivered" in page.one("tr.payment", "Ada").text
        page.click("tr.payment button", "Refund")
        page.one(".toast", "A job pays it back")

        def is_refunded():
            page.click("dialog .primary")
            page.click("#jobs-button")
            return "to be" not in page.one("tr.payment", "refunded").text

        page.until(is_refunded)
        assert not page.all("tr.payment button")
    finally:
        browser.get("about:blank")
        run.stop()


def test_a_world_is_kept_over_restarts_in_a_file(browser, tmp_path):
    source = BOT.replace("RELOAD", "False")
    command = [sys.executable, "-m", "scaletg", "play", "tea_bot.py", "--port", "0", "--no-reload", "--state", "w.json"]
    for expected in (["/start", "Hello, Ada!"], ["/start", "Hello, Ada!"] * 2):
        run = Run(tmp_path, source, command=command)
        try:
            page = Page(browser, run.url)
            page.write("/start")
            page.until(lambda expected=expected, page=page: page.texts() == expected)
        finally:
            browser.get("about:blank")
            run.stop()
