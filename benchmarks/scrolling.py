"""Measure how smoothly the playground's page scrolls with 1,000 messages, and what a new message costs there.

python benchmarks/scrolling.py

Needs Chromium, its driver and selenium. The floor beside it is the same browser scrolling 1,000 lines of plain text.
A frame is late if it takes more than 33 ms: two frames of a screen of 60 Hz.
"""

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from programs import running

BOT = """\
import scaletg

bot = scaletg.Bot()


@bot.app("/many")
def many(message):
    for number in range(250):
        yield message.answer(f"message {number}")
        yield message.answer(f"<b>message</b> <i>{number}</i>: " + "a longer text " * 24, parse_mode="HTML")
        keyboard = scaletg.inline_keyboard({"Tea": "tea", "Coffee": "coffee"})
        yield message.answer(f"choose {number}", reply_markup=keyboard)
        yield scaletg.SendPoll(message.chat.id, "Which?", [scaletg.InputPollOption(one) for one in ("Tea", "Coffee")])


@bot.app(on="message:text")
def echo(message):
    return None if message.command else message.text


bot.run(port=0, reload=False)
"""
FLOOR = """
const list = document.createElement("div");
list.id = "messages";
list.style.cssText = "height: 100vh; overflow-y: auto";
for (let number = 0; number < 1000; number++) {
  const line = document.createElement("p");
  line.textContent = `line ${number}`;
  list.append(line);
}
document.body.replaceChildren(list);
list.scrollTop = list.scrollHeight;
"""
#: Scroll from the end to the begin, one step a frame, and return how long each frame took.
SCROLL = """
const [step, done] = arguments;
const list = document.getElementById("messages");
const times = [];
let last = performance.now();
function frame(now) {
  times.push(now - last);
  last = now;
  if (list.scrollTop <= 0) return done(times.slice(2));
  list.scrollTop -= step;
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
"""
#: Send a message, and return how long it took until the answer was drawn, and the longest frame meanwhile.
ANSWER = """
const [text, done] = arguments;
const began = performance.now();
let longest = 0, last = began;
const input = document.getElementById("input");
input.value = text;
document.getElementById("composer").requestSubmit();
function frame(now) {
  longest = Math.max(longest, now - last);
  last = now;
  const texts = document.querySelectorAll(".theirs .text");
  if (texts[texts.length - 1]?.textContent === text) return done([now - began, longest]);
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
"""


def main():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        (Path(folder) / "many_bot.py").write_text(BOT)
        browser = open_browser(folder)
        try:
            with running(sys.executable, "many_bot.py", cwd=folder) as bot:
                bot.wait_for("http://")
                measure(browser, re.search(r"http://\S+", bot.output)[0])
        finally:
            browser.quit()


def open_browser(folder):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    for flag in [*flags, "--disable-dev-shm-usage", "--window-size=1300,900", f"--user-data-dir={folder}/profile"]:
        options.add_argument(flag)
    browser = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver") or ""))
    browser.set_script_timeout(120)
    return browser


def measure(browser, url):
    browser.get("about:blank")
    browser.execute_script(FLOOR)
    report("1,000 lines of text", browser.execute_async_script(SCROLL, 60))
    browser.get(url)
    wait(browser, "return document.body.dataset.ready")
    print(f"{'an answer, of a few':24}", *draw(browser))
    browser.execute_async_script(ANSWER.replace(".theirs .text", ".mine .text"), "/many")
    began = time.perf_counter()
    wait(browser, "return document.querySelectorAll('.theirs').length >= 1001")
    print(f"1,000 messages were drawn after {time.perf_counter() - began:.1f} s")
    for step in (60, 600):
        browser.execute_script("const list = document.getElementById('messages'); list.scrollTop = list.scrollHeight")
        time.sleep(1)
        report(f"1,000 messages, {step} px", browser.execute_async_script(SCROLL, step))
    print(f"{'an answer, of 1,000':24}", *draw(browser))
    began = time.perf_counter()
    browser.refresh()
    wait(browser, "return document.body.dataset.ready")
    print(f"the page was loaded again in {time.perf_counter() - began:.1f} s")


def draw(browser):
    found = [browser.execute_async_script(ANSWER, f"hello {number}") for number in range(20)]
    total, longest = (sorted(one)[len(one) // 2] for one in zip(*found, strict=True))
    return f"is seen after {total:5.1f} ms, its longest frame takes {longest:5.1f} ms (medians of 20)".split(" ")


def wait(browser, script):
    deadline = time.monotonic() + 120
    while not browser.execute_script(script):
        assert time.monotonic() < deadline, script
        time.sleep(0.05)


def report(name, times):
    times.sort()
    late = sum(one > 33.4 for one in times)
    middle, most = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(
        f"{name:24} {len(times):5} frames: median {middle:5.1f} ms, 99 % within {most:5.1f} ms, "
        f"longest {times[-1]:5.1f} ms, late {late} ({late / len(times):.1%})"
    )


if __name__ == "__main__":
    main()
