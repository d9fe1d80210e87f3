"""The whole of the simulated Telegram.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import json
from pathlib import Path

from scaletg_contrib.simulator.delivery import Delivery
from scaletg_contrib.simulator.faces.app import make_app
from scaletg_contrib.simulator.parameters import Refused
from scaletg_contrib.simulator.records import Chat, Data, Message, StoredFile
from scaletg_contrib.simulator.rooms import (
    albums,
    boosts,
    bots,
    business,
    chats,
    checklists,
    contacts,
    crowds,
    drafts,
    edits,
    forwards,
    games,
    gifts,
    guests,
    inline,
    invites,
    keyboards,
    locations,
    managed,
    media,
    members,
    messages,
    passport,
    payments,
    people,
    pins,
    polls,
    profiles,
    raw,
    reactions,
    scenarios,
    stories,
    subscriptions,
    suggested_posts,
    topics,
    web_apps,
)
from scaletg_contrib.simulator.saving import write_whole
from scaletg_contrib.simulator.server import Server
from scaletg_contrib.simulator.world import Clock


class Simulator(Delivery):
    """The whole simulated Telegram. *open*: any well-formed token is a bot, which is created at its first call.

    *clock*: by default the real time; `Clock(frozen_at=...)` stands still until `advance`. *seed*: for ids that are
    the same in every run. *local*: webhooks may have any address, as with a server of your own; without it they are
    refused as the public service does: https, its four ports, no address of a private network, twice in a second.
    *flood_limits*: messages that are sent too fast are refused with 429. *lenient*: a method that is not simulated
    gets an empty answer of the right type; without it the call fails, because nothing is made up.
    """

    # The actions of people, which are also in the table of the registry.
    add_user = people.add_user
    block = people.block
    unblock = people.unblock
    create_group = chats.create_group
    migrate = chats.migrate
    add_members = members.add_members
    leave = members.leave
    set_role = members.set_role
    join = invites.join
    pin = pins.pin
    inline_query = inline.inline_query
    choose = inline.choose
    call_guest = guests.call_guest
    create_managed_bot = managed.create_managed_bot
    replace_token = managed.replace_token
    send_web_app_data = web_apps.send_web_app_data
    pay = payments.pay
    choose_shipping = payments.choose_shipping
    send_dice = games.send_dice
    react = reactions.react
    send_location = locations.send_location
    send_contact = contacts.send_contact
    share = contacts.share
    send_poll = polls.send_poll
    vote = polls.vote
    forward = forwards.forward
    edit = edits.edit
    delete = edits.delete
    send = messages.send
    start = messages.start
    stop_draft = drafts.stop_draft
    send_file = media.send_file
    send_album = albums.send_album
    press = keyboards.press
    tap = keyboards.tap
    send_checklist = checklists.send_checklist
    mark_tasks = checklists.mark_tasks
    add_tasks = checklists.add_tasks
    edit_group = chats.edit_group
    move_location = locations.move_location
    set_anonymous = members.set_anonymous
    unpin = pins.unpin
    report = people.report
    configure_bot = people.configure_bot
    end_poll = polls.end_poll
    create_topic = topics.create_topic
    edit_topic = topics.edit_topic
    open_app = web_apps.open_app
    log_in = web_apps.log_in
    deliver = raw.deliver
    trigger = scenarios.trigger
    crowd = crowds.crowd
    boost = boosts.boost
    remove_boost = boosts.remove_boost
    connect_business = business.connect_business
    disconnect_business = business.disconnect_business
    write_to = business.write_to
    open_prepared_button = contacts.open_prepared_button
    give_gift = gifts.give_gift
    set_guard_bot = invites.set_guard_bot
    share_passport = passport.share_passport
    allow_emoji_status = profiles.allow_emoji_status
    add_profile_photo = profiles.add_profile_photo
    add_profile_audio = profiles.add_profile_audio
    show_channel = profiles.show_channel
    send_story = stories.send_story
    reply_to_story = stories.reply_to_story
    edit_subscription = subscriptions.edit_subscription
    open_direct_messages = suggested_posts.open_direct_messages
    suggest_post = suggested_posts.suggest_post
    decide_on_post = suggested_posts.decide_on_post

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int | None = None,
        open: bool = True,
        local: bool = True,
        flood_limits: bool = False,
        lenient: bool = False,
    ) -> None:
        super().__init__(clock=clock, seed=seed, open=open, flood_limits=flood_limits, lenient=lenient)
        self.local = local
        self.server: Server | None = None

    ############################################################################
    # Reading the state

    def file_at(self, path: str) -> StoredFile:
        """Return the file of a file_path. Raises `Refused` if there is none."""
        file = self.world.files.get(self.world.paths.get(path, ""))
        if file is None:
            raise Refused("Not Found", 404)
        return file

    def overview(self) -> Data:
        """Return bots, people and chats."""
        world = self.world
        bots = [{**bot.get_me(), "webhook": bot.webhook.get("url", "")} for bot in world.bots.values()]
        people = [{**user.to_telegram(), "blocked": user.blocked} for user in world.users.values()]
        chats = [{"key": chat.key, **world.chat_data(chat), "bot_id": chat.bot_id} for chat in world.chats.values()]
        return {"bots": bots, "users": people, "chats": chats, "time": world.clock.time(), "last": world.last_event}

    def show_chat(self, chat: Chat, user_id: int = 0) -> Data:
        """Return a chat with all details; with a user, also the keyboard and the commands that this user sees."""
        world = self.world
        members = [self.member_data(chat, member) for member in chat.members.values()] if not chat.is_private else []
        bot = world.bots.get(chat.bot_id) or next((b for b in world.bots.values() if b.id in chat.members), None)
        return {
            "key": chat.key,
            **world.chat_data(chat),
            "description": chat.description,
            "members": members,
            "pinned": chat.pinned,
            "topics": list(chat.topics.values()),
            "action": chat.action if chat.action.get("until", 0) > self.now else {},
            "drafts": {str(number): draft for number, draft in chat.drafts.items()},
            "keyboard": chat.keyboards.get(user_id),
            "commands": bots.commands_for(self, bot, chat, user_id) if bot else [],
            "menu_button": bots.menu_button(bot, chat.id) if bot else None,
            "migrated_to": chat.migrated_to,
        }

    def show_message(self, message: Message) -> Data:
        """Return a message, with the data that only the simulator knows."""
        return {
            "chat": message.chat,
            "message": message.raw,
            "markup": message.markup,
            "sender": message.sender,
            "is_deleted": message.is_deleted,
            "versions": message.versions,
            "reactions": message.reactions,
            "votes": message.votes,
        }

    def save(self, path: str | Path) -> None:
        """Write the whole state to a file, completely or not at all; only its owner can read it: it has tokens."""
        write_whole(Path(path), json.dumps(self.world.dump()))

    def load(self, path: str | Path) -> None:
        """Read a state that `save` wrote. Raises `ValueError` if it is not one, without changing anything."""
        try:
            state = json.loads(Path(path).read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise ValueError(f"this is not a saved state: it is not JSON ({error})") from error
        if not isinstance(state, dict):
            raise ValueError("this is not a saved state: it is not a JSON object")
        self.world.restore(state)

    def about_to_act(self) -> None:
        """Do nothing; a subclass may keep the state from before a person does something over HTTP."""

    ############################################################################
    # Serving

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Server:
        """Serve the Bot API and the control API in threads, deliver to webhooks, and return the server."""
        self.server = Server(make_app(self), host, port)
        self.server.start()
        self.start_delivery()
        return self.server

    def stop(self) -> None:
        """Stop the server and the deliveries."""
        self.stop_delivery()
        if self.server:
            self.server.stop()
            self.server = None
