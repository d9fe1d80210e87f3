"""The simulator: methods of the Bot API that few bots call."""

import pytest

import scaletg
from scaletg_contrib.simulator import Clock, Simulator, blank_picture
from scaletg_contrib.simulator.parameters import Upload


class World:
    """A simulator with a bot and Ada, who has started it."""

    def __init__(self):
        self.sim = Simulator(clock=Clock(1_780_000_000), seed=7)
        self.bot = self.sim.add_bot("100:abc", username="the_bot")
        self.ada = self.sim.add_user("Ada", username="ada")
        self.sim.start(self.ada)
        self.bot.pending = []

    def ok(self, method, files=None, **parameters):
        answer = self.sim.call(self.bot, method, parameters, files)
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, method, files=None, **parameters):
        answer = self.sim.call(self.bot, method, parameters, files)
        assert not answer["ok"], answer
        return answer["description"].removeprefix("Bad Request: ")

    def stickers(self, name="tea_by_the_bot", kind="regular", emoji="🍵🫖☕"):
        items = [{"sticker": f"attach://{one}", "format": "static", "emoji_list": [one]} for one in emoji]
        files = {one: Upload(f"{one}.png", one.encode()) for one in emoji}
        about = {"user_id": self.ada.id, "name": name, "title": "Tea", "stickers": items, "sticker_type": kind}
        self.ok("createNewStickerSet", files, **about)
        return [one["file_id"] for one in self.ok("getStickerSet", name=name)["stickers"]]

    def seen(self, name="tea_by_the_bot"):
        return "".join(one["emoji"] for one in self.ok("getStickerSet", name=name)["stickers"])


@pytest.fixture
def world():
    return World()


@pytest.mark.parametrize("position, order", [(0, "☕🍵🫖"), (1, "🍵☕🫖"), (9, "🍵🫖☕"), (-1, "☕🍵🫖")])
def test_a_sticker_moves_in_its_set(world, position, order):
    last = world.stickers()[-1]
    world.ok("setStickerPositionInSet", sticker=last, position=position)
    assert world.seen() == order


def test_a_sticker_is_replaced_and_changed(world):
    first, second, _ = world.stickers()
    about = {"user_id": world.ada.id, "name": "tea_by_the_bot", "old_sticker": first}
    item = {"sticker": "attach://new", "format": "static", "emoji_list": ["🍶"]}
    world.ok("replaceStickerInSet", {"new": Upload("new.png", b"new")}, **about, sticker=item)
    assert world.refusal("replaceStickerInSet", **about, sticker=item) == "STICKER_INVALID"
    world.ok("setStickerEmojiList", sticker=second, emoji_list=["🧃", "🥤"])
    world.ok("setStickerKeywords", sticker=second, keywords=["juice"])
    assert world.seen() == "🍶🧃☕"
    place = {"point": "eyes", "x_shift": 0, "y_shift": 0, "scale": 1}
    world.ok("setStickerMaskPosition", sticker=second, mask_position=place)
    assert world.ok("getStickerSet", name="tea_by_the_bot")["stickers"][1]["mask_position"] == place
    world.ok("setStickerMaskPosition", sticker=second)
    assert "mask_position" not in world.ok("getStickerSet", name="tea_by_the_bot")["stickers"][1]


def test_a_sticker_set_has_a_thumbnail(world):
    world.stickers()
    about = {"name": "tea_by_the_bot", "user_id": world.ada.id, "format": "static"}
    world.ok("setStickerSetThumbnail", {"thumbnail": Upload("t.png", b"small")}, **about)
    thumbnail = world.ok("getStickerSet", name="tea_by_the_bot")["thumbnail"]
    assert world.ok("getFile", file_id=thumbnail["file_id"])["file_size"] == 5
    world.ok("setStickerSetThumbnail", **about)
    assert "thumbnail" not in world.ok("getStickerSet", name="tea_by_the_bot")


def test_custom_emoji_are_found_by_their_ids(world):
    world.stickers("emoji_by_the_bot", "custom_emoji")
    wanted = world.ok("getStickerSet", name="emoji_by_the_bot")["stickers"][1]
    assert world.ok("getCustomEmojiStickers", custom_emoji_ids=[wanted["custom_emoji_id"], "1"]) == [wanted]


@pytest.mark.parametrize("method", ["setStickerEmojiList", "setStickerPositionInSet", "setStickerKeywords"])
def test_an_unknown_sticker_is_refused(world, method):
    assert world.refusal(method, sticker="none", emoji_list=["🍵"], position=1) == "STICKER_INVALID"


def test_a_supergroup_has_a_sticker_set(world):
    world.stickers()
    chat = world.sim.create_group(world.ada, "Team", bot=True)
    about = {"chat_id": chat.id, "sticker_set_name": "tea_by_the_bot"}
    chat.permissions = [one for one in chat.permissions if one != "can_change_info"]
    assert world.refusal("setChatStickerSet", **about) == "not enough rights to change supergroup sticker set"
    world.sim.set_role(world.ada, chat, world.bot, status="administrator", rights=["can_change_info"])
    world.ok("setChatStickerSet", **about)
    assert world.ok("getChat", chat_id=chat.id)["sticker_set_name"] == "tea_by_the_bot"
    world.ok("deleteChatStickerSet", chat_id=chat.id)
    assert "sticker_set_name" not in world.ok("getChat", chat_id=chat.id)
    refused = world.refusal("setChatStickerSet", chat_id=world.ada.id, sticker_set_name="tea_by_the_bot")
    assert refused == "method is available only for supergroups"


def checklist(*texts, **more):
    tasks = [{"id": number, "text": text, "parse_mode": "HTML"} for number, text in enumerate(texts, 1)]
    return {"title": "To do", "tasks": tasks, **more}


def test_a_checklist_is_sent_and_edited(world):
    owner = world.sim.add_user("Bob")
    place = {"business_connection_id": world.sim.connect_business(owner), "chat_id": world.ada.id}
    world.sim.write_to(world.ada, owner, "Hello")
    sent = world.ok("sendChecklist", **place, checklist=checklist("Buy <b>tea</b>", others_can_add_tasks=True))
    task = {"id": 1, "text": "Buy tea", "text_entities": [{"type": "bold", "offset": 4, "length": 3}]}
    assert sent["checklist"] == {"title": "To do", "tasks": [task], "others_can_add_tasks": True}
    assert scaletg.Message.from_dict(sent).checklist.tasks[0].text == "Buy tea"
    place["message_id"] = sent["message_id"]
    edited = world.ok("editMessageChecklist", **place, checklist=checklist("Buy tea", "Drink it"))
    assert [one["text"] for one in edited["checklist"]["tasks"]] == ["Buy tea", "Drink it"]
    refused = world.refusal("editMessageChecklist", **place, checklist=checklist("Buy tea", "Drink it"))
    assert refused.startswith("message is not modified")


@pytest.mark.parametrize(
    "tasks, words",
    [
        ([], "at least 1 task"),
        ([{"id": 1, "text": "a"}, {"id": 1, "text": "b"}], "TODO_ITEM_DUPLICATE"),
        ([{"id": 1, "text": "a" * 101}], "checklist text length must not exceed 100"),
        (["a"], "can't parse InputChecklist: Can't parse InputChecklistTask: expected an Object"),
        ([{"text": "a"}], "can't parse InputChecklist: Can't parse InputChecklistTask: Can't find field \"id\""),
        ("a", 'can\'t parse InputChecklist: Field "tasks" must be of type Array'),
    ],
)
def test_a_checklist_that_is_none_is_refused(world, tasks, words):
    given = {"title": "To do", "tasks": tasks}
    assert words in world.refusal("sendChecklist", business_connection_id="b", chat_id=world.ada.id, checklist=given)


def test_a_gift_costs_stars_and_is_seen(world):
    gift = world.ok("getAvailableGifts")["gifts"][0]
    about = {"user_id": world.ada.id, "gift_id": gift["id"], "text": "<i>For you</i>", "text_parse_mode": "HTML"}
    assert world.refusal("sendGift", **about) == "BALANCE_TOO_LOW"
    world.bot.star_balance = gift["star_count"] + 1
    world.ok("sendGift", **about)
    assert world.ok("getMyStarBalance") == {"amount": 1}
    owned = world.ok("getUserGifts", user_id=world.ada.id)
    assert (owned["total_count"], owned["gifts"][0]["text"]) == (1, "For you")
    chat = world.sim.find_place(world.ada)
    assert list(chat.messages.values())[-1].raw["gift"]["gift"] == gift
    assert world.refusal("sendGift", user_id=world.ada.id, gift_id="1") == "STARGIFT_INVALID"


def test_the_bot_has_a_photo(world):
    photo = {"type": "static", "photo": "attach://me"}
    world.ok("setMyProfilePhoto", {"me": Upload("me.png", blank_picture())}, photo=photo)
    assert world.ok("getUserProfilePhotos", user_id=world.bot.id)["total_count"] == 1
    world.ok("removeMyProfilePhoto")
    assert world.ok("getUserProfilePhotos", user_id=world.bot.id)["total_count"] == 0


def test_a_prepared_inline_message_has_an_id_of_its_own(world):
    result = {"type": "article", "id": "1", "title": "Tea", "input_message_content": {"message_text": "Tea"}}
    made = [world.ok("savePreparedInlineMessage", user_id=world.ada.id, result=result) for _ in range(2)]
    assert made[0]["id"] != made[1]["id"]
    assert made[0]["expiration_date"] > world.sim.now


def test_all_reactions_of_a_member_are_deleted(world):
    chat = world.sim.create_group(world.ada, "Team", bot=True)
    texts = [world.sim.send(world.ada, text, chat=chat) for text in ("a", "b")]
    for message in texts:
        world.sim.react(world.ada, "👍", message_id=message.id, chat=chat)
    about = {"chat_id": chat.id, "user_id": world.ada.id}
    assert world.refusal("deleteAllMessageReactions", **about) == "CHAT_ADMIN_REQUIRED"
    world.sim.set_role(world.ada, chat, world.bot, status="administrator", rights=["can_delete_messages"])
    world.ok("deleteAllMessageReactions", **about)
    assert [one.reactions for one in texts] == [{}, {}]


def test_what_is_kept_survives_a_save(world, tmp_path):
    world.bot.star_balance = 100
    world.ok("sendGift", user_id=world.ada.id, gift_id=world.ok("getAvailableGifts")["gifts"][0]["id"])
    world.sim.save(tmp_path / "world.json")
    other = Simulator()
    other.load(tmp_path / "world.json")
    found = other.call(other.find_bot("the_bot"), "getUserGifts", {"user_id": world.ada.id})
    assert found["result"]["total_count"] == 1


def test_a_bot_takes_no_gifts(world):
    gift = world.ok("getAvailableGifts")["gifts"][0]["id"]
    assert world.refusal("sendGift", user_id=world.bot.id, gift_id=gift).endswith("USER_ID_INVALID")
