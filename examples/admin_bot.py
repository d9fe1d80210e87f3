# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""An admin panel: /admin closes the bot for guests, bans people, and makes admins. Make yourself an owner, by a shell:

python -m scaletg_contrib.auth examples/admin_bot.py grant YOUR_ID owner
TELEGRAM_BOT_TOKEN=... python examples/admin_bot.py
"""

import scaletg
from scaletg_contrib.auth import Auth, Permissions, allowed
from scaletg_contrib.menus import Menu, Menus
from scaletg_contrib.people import KnownPeople, People
from scaletg_contrib.stores import key

bot = scaletg.Bot()
auth, menus = Auth(roles=["admin", "banned"]), Menus()
is_admin = allowed("admin")


def closed_key() -> str:
    return key(bot, "panel", "closed")


def is_closed() -> bool:
    record = bot.store.get(closed_key())
    return bool(record and record.value)


def set_role(user_id: int, role: str, is_on: bool) -> None:
    change = auth.grant if is_on else auth.revoke
    change(user_id, role)


@bot.module(autouse=True)
def door(permissions: Permissions) -> None:  # a gate, which ends an update by raising
    if permissions.has("admin"):
        return
    if permissions.has("banned"):
        raise scaletg.Stop("")
    if is_closed():
        raise scaletg.Stop("We are closed. Please come back tomorrow.")


@bot.app("/start")
def start(user: scaletg.User) -> str:
    "Say hello."
    return f"Hello, {user.first_name}!"


@menus.menu("/admin", when=is_admin)
def panel(menu: Menu, people: KnownPeople) -> str:
    menu.toggle("Closed for guests", is_closed(), lambda is_on: bot.store.put(closed_key(), is_on))
    menu.link("People", everybody)
    menu.close()
    return f"{people.count()} people, of whom {people.count(reachable=True)} can be written to"


@menus.menu(when=is_admin)
def everybody(menu: Menu, people: KnownPeople) -> str:
    for person in menu.pages(list(people.all()), 6):
        menu.link(f"{person.user.first_name} ({person.id})", one, id=person.id)
    menu.back()
    return "Whom do you want to see?"


@menus.menu(when=is_admin)
def one(menu: Menu, people: KnownPeople, permissions: Permissions) -> str:
    user_id, person = menu.args["id"], people.find(menu.args["id"])
    roles = auth.roles_of(user_id)
    menu.toggle("Banned", "banned" in roles, lambda is_on: set_role(user_id, "banned", is_on))
    if permissions.has("owner"):
        menu.toggle("Admin", "admin" in roles, lambda is_on: set_role(user_id, "admin", is_on))
    menu.back()
    return (
        f"{person.user.first_name}, here since {person.first_seen}" if person else "I do not know this person any more."
    )


for feature in (auth, People(), menus):
    bot.load(feature)

if __name__ == "__main__":
    bot.run()
