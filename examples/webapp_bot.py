# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Takes an order in a Web App. Say /start and press the key: a page opens over the chat.

TELEGRAM_BOT_TOKEN=... ADDRESS=https://example.com gunicorn examples.webapp_bot:bot
Without a token: python examples/webapp_bot.py; the page is at port 5000 then.
"""

import json
import os
import threading

import bottle

import scaletg

bot = scaletg.Bot()
PORT = int(os.environ.get("PORT", "5000"))
ADDRESS = os.environ.get("ADDRESS", f"http://127.0.0.1:{PORT}")  # where people reach this server

TEAS = ["Assam", "Chai", "Sencha"]
PAGE = """<!doctype html>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<script src="https://telegram.org/js/telegram-web-app.js"></script>
<style>body { font: 16px sans-serif; color: var(--tg-theme-text-color) } label { display: block; padding: 8px }</style>
<h1>Tea</h1>
%s<label>Cups <input id="cups" type="number" min="1" max="9" value="1"></label>
<button onclick="order()">Order</button>
<script>
function order() {
  const tea = document.querySelector("[name=tea]:checked").value, cups = Number(document.getElementById("cups").value);
  Telegram.WebApp.sendData(JSON.stringify({tea, cups}));
}
</script>
"""


@bot.wsgi.get("/tea")  # type: ignore[untyped-decorator]  # Bottle has no types
def show_page() -> str:
    choices = [f'<label><input type="radio" name="tea" value="{tea}" checked> {tea}</label>\n' for tea in TEAS]
    return PAGE % "".join(choices)


@bot.app("/start", on="message:chat:private")
def start(message: scaletg.Message) -> scaletg.SendMessage:
    "Order tea."
    key = scaletg.KeyboardButton("Order tea", web_app=scaletg.WebAppInfo(f"{ADDRESS}/tea"))
    return message.answer("Press the key.", reply_markup=scaletg.reply_keyboard([key]))


@bot.app(on="message:web_app_data")
def take_order(message: scaletg.Message) -> str:
    """Check the data as those of any form: Telegram says who sent them, and people can send whatever they want."""
    assert message.web_app_data
    try:
        order = json.loads(message.web_app_data.data)
        tea, cups = order["tea"], order["cups"]
    except (ValueError, KeyError, TypeError):
        return "I do not understand this order."
    if tea not in TEAS or cups not in range(1, 10):
        return "We do not have that."
    return f"{cups} × {tea}, right away."


if __name__ == "__main__":  # on a developer's machine: the page in a thread
    threading.Thread(target=bottle.run, args=(bot.wsgi,), kwargs={"port": PORT, "quiet": True}, daemon=True).start()
    bot.run(reload=False)
