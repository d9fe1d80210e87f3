"""Decide who may do what: roles for people and groups, invitation links, and the administrators of a chat.

    bot.load(Auth(owners=[12345678]))                         # your own id: a closed bot shows it

    @bot.app("/stop", when=allowed("admin"))                  # for others this app is not called
    @bot.app("/wipe", when=allowed("admin", refuse="No."))    # others get this text, and no later app is called
    @bot.app("/mute", when=chat_admin("can_restrict_members"))

Owners have every role, and the commands /grant, /revoke, /roles and /invite. With `closed=True` only people with a role
can use the bot: everybody else is refused before any app is called. The same commands exist for a shell:

    python -m scaletg_contrib.auth bot.py grant 12345678 owner

Stored: a record for every person or group with a role, for every open invitation (a hash of it), and for a while the
administrators of chats. Every check reads the store, so a role that one process grants or revokes changes at once in
all processes; administrators of a chat are remembered for `admin_seconds`, or until Telegram reports a change.
"""

from scaletg_contrib.auth.permissions import Permissions, allowed, chat_admin
from scaletg_contrib.auth.plugin import Auth
from scaletg_contrib.auth.roles import OWNER, AuthError, Roles

__all__ = ["OWNER", "Auth", "AuthError", "Permissions", "Roles", "allowed", "chat_admin"]
