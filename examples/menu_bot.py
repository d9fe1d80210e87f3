# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""A tea shop in one message. Say /menu, choose a tea and a size, name your cup, pick a day, and cancel it.

TELEGRAM_BOT_TOKEN=... python examples/menu_bot.py
"""

import datetime
from typing import Any

import scaletg
from scaletg_contrib.menus import Menu, Menus
from scaletg_contrib.stores import open_store

bot = scaletg.Bot()
store = open_store("sqlite:///menu.db")
menus = Menus(store)

TEAS = "Assam Ceylon Chai Darjeeling Gunpowder Jasmine Lapsang Matcha Mint Oolong Sencha".split()
EMPTY: dict[str, Any] = {"tea": None, "size": "S", "name": "", "day": None}


def save(user: scaletg.User, **values: Any) -> str:
    store.change(f"order:{user.id}", lambda order: {**order, **values}, default=EMPTY)
    return "Noted."


def name_cup(user: scaletg.User, name: str) -> str:
    if len(name) > 20:
        raise ValueError("That does not fit on a cup: at most 20 letters.")
    return save(user, name=name)


@menus.menu("/menu")
def main(menu: Menu, user: scaletg.User) -> str:
    "Order tea."
    record = store.get(f"order:{user.id}")
    order = record.value if record else EMPTY
    menu.link("Choose a tea", teas)
    menu.radio({"S": "Small", "L": "Large"}, order["size"], lambda size: save(user, size=size), columns=2)
    menu.ask("Name on the cup", "Which name is on the cup?", name_cup, user)
    menu.link("Choose a day", days)
    if order["tea"]:
        menu.button("Cancel the order", lambda: save(user, **EMPTY), confirm="Cancel the order?", no="Keep it")
    menu.close("Done", text=f"{order['tea'] or 'Nothing'}, size {order['size']}, {order['day'] or 'any day'}.")
    cup = f" for {order['name']}" if order["name"] else ""
    return f"Your order: {order['tea'] or 'nothing yet'}{cup}, {order['day'] or 'any day'}"


@menus.menu()
def teas(menu: Menu, user: scaletg.User) -> str:
    for tea in menu.pages(TEAS, 5):
        menu.button(tea, lambda tea: save(user, tea=tea), tea)
    menu.back()
    return "Which tea?"


@menus.menu()
def days(menu: Menu, user: scaletg.User) -> str:
    menu.calendar(lambda day: save(user, day=str(day)), first=datetime.datetime.now(datetime.UTC).date())
    menu.back()
    return "Which day?"


bot.load(menus)

if __name__ == "__main__":
    bot.run()
