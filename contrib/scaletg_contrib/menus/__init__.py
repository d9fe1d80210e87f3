"""Draw menus that redraw themselves in place: submenus, pages, toggles, choices, confirmation, a calendar.

    menus = Menus()

    @menus.menu("/settings")                            # the command that sends it
    def settings(menu, session):                        # draws it; it can name the same things as an app
        menu.toggle("Sound", session.get("sound", True), lambda on: session.update(sound=on))
        menu.link("Language", language)                 # another menu, in the same message
        return "What would you like to change?"         # the text above the buttons

    bot.load(menus)

When a button is pressed, the function draws the menu again, the action of this button is called, and the menu is drawn
once more. A button that is no longer drawn does nothing, and the person who presses it gets a note.

Stored: data that does not fit into the 64 bytes of a button, for `keep` seconds after it was last drawn, and the open
question of a person (`menu.ask`), for an hour: `<bot id>/menus/menus/question/<chat>/<person>`. All data of buttons is
signed and belongs to one chat, so it is valid in every process and cannot be forged. The signing key is derived from
the bot's token; without a token it is in the store.
"""

from scaletg_contrib.menus.desk import Desk
from scaletg_contrib.menus.drawing import Menu
from scaletg_contrib.menus.plugin import Menus

__all__ = ["Desk", "Menu", "Menus"]
