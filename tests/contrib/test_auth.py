"""Permissions: roles, the closed bot, invitations, the command line, and the administrators of a chat."""

import contextlib
import subprocess
import sys
import threading

import pytest
from backends import unique

import scaletg
from scaletg_contrib.auth import Auth, AuthError, allowed, chat_admin
from scaletg_contrib.auth.__main__ import main
from scaletg_contrib.auth.roles import Roles
from scaletg_contrib.stores import StoreDown, open_store
from scaletg_contrib.testkit import Telegram

OWNER = 4242


def loaded(store, **options):
    """Return an `Auth` that a bot has loaded."""
    auth = Auth(store, **options)
    scaletg.Bot(username="test_bot").load(auth)
    return auth


def make_bot(auth, **options):
    bot = scaletg.Bot(**options)
    bot.load(auth)

    @bot.app("/secret", when=allowed("admin"))
    def secret(message):
        return "the secret"

    @bot.app("/wipe", when=allowed("admin", refuse="Only for admins"))
    def wipe(message):
        return "wiped"

    @bot.app("/any", when=allowed())
    def any_role(message):
        return "some role"

    @bot.app("/hello")
    def hello(message):
        return "hello"

    @bot.app(on="message:text", fallback=True)
    def unknown(message):
        return "unknown"

    return bot


@pytest.fixture
def store(any_store):
    return any_store


@pytest.fixture
def auth(store):
    return Auth(store, owners=[OWNER])


@pytest.fixture
def known(store):
    """An `Auth` that has its bot already."""
    return loaded(store, owners=[OWNER])


@pytest.fixture
def telegram(auth, talk_to):
    return talk_to(make_bot(auth))


@pytest.fixture
def boss(telegram):
    return telegram.private("Boss", id=OWNER)


@pytest.fixture
def ada(telegram):
    return telegram.private("Ada")


# Roles #######################################################################


def test_without_the_role_the_app_is_not_asked(ada):
    assert ada.send("/secret").text == "unknown"
    assert ada.send("/any").text == "unknown"
    assert ada.send("/hello").text == "hello"


def test_a_refusal_ends_the_dispatch(auth, talk_to):
    bot, acted = make_bot(auth), []

    @bot.app(order=5)
    def spy(update):
        acted.append(update)

    ada = talk_to(bot).private("Ada")
    assert ada.send("/wipe").text == "Only for admins"
    assert ada.telegram.last_outcome.app == "wipe"
    assert acted == []


def test_an_owner_has_every_role(boss):
    assert boss.send("/secret").text == "the secret"
    assert boss.send("/any").text == "some role"


def test_grant_and_revoke_hold_with_the_next_update(boss, ada):
    assert boss.send(f"/grant {ada.user.id} admin").text == f"{ada.user.id} now has: admin."
    assert ada.send("/secret").text == "the secret"
    assert boss.send(f"/revoke {ada.user.id} admin").text == f"{ada.user.id} now has: no role."
    assert ada.send("/secret").text == "unknown"


def test_a_role_holds_in_another_process_at_once(store, auth, ada):
    loaded(store).grant(ada.user.id, "admin", bot=ada.telegram.bot)
    assert ada.send("/secret").text == "the secret"


def test_roles_do_not_contain_each_other(auth, ada):
    auth.grant(ada.user.id, "member")
    assert ada.send("/secret").text == "unknown"
    assert ada.send("/any").text == "some role"


def test_revoke_without_a_role_takes_all(auth, boss, ada):
    auth.grant(ada.user.id, "member")
    auth.grant(ada.user.id, "admin")
    assert boss.send(f"/revoke {ada.user.id}").text.endswith("no role.")


@pytest.mark.parametrize("command", ["/grant 5 admin", "/revoke 4242", "/roles", "/invite admin"])
def test_the_commands_are_unknown_to_others(ada, auth, command):
    auth.grant(ada.user.id, "admin")
    before = auth.everybody()
    assert ada.send(command).text == "unknown"
    assert auth.everybody() == before


@pytest.mark.parametrize(
    "command, part",
    [
        ("/grant", "Give an id and a role"),
        ("/grant admin", "Give an id and a role"),
        ("/grant 5", "Give the role, too"),
        ("/grant 5 king", "There is no role 'king'. There are owner, admin, member"),
        ("/grant 5 admin member", "one role"),
        ("/grant 0 admin", "Give an id and one role"),
        ("/grant @ada admin", "the ids of usernames"),
        ("/grant -5 owner", "only people can be owners"),
        (f"/revoke {OWNER} owner", "Auth(owners=...)"),
        (f"/revoke {OWNER}", "Auth(owners=...)"),
        ("/invite", "Give the role, too"),
        ("/invite king", "There is no role 'king'"),
    ],
)
def test_a_wrong_command_is_explained(boss, auth, command, part):
    assert part in boss.send(command).text
    assert auth.everybody() == {OWNER: frozenset({"owner"})}


def test_explanations_survive_a_parse_mode(auth, talk_to):
    boss = talk_to(make_bot(auth, defaults={"parse_mode": "HTML"})).private("Boss", id=OWNER)
    assert "'<b'" in boss.send("/grant 5 <b").text
    assert "start=invite_" in boss.send("/invite admin").text


def test_roles_lists_who_has_which(boss, auth):
    auth.grant(5, "member")
    auth.grant(-7, "admin")
    auth.grant(6, "admin")
    auth.revoke(6)
    lines = boss.send("/roles").text.split("\n")
    assert lines == ["-7: admin", "5: member", f"{OWNER}: owner", "", "Roles: owner, admin, member"]


def test_an_answer_to_a_message_names_its_author(telegram, auth):
    auth.grant(telegram.user("Boss2", id=77).id, "owner")
    group = telegram.group("Group", "Boss2", "Ada", admin=True)
    said = group.by("Ada").do("send", "hi", chat=group.chat)
    group.send("/grant admin", reply_to=said.id)
    assert auth.roles_of(telegram.user("Ada").id) == {"admin"}


def answering(author, **fields):
    message = {"message_id": 1, "date": 0, "chat": {"id": OWNER, "type": "private"}, "text": "x", **fields}
    if author:
        message["from"] = author
    command = {"message_id": 2, "date": 0, "chat": message["chat"], "from": BOSS, "text": "/grant admin"}
    return {"message": {**command, "reply_to_message": message}}


BOSS = {"id": OWNER, "is_bot": False, "first_name": "Boss"}
BOT = {"id": 9, "is_bot": True, "first_name": "bot"}
BOB = {"id": 8, "is_bot": False, "first_name": "Bob"}


def test_an_answer_to_a_forwarded_message_names_who_wrote_it_first(auth):
    origin = {"type": "user", "date": 0, "sender_user": BOB}
    make_bot(auth).process(answering(BOSS, forward_origin=origin))
    assert auth.everybody() == {8: {"admin"}, OWNER: {"owner"}}


@pytest.mark.parametrize(
    "author, fields",
    [
        (BOSS, {"forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": "Bob"}}),
        (BOT, {}),
        (BOB, {"sender_chat": {"id": -100, "type": "channel", "title": "News"}}),
        (None, {}),
    ],
)
def test_a_message_that_hides_its_author_gives_nobody_a_role(auth, author, fields):
    reply = make_bot(auth).process(answering(author, **fields)).reply
    assert "does not say which person" in reply.text
    assert auth.everybody() == {OWNER: {"owner"}}


def test_a_group_has_a_role_for_everybody_in_it_and_nowhere_else(telegram, auth):
    group = telegram.group("Group", "Ada", "Bob")
    auth.grant(group.id, "admin")
    assert group.by("Bob").send("/secret").text == "the secret"
    assert telegram.private("Bob").send("/secret").text == "unknown"


def test_a_group_keeps_its_roles_as_a_supergroup(telegram, auth):
    group = telegram.group("Group", "Ada", type="group")
    auth.grant(group.id, "admin")
    old = group.id
    group.do("migrate", group.chat)
    assert group.id != old
    assert auth.roles_of(group.id) == {"admin"}
    assert old not in auth.everybody()


def test_who_writes_in_the_name_of_a_channel_does_not_have_the_roles_of_the_user_in_its_place(auth):
    stand_in = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    message = {"message_id": 1, "date": 0, "chat": {"id": -5, "type": "supergroup", "title": "G"}, "text": "/secret"}
    update = {"message": {**message, "from": stand_in, "sender_chat": {"id": -100, "type": "channel", "title": "N"}}}
    bot = make_bot(auth)
    auth.grant(136817688, "admin")
    assert bot.process(update).reply.text == "unknown"
    auth.grant(-100, "admin")
    assert bot.process(update).reply.text == "the secret"


def test_a_private_chat_gives_no_role_to_the_other_one_in_it(auth):
    """In a chat of a business account the chat's id is that of the customer, whoever writes."""
    bot = scaletg.Bot()
    bot.load(auth)
    auth.grant(5, "admin")
    seen = []

    @bot.app(on="business_message")
    def look(update, permissions):
        seen.append(permissions.roles)

    chat = {"id": 5, "type": "private", "first_name": "Customer"}
    bot.process({"business_message": {"message_id": 1, "date": 0, "chat": chat, "from": BOB, "text": "x"}})
    assert seen == [frozenset()]


def test_a_misspelt_role_in_an_app_is_an_error_not_a_yes(auth, talk_to):
    bot = scaletg.Bot()
    bot.load(auth)

    @bot.app("/x", when=allowed("adnim"))
    def x(message):
        return "in"

    boss = talk_to(bot, strict=False).private("Boss", id=OWNER)
    assert boss.send("/x") is None
    assert "no role 'adnim'" in str(boss.telegram.last_outcome.error)


@pytest.mark.parametrize("options", [{"roles": "admin"}, {"roles": ["Ad min"]}, {"owners": ["5"]}, {"owners": [-5]}])
def test_wrong_options_are_refused(store, options):
    with pytest.raises(scaletg.ConfigError, match="write a list"):
        Auth(store, **options)


def test_many_grants_at_the_same_time_lose_none(store):
    roles = [f"role{number}" for number in range(16)]
    threads = [threading.Thread(target=loaded(store, roles=roles).grant, args=(5, role)) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loaded(store, roles=roles).roles_of(5) == set(roles)


# The closed bot ##############################################################


@pytest.fixture
def closed(store):
    return Auth(store, owners=[OWNER], closed=True)


def test_a_closed_bot_refuses_before_any_other_app(closed, talk_to):
    bot, acted = make_bot(closed), []

    @bot.app(order=-5)
    def spy(update):
        acted.append(update)

    ada = talk_to(bot).private("Ada")
    assert ada.send("/hello").text == f"This bot is not open to everybody. Your id is {ada.user.id}: " + (
        "its owner can let you in."
    )
    assert acted == []
    assert ada.telegram.last_outcome.app == "gate"
    closed.grant(ada.user.id, "member")
    assert ada.send("/hello").text == "hello"
    assert len(acted) == 1


@pytest.mark.parametrize(
    "kind, event, method, part",
    [
        ("callback_query", {"id": "1", "chat_instance": "1", "data": "x"}, "answerCallbackQuery", ("show_alert", True)),
        ("inline_query", {"id": "1", "query": "", "offset": ""}, "answerInlineQuery", ("results", [])),
        (
            "pre_checkout_query",
            {"id": "1", "currency": "XTR", "total_amount": 1, "invoice_payload": "p"},
            "answerPreCheckoutQuery",
            ("ok", False),
        ),
    ],
)
def test_each_kind_is_refused_in_its_way(closed, kind, event, method, part):
    reply = make_bot(closed).process({kind: {**event, "from": BOB}}).reply.to_dict()
    assert reply["method"] == method
    assert reply[part[0]] == part[1]


def test_a_group_is_not_filled_with_refusals(closed, talk_to):
    group = talk_to(make_bot(closed)).group("Group", "Ada", admin=True)
    assert group.send("hello everybody") is None
    assert "not open" in group.send("/hello").text


def test_without_a_text_nobody_is_told_anything(store, talk_to):
    ada = talk_to(make_bot(Auth(store, closed=True, texts={"refusal": ""}))).private("Ada")
    assert ada.send("/hello") is None
    assert ada.telegram.last_outcome.reply == ""


def test_what_nobody_does_passes_a_closed_bot(closed):
    bot = make_bot(closed)

    @bot.app(on="poll")
    def count(poll):
        return ""

    poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": True}
    poll |= {"is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    assert bot.process({"poll": poll}).app == "count"


def test_when_the_store_is_down_nobody_is_let_in_and_the_update_comes_again(store):
    def down(key):
        raise StoreDown("store memory: is down", 5)

    bot = make_bot(Auth(store, closed=True))
    store.get = down
    message = {"message_id": 1, "date": 0, "chat": {"id": 8, "type": "private"}, "from": BOB, "text": "/hello"}
    outcome = bot.process({"message": message})
    assert (outcome.reply, outcome.retry_after) == (None, 5)


def test_an_open_bot_asks_for_no_more_kinds_than_its_apps(auth):
    bot = scaletg.Bot()
    bot.load(auth)
    assert bot.allowed_updates == ["message", "my_chat_member", "chat_member"]


# Invitations #################################################################


def payload_of(message):
    return message.text.partition("start=")[2]


def test_an_invitation_lets_one_person_into_a_closed_bot(closed, talk_to):
    telegram = talk_to(make_bot(closed))
    boss, ada, bob = telegram.private("Boss", id=OWNER), telegram.private("Ada"), telegram.private("Bob")
    sent = boss.send("/invite member")
    assert "within 24 hours is member: https://t.me/test_bot?start=invite_" in sent.text
    assert ada.start(payload_of(sent)).text == "Welcome, you are member now."
    assert "used already" in bob.start(payload_of(sent)).text
    assert "not open" in bob.send("/hello").text
    assert ada.send("/hello").text == "hello"


def test_an_invitation_is_not_made_in_a_group(telegram, auth):
    auth.grant(telegram.user("Boss2", id=77).id, "owner")
    assert "private chat" in telegram.group("Group", "Boss2").send("/invite admin").text


def test_an_invitation_runs_out(url, clock):
    with contextlib.closing(open_store(url, name=unique(), clock=clock)) as store:
        auth = loaded(store, invite_seconds=60)
        payload = auth.invite("member")
        clock.now += 61
        assert auth.redeem(payload, 5) is None


def test_an_invitation_is_void_when_its_owner_is_none_any_more(known):
    known.grant(77, "owner")
    payload = known.invite("owner", by=77)
    known.revoke(77)
    assert known.redeem(payload, 5) is None


def test_a_repeated_update_is_welcomed_again_but_a_revoked_role_stays_revoked(known):
    payload = known.invite("member")
    assert known.redeem(payload, 5) == "member"
    assert known.redeem(payload, 5) == "member"
    known.revoke(5)
    assert known.redeem(payload, 5) is None
    assert known.roles_of(5) == frozenset()


def test_a_process_that_is_killed_over_an_invitation_does_not_lose_it(known, monkeypatch):
    payload = known.invite("member")
    monkeypatch.setattr(Roles, "grant", lambda *values, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        known.redeem(payload, 5)
    monkeypatch.undo()
    assert known.redeem(payload, 6) is None
    assert known.redeem(payload, 5) == "member"


def test_of_many_who_open_it_at_the_same_time_one_gets_the_role(store):
    payload, gotten = loaded(store).invite("member"), []
    threads = [
        threading.Thread(target=lambda id=id: gotten.append(loaded(store).redeem(payload, id))) for id in range(1, 17)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(gotten, key=str) == [None] * 15 + ["member"]
    assert len(loaded(store).everybody()) == 1


def test_the_store_does_not_hold_the_link(known, store):
    payload = known.invite("member")
    assert all(payload not in repr(record) for record in store.scan())


# Administrators of a chat ####################################################


@pytest.fixture
def group(auth, talk_to):
    bot = scaletg.Bot()
    bot.load(auth)

    @bot.app("/rules", when=chat_admin())
    def rules(message):
        return "rules"

    @bot.app("/mute", when=chat_admin("can_restrict_members", refuse="no"))
    def mute(message):
        return "muted"

    return talk_to(bot).group("Group", "Ann", "Bob", admin=True)


def asked(group):
    return sum(call["method"] == "getChatAdministrators" for call in group.telegram.calls)


def test_the_owner_of_a_group_has_all_rights_and_a_member_none(group):
    assert group.send("/rules").text == "rules"
    assert group.send("/mute").text == "muted"
    assert group.by("Bob").send("/rules") is None
    assert group.by("Bob").send("/mute").text == "no"


def test_telegram_is_asked_once(group):
    for _ in range(3):
        group.send("/rules")
    assert asked(group) == 1


def test_a_change_is_seen_at_once(group):
    bob = group.by("Bob")
    assert bob.send("/rules") is None
    group.do("set_role", group.chat, bob.user, status="administrator", rights=["can_pin_messages"])
    assert bob.send("/rules").text == "rules"
    assert bob.send("/mute").text == "no"
    group.do("set_role", group.chat, bob.user, status="member")
    assert bob.send("/rules") is None


def test_what_was_asked_before_a_change_is_not_kept(group, auth):
    """One process asks Telegram while another one hears of the change."""

    class Slow:
        def get_chat_administrators(self, chat_id):
            auth.forget_admins(group.chat, group.telegram.bot)
            return []

    class Bot:
        api = Slow()
        id = group.telegram.bot.id

    assert auth.chat_admins(group.id, Bot) == {}
    assert group.send("/rules").text == "rules"


def test_in_a_private_chat_nobody_is_an_administrator(group):
    assert group.telegram.private("Ann").send("/mute").text == "no"
    assert asked(group) == 0


def anonymous(group, text):
    chat = {"id": group.id, "type": "supergroup", "title": "Group"}
    user = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    message = {"message_id": 99, "date": 0, "chat": chat, "from": user, "sender_chat": chat, "text": text}
    return group.telegram.bot.process({"message": message}).reply


def test_an_anonymous_administrator_has_the_rights_that_all_anonymous_ones_have(group):
    bob = group.by("Bob")
    assert anonymous(group, "/rules").text == "rules"
    assert anonymous(group, "/mute").text == "no"
    rights = ["is_anonymous", "can_restrict_members"]
    group.do("set_role", group.chat, bob.user, status="administrator", rights=rights)
    assert anonymous(group, "/mute").text == "muted"
    eve = group.by("Eve")
    group.do("set_role", group.chat, eve.user, status="administrator", rights=["is_anonymous", "can_pin_messages"])
    assert anonymous(group, "/mute").text == "no"


def test_an_unknown_right_is_an_error_at_once():
    with pytest.raises(scaletg.RegistrationError, match="'can_fly'.*can_restrict_members"):
        chat_admin("can_fly")


# The command line ############################################################


@pytest.fixture
def file_url(tmp_path):
    return f"sqlite:///{tmp_path}/bot.db"


def test_a_shell_authorizes_an_id_while_the_bot_runs(file_url, tmp_path, talk_to):
    auth = Auth(open_store(file_url))  # the test kit lends its own store to what names one by a URL
    ada = talk_to(make_bot(auth)).private("Ada")
    assert ada.send("/secret").text == "unknown"
    place = [file_url, "--bot-id", str(ada.telegram.bot.id or 0)]
    command = [sys.executable, "-m", "scaletg_contrib.auth", *place, "grant", str(ada.user.id), "admin"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == f"{ada.user.id}: admin\n"
    assert ada.send("/secret").text == "the secret"
    auth.store.close()


def test_the_command_line_does_what_owners_do(file_url, capsys):
    assert main([file_url, "grant", "5", "admin"]) == 0
    assert main([file_url, "grant", "-100", "member"]) == 0
    assert main([file_url, "list"]) == 0
    assert main([file_url, "revoke", "5"]) == 0
    assert capsys.readouterr().out == "5: admin\n-100: member\n-100: member\n5: admin\n5: no role\n"


def test_the_command_line_makes_an_invitation(file_url, capsys):
    assert main([file_url, "--bot-id", "0", "invite", "@shop_bot", "member"]) == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://t.me/shop_bot?start=invite_")
    with contextlib.closing(open_store(file_url)) as store:
        assert loaded(store).redeem(link.partition("=")[2], 5) == "member"


def test_the_command_line_takes_no_role_that_somebody_does_not_have(file_url, capsys):
    assert main([file_url, "grant", "5", "member"]) == 0
    assert main([file_url, "revoke", "5", "admin"]) == 1
    assert "5 does not have the role 'admin'" in capsys.readouterr().err
    assert main([file_url, "revoke", "5", "member"]) == 0
    assert main([file_url, "revoke", "5", "member"]) == 1


@pytest.mark.parametrize("arguments", [["grant", "5", "king"], ["revoke", "5", "king"], ["grant", "-5", "owner"]])
def test_the_command_line_explains_what_is_wrong(file_url, capsys, arguments):
    assert main([file_url, *arguments]) == 1
    assert capsys.readouterr().err.startswith("Error: ")


def test_the_command_line_explains_a_store_that_is_none(capsys):
    assert main(["bot.db", "list"]) == 1
    assert "the bot 'bot.db' cannot be imported" in capsys.readouterr().err


def test_the_example_does_as_it_says(example):
    module, store = example("members_bot"), open_store("sqlite:///members.db")
    with Telegram(module.bot, store=store) as telegram:
        ada, bob = telegram.private("Ada"), telegram.private("Bob")
        assert str(ada.user.id) in (ada.send("/start").text or "")
        place = ["sqlite:///members.db", "--bot-id", str(module.bot.id or 0)]
        assert main([*place, "grant", str(ada.user.id), "owner"]) == 0
        assert ada.send("/start").text == "Welcome. You are owner, and the door is open."
        bob.start(payload_of(ada.send("/invite member")))
        assert bob.send("/close").text == "Only an admin closes the door."
        assert ada.send("/close").text == "The door is closed."
    store.close()


# Who wrote it #################################################################

STRANGER = {"id": 667, "is_bot": False, "first_name": "Eve"}
EVIL_BOT = {"id": 9, "is_bot": True, "first_name": "bot", "username": "evil_bot"}
FORWARDED = {"forward_origin": {"type": "user", "date": 1, "sender_user": STRANGER}}
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
SHAPES = {
    "forwarded": FORWARDED,
    "forwarded from a hidden user": {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Eve"}},
    "forwarded from a channel": {
        "forward_origin": {
            "type": "channel", "date": 1, "message_id": 1, "chat": {"id": -5, "type": "channel", "title": "C"}
        }
    },
    "made by another bot": {"via_bot": EVIL_BOT},
    "forwarded by Telegram": {"is_automatic_forward": True},
}  # fmt: skip


def from_boss(text, **fields):
    message = {"message_id": 1, "date": 1, "chat": {"id": OWNER, "type": "private"}, "from": BOSS, **fields}
    if "photo" in fields:
        return {"message": {**message, "caption": text}}
    return {"message": {**message, "text": text}}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("command", ["/grant 667 admin", "/revoke 5", "/roles", "/invite admin", "/wipe", "/secret"])
def test_what_somebody_else_wrote_is_no_command(auth, shape, command):
    bot = make_bot(auth)
    auth.grant(5, "member")
    before = auth.everybody()
    reply = bot.process(from_boss(command, **SHAPES[shape])).reply
    assert reply is None or reply.text in ("unknown", "Only for admins")
    assert auth.everybody() == before
    assert bot.process(from_boss("/wipe")).reply.text == "wiped"


@pytest.mark.parametrize("command", ["/grant 667 admin", "/wipe"])
def test_a_caption_is_no_command(auth, command):
    bot = make_bot(auth)
    reply = bot.process(from_boss(command, photo=PHOTO)).reply
    assert reply is None or reply.text == "Only for admins"
    assert auth.everybody() == {OWNER: {"owner"}}


def test_an_app_may_take_what_was_forwarded(auth):
    bot = scaletg.Bot()
    bot.load(auth)
    bot.app(on="message:photo", when=allowed("admin", forwarded=True))(lambda message: "posted")
    bot.app(on="message:photo", when=allowed("admin"))(lambda message: "own")
    assert bot.process(from_boss("Look", photo=PHOTO, **FORWARDED)).reply.text == "posted"


def test_a_caption_that_is_no_command_is_the_persons_own(auth):
    bot = scaletg.Bot()
    bot.load(auth)
    bot.app(on="message:photo", when=allowed("admin"))(lambda message: "posted")
    assert bot.process(from_boss("Look", photo=PHOTO)).reply.text == "posted"
    assert bot.process(from_boss("Look", photo=PHOTO, **FORWARDED)).reply is None


def test_an_invitation_that_is_forwarded_is_not_opened(known):
    bot = make_bot(known)
    payload = known.invite("admin")
    update = from_boss(f"/start {payload}", **FORWARDED)
    update["message"]["from"] = update["message"]["chat"] = {**BOB, "type": "private"}
    bot.process(update)
    assert known.roles_of(8) == frozenset()


def test_a_forwarded_command_is_none_of_a_chat_administrator(group):
    forwarded = {"text": "/mute", **FORWARDED, "message_id": 99, "date": 0}
    chat = {"id": group.id, "type": "supergroup", "title": "Group"}
    ann = {"id": group.user.id, "is_bot": False, "first_name": "Ann"}
    reply = group.telegram.bot.process({"message": {**forwarded, "chat": chat, "from": ann}}).reply
    assert reply.text == "no"


# Parse modes, texts, bots #####################################################


@pytest.mark.parametrize("mode", ["HTML", "MarkdownV2"])
@pytest.mark.parametrize("command", ["/grant 2 admin", "/grant -100 member", "/roles", "/grant 2 <b", "/invite member"])
def test_no_sentence_is_read_as_markup(auth, talk_to, mode, command):
    boss = talk_to(make_bot(auth, defaults={"parse_mode": mode})).private("Boss", id=OWNER)
    assert boss.send(command) is not None
    assert boss.telegram.calls[-1]["parameters"]["parse_mode"] == ""


@pytest.mark.parametrize("mode", ["HTML", "MarkdownV2"])
def test_the_refusal_of_a_closed_bot_is_not_read_as_markup(closed, talk_to, mode):
    ada = talk_to(make_bot(closed, defaults={"parse_mode": mode})).private("Ada")
    assert "not open" in ada.send("hi").text


def test_sentences_are_translated_for_the_person(store, talk_to):
    def german(key, user):
        return "Nein, {id}." if key == "refusal" and user.language_code == "de" else None

    telegram = talk_to(make_bot(Auth(store, closed=True, texts=german)))
    assert telegram.private("Uta", language_code="de", id=55).send("hi").text == "Nein, 55."
    assert "not open" in telegram.private("Ada").send("hi").text


def test_two_bots_on_one_store_share_no_roles(store):
    first, second = (Auth(store, roles=["admin"]) for _ in range(2))
    scaletg.Bot("1000000001:test").load(first)
    scaletg.Bot("1000000002:test").load(second)
    first.grant(7, "admin")
    assert (first.everybody(), second.everybody()) == ({7: {"admin"}}, {})


def test_what_a_person_had_is_forgotten(known):
    known.grant(7, "owner")
    by_them, payload = known.invite("member", by=7), known.invite("member")
    assert known.redeem(payload, 7) == "member"
    assert known.forget(7) == 3
    assert known.everybody() == {OWNER: {"owner"}}
    assert known.redeem(by_them, 8) is None


def test_a_group_and_its_supergroup_have_the_roles_of_both(known):
    known.grant(-5, "admin")
    known.grant(-1005, "member")
    assert known.move(-5, -1005) == 1
    assert known.roles_of(-1005) == {"admin", "member"}


# Damaged records ##############################################################


@pytest.mark.parametrize("value", [["x"], {"rolez": []}, {"roles": None}, {"roles": [5]}, "admin", None])
def test_a_damaged_record_gives_no_role(known, store, value):
    bot = make_bot(known)
    store.put("0/auth/permissions/role/8", value)
    with pytest.raises(AuthError, match="is damaged"):
        known.roles_of(8)
    message = {"message_id": 1, "date": 0, "chat": {"id": 8, "type": "private"}, "from": BOB, "text": "/secret"}
    outcome = bot.process({"message": message})
    assert isinstance(outcome.error, AuthError)
    assert outcome.reply.text == "unknown"


PROGRAM = """
import scaletg
from scaletg_contrib.auth import Auth
from scaletg_contrib.stores import open_store

bot = scaletg.Bot("1000000001:test")
auth = Auth(open_store("sqlite:///shop.db", name="shop"), roles=["editor"], namespace="staff")
bot.load(auth)
"""


def test_the_command_line_works_on_what_the_program_works_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop_bot.py").write_text(PROGRAM, encoding="utf-8")
    assert main(["shop_bot.py", "grant", "5", "editor"]) == 0
    url = ["sqlite:///shop.db", "--table", "shop", "--bot-id", "1000000001", "--namespace", "staff"]
    assert main([*url, "list"]) == 0
    assert capsys.readouterr().out == "5: editor\n5: editor\n"
    assert main(["shop_bot.py", "revoke", "5"]) == 0
    assert main([*url, "list"]) == 1
    assert "nobody has a role in" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["--table shop", "--bot-id 7", "--namespace staff"])
def test_the_command_line_says_so_where_nothing_is(file_url, capsys, wrong):
    assert main([file_url, "grant", "5", "admin"]) == 0
    assert main([file_url, *wrong.split(), "list"]) == 1
    assert main([file_url, *wrong.split(), "revoke", "5", "admin"]) == 1
    assert "5 has no role in <Store sqlite" in capsys.readouterr().err


def test_the_command_line_explains_a_program_without_roles(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain_bot.py").write_text("import scaletg\nbot = scaletg.Bot()\nbot.app(lambda message: 'x')\n")
    assert main(["plain_bot.py", "list"]) == 1
    assert "loads no Auth" in capsys.readouterr().err


# The gate fails closed ########################################################


def hello_from(**fields):
    message = {"message_id": 1, "date": 0, "chat": {"id": 8, "type": "private"}, "from": BOB, "text": "/hello"}
    return {"message": {**message, **fields}}


FAILURES = [
    OSError(24, "Too many open files"),
    MemoryError(),
    RuntimeError("no thread"),
    ValueError("x"),
    SystemExit(3),
]


@pytest.mark.parametrize("failure", FAILURES, ids=repr)
@pytest.mark.parametrize("on_error", ["ack", "retry"])
def test_a_gate_whose_store_fails_lets_nobody_in(closed, store, failure, on_error):
    def fail(key):
        raise failure

    bot, heard = make_bot(closed, on_error=on_error), []
    bot.app(order=-5)(lambda update: heard.append("an app"))
    bot.error()(lambda error: heard.append("a handler"))
    store.get = fail
    outcome = bot.process(hello_from())
    assert outcome.reply is None
    assert heard == ["a handler"]


@pytest.mark.parametrize("value", [["x"], {"rolez": []}, {"roles": 5}])
def test_a_gate_lets_nobody_in_by_a_damaged_record(closed, store, value):
    bot = make_bot(closed)
    store.put("0/auth/permissions/role/8", value)
    outcome = bot.process(hello_from())
    assert (outcome.reply, type(outcome.error)) == (None, AuthError)


@pytest.mark.parametrize(
    "fields",
    [
        {"chat": {"id": "8", "type": "private"}},
        {"from": {"is_bot": False, "first_name": "x"}},
        {"from": {**BOB, "id": str(OWNER)}},
        {"from": {**BOB, "id": float(OWNER)}},
        {"from": {**BOB, "id": True}},
        {"from": {**BOB, "id": 10**250}},
        {"from": {**BOB, "id": None}},
    ],
)
def test_a_gate_lets_nobody_in_whose_id_is_none(closed, fields):
    outcome = make_bot(closed).process(hello_from(**fields))
    assert (outcome.reply is None) or "not open" in outcome.reply.text
    assert outcome.app in (None, "gate")


def test_a_notice_that_a_group_became_a_supergroup_passes_a_closed_bot(closed):
    bot = make_bot(closed)
    closed.grant(-5, "member")
    chat = {"id": -5, "type": "group", "title": "G"}
    bot.process({"message": {"message_id": 1, "date": 0, "chat": chat, "from": BOB, "migrate_to_chat_id": -1005}})
    assert closed.roles_of(-1005) == {"member"}
