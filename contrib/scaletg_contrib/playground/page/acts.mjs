// What a person can do with a message.

import { drawChat } from "./chat.mjs";
import { drawReply, typed, write } from "./composer.mjs";
import { $, api, copy, failed, h, show } from "./dom.mjs";
import { inspect, isSelected } from "./inspector.mjs";
import { checkOut } from "./payments.mjs";
import { open } from "./places.mjs";
import { popup } from "./popup.mjs";
import { act, keyOfItem, page, privateKey } from "./state.mjs";
import { goBack } from "./travel.mjs";
import { openWebApp } from "./web_apps.mjs";

const { model, chats } = page;
const EMOJI = ["👍", "❤", "🔥", "😁", "🎉", "👎"];

// In a group the messages of the person who speaks are their own; in a private chat all that the bot has not written.
function isMine(item) {
  return page.current.isGroup ? item.sender === page.current.user : !item.isBots;
}

function recordOf(item) {
  const ids = model.owners.get(keyOfItem(item));
  const bot = ids && (page.bot.id in ids ? page.bot.id : Object.keys(ids)[0]);
  return bot === undefined ? undefined : model.deliveries(bot, ids[bot])[0];
}

function jump(id) {
  const element = document.getElementById(`m${id}`);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
  element?.classList.add("found");
  setTimeout(() => element?.classList.remove("found"), 1500);
}

async function press(item, button, at) {
  const { user } = page.current;
  if (button.isImplied) {
    const payment = await act("pay", { message_id: item.id });
    return payment && checkOut(payment, user);
  }
  const result = await act("press", { button: at, message_id: item.id });
  if (result && !result.callback_query_id) follow(result, user, button);
}

// What a client does after the press of a button that does not ask the bot.
function follow(result, user, button) {
  const query = result.switch_inline_query_current_chat ?? result.switch_inline_query;
  if (result.web_app) openWebApp({ url: result.web_app.url, query_id: result.query_id, title: button.text });
  else if (result.url)
    show(
      "The button opens",
      h("p", {}, link(result.url)),
      h("p", {}, "The page itself opens nothing outside of this machine."),
    );
  else if (result.copy_text) copy(result.copy_text.text);
  else if (query !== undefined) write(`@${page.bot.username} ${query}`);
  else if (result.pay) checkOut(result.pay, user);
  else show("The button does", h("pre", {}, JSON.stringify(result, null, 2)));
}

const link = (url) =>
  /^https?:/.test(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url) : url;

function answer(item) {
  page.replyTo = item;
  page.editing = null;
  drawReply();
  $("input").focus();
}

function edit(item) {
  page.editing = item;
  page.replyTo = null;
  $("input").value = item.message.text ?? item.message.caption;
  drawReply();
  typed();
  $("input").focus();
}

// Sends the same once more, as the person who wrote it.
function sendAgain(item) {
  const { message } = item;
  const answered = message.reply_to_message?.message_id;
  return act("send", { text: message.text, user: item.sender, ...(answered ? { reply_to: answered } : {}) });
}

// The chats into which the speaker may forward a message; the chosen one opens, as in Telegram.
function forwards(item) {
  const { user } = page.current;
  const into = (place) => async () => {
    const sent = await act("forward", { message_id: item.id, source: item.chat, chat: place.key });
    if (sent && place.key !== page.current.key) open(place);
  };
  const mine = { key: privateKey(user), user, isGroup: false };
  const about = `the chat of ${model.users.get(user)?.first_name} with the bot`;
  const groups = [...chats.values()].filter((chat) => !model.migrated.has(chat.key));
  const entries = groups.map((chat) => [chat.title, into({ key: chat.key, user, isGroup: true }), chat.type]);
  return [[page.bot.first_name, into(mine), about], ...entries];
}

function tools(item, anchor) {
  const text = item.message.text ?? item.message.caption;
  const isOwn = !item.isBots && isMine(item);
  const entries = [
    ["Reply", () => answer(item)],
    [
      "React",
      () =>
        popup(
          anchor,
          EMOJI.map((one) => [one, () => acts.react(item, one)]),
        ),
    ],
    isOwn && item.message.text && ["Send again", () => sendAgain(item)],
    isOwn && text !== undefined && ["Edit", () => edit(item)],
    ["Forward …", () => popup(anchor, forwards(item))],
    ["Pin", () => act("pin", { message_id: item.id })],
    ["Delete", () => act("delete", { message_id: item.id })],
    text !== undefined && ["Copy text", () => copy(text)],
    ["Inspect", () => inspect(item, "json")],
    page.info.can_travel && ["Go back to before this", () => goBack(item), "the chats and what the bot has stored"],
  ];
  popup(anchor, entries.filter(Boolean));
}

export const acts = {
  isMine,
  isSelected,
  jump,
  press,
  tools,
  isTraced: () => model.isTraced,
  isRaw: () => $("raw").checked,
  isGroup: () => page.current.isGroup,
  record: recordOf,
  pressOf: (item) => model.presses.get(keyOfItem(item)),
  isUnseen: (item) => page.isLive && page.current.isGroup && item.message,
  votes: (item) => item.votes[page.current.user] ?? [],
  waits: (item, button) => {
    const isThis = (one) => one.chat === item.chat && one.message_id === item.id && one.data === button.callback_data;
    return [...model.waiting.values()].some(isThis);
  },
  command: (text) => act("send", { text }),
  select: (item) => inspect(item),
  why: (item, record) => {
    const tab = record.trace?.error || record.trace?.unsent?.length ? "error" : "path";
    inspect(item, tab, record.item);
  },
  react: (item, emoji) => {
    const isTaken = (item.reactions[page.current.user] ?? []).some((one) => one.emoji === emoji);
    act("react", { emoji: isTaken ? [] : [emoji], message_id: item.id });
  },
  vote: (item, index, areSeveral) => {
    const old = acts.votes(item);
    const more = areSeveral ? [...old, index] : [index];
    const next = old.includes(index) ? old.filter((one) => one !== index) : more;
    return act("vote", { options: next, message_id: item.id });
  },
};

export function wireActs() {
  $("raw").addEventListener("change", () => drawChat(true));
  $("clear").addEventListener("click", () => {
    api("/playground/clear", { chat: page.current.key })
      .then(() => drawChat(true))
      .catch(failed);
  });
}
