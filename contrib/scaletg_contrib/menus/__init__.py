"""Draw menus that redraw themselves in place: submenus, pages, toggles, choices, confirmation, a calendar.

    menus = Menus()

    @menus.menu("/settings")                            # the command that sends it
    def settings(menu, session):                        # draws it, and may name what an app may name
        menu.toggle("Sound", session.get("sound", True), lambda on: session.update(sound=on))
        menu.link("Language", language)                 # another menu, in the same message
        return "What would you like to change?"         # the text above the buttons

    bot.load(menus)

When a button is pressed, the function draws the menu again, the button of that name does its work, and the menu is
drawn once more. A button that is not drawn any more does nothing, and the person who presses it gets a polite note.

Stored: what does not fit into the 64 bytes of a button, for `keep` seconds since it was last drawn; nothing else. All
data are signed and belong to one chat, so they are valid in every process and nobody can make up others. The key of the
signature is made of the bot's token; without a token it is in the store.
"""

from scaletg_contrib.menus.desk import Desk
from scaletg_contrib.menus.drawing import Menu
from scaletg_contrib.menus.plugin import Menus

__all__ = ["Desk", "Menu", "Menus"]
