# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Sells tea for Stars, as long as there is some. Say /tea, pay, and say /return to get your Stars back.

TELEGRAM_BOT_TOKEN=... python examples/shop_bot.py
"""

import scaletg
from scaletg_contrib.payments import Payment, Payments
from scaletg_contrib.sessions import Session, Sessions

bot = scaletg.Bot()
payments = Payments()
shop = Sessions(name="shop", key=lambda update: "shop")  # one for all people
bot.load(Sessions())
bot.load(shop)

CUPS = 3
PRICE = 50


@bot.app("/tea")
def offer(message: scaletg.Message) -> scaletg.Method:
    "Buy a cup of tea."
    price = [scaletg.LabeledPrice("Tea", PRICE)]
    return message.answer_invoice("Tea", "A cup of green tea", payload="tea", currency="XTR", prices=price)


@payments.check("tea")
def check_stock(shop: Session) -> str | None:
    return None if shop.get("sold", 0) < CUPS else "We have no tea left today."


@payments.paid("tea")
def serve(payment: Payment, session: Session, shop: Session) -> str:
    if shop.get("sold", 0) >= CUPS:  # two people were as quick
        payments.refund(payment.charge_id)
        return "Somebody was quicker. You get your Stars back."
    shop["sold"] = shop.get("sold", 0) + 1
    session["last"] = payment.charge_id
    return "Here is your tea."


@bot.app("/return")
def give_back(message: scaletg.Message, session: Session) -> str:
    "Get the Stars of your last cup back."
    charge_id = session.pop("last", None)
    if charge_id is None:
        return "You have not bought anything."
    payments.refund(charge_id)
    return "You get your Stars back."


bot.load(payments)

if __name__ == "__main__":
    bot.run()
