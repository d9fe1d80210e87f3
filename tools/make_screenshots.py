"""Make the pictures of the playground in docs/images, from the running page. Needs Chromium, its driver and selenium.

python tools/make_screenshots.py
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from programs import running  # noqa: E402 (found by the line above)

IMAGES = ROOT / "docs" / "images"
BOT = '''\
"""A pizza bot for the pictures."""

import scaletg

bot = scaletg.Bot()
orders = {}


@bot.module
def order(user):
    return orders.setdefault(user.id, {})


@bot.app("/start")
def start(message, user):
    "Say hello."
    text = f"<b>Hello, {user.first_name}!</b> Fresh pizza, <i>today only</i>: <tg-spoiler>half price</tg-spoiler>."
    keyboard = scaletg.inline_keyboard({"Margherita": "size:margherita", "Funghi": "size:funghi"})
    return message.answer(text, parse_mode="HTML", reply_markup=keyboard)


@bot.app("/order")
def show_order(order):
    "Show what you have ordered."
    return f"You have ordered: {order.get('pizza', 'nothing yet')}"


@bot.app("size:<pizza>", on="callback_query")
def choose(callback_query, order, pizza):
    order["pizza"] = pizza
    return [callback_query.edit_text(f"One {pizza}. It is in the oven 🍕"), callback_query.answer("Thank you!")]
'''


def open_browser(folder, *, dark=False, scale=1.5):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += ["--disable-dev-shm-usage", f"--user-data-dir={folder}", f"--force-device-scale-factor={scale}"]
    flags += ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else []
    for flag in flags:
        options.add_argument(flag)
    return webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))


class Page:
    def __init__(self, browser, url, width, height):
        self.browser = browser
        browser.set_window_size(width, height)
        browser.get(url)
        self.wait("body[data-ready]")

    def wait(self, selector, count=1):
        WebDriverWait(self.browser, 10).until(lambda one: len(one.find_elements(By.CSS_SELECTOR, selector)) >= count)

    def say(self, text, answers):
        self.browser.find_element(By.ID, "input").send_keys(text + Keys.ENTER)
        self.wait(".message", answers)

    def click(self, selector):
        self.wait(selector)
        self.browser.find_elements(By.CSS_SELECTOR, selector)[-1].click()

    def save(self, name):
        time.sleep(0.6)  # toasts and scrolling come to rest
        self.browser.save_screenshot(str(IMAGES / name))


def main():
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        (Path(folder) / "pizza_bot.py").write_text(BOT + '\nif __name__ == "__main__":\n    bot.run(reload=False)\n')
        with running(sys.executable, "pizza_bot.py", cwd=folder) as bot:
            bot.wait_for("http://")
            take(re.search(r"http://\S+", bot.output)[0], folder)


def take(url, folder):
    browser = open_browser(f"{folder}/profile")
    try:
        page = Page(browser, url, 1280, 900)
        page.click(".start")
        page.wait(".inline")
        page.say("/order", 4)
        page.say("/start", 6)
        page.click(".inline")
        page.wait(".toast")
        page.save("chat.png")
        time.sleep(3.5)  # the toast goes
        page.say("/order", 8)
        page.say("order", 9)
        page.click(".why")
        page.wait(".verdict")
        page.save("why.png")
        page.click(".theirs .meta")
        page.wait(".node.won")
        page.save("inspector.png")
        browser.set_window_size(500, 900)
        page.click("#close-inspector")
        page.save("narrow.png")
    finally:
        browser.quit()
    browser = open_browser(f"{folder}/dark", dark=True)
    try:
        page = Page(browser, url, 1280, 900)
        page.click(".theirs .meta")
        page.wait(".node.won")
        page.save("dark.png")
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
