// Messages as a messenger draws them: a bubble each, with what is below it.

import { content, inOneLine, thumbnail } from "./content.mjs";
import { clock, h, hue, moment, person, stopping } from "./dom.mjs";
import { ending, refusals } from "./endings.mjs";
import { icon } from "./icons.mjs";
import { money } from "./payments.mjs";
import { service } from "./service.mjs";
import { formatted } from "./text.mjs";

const UNKNOWN = new Set(["message_id", "from", "chat", "date"]);

function words(message, act) {
  const text = message.text ?? message.caption;
  if (text === undefined) return null;
  const entities = message.entities ?? message.caption_entities;
  const raw = entities ? `${text}\n${JSON.stringify(entities)}` : text;
  return h("div", { class: "text" }, act.isRaw() ? raw : formatted(text, entities, act));
}

function body(item, message, act) {
  const parts = [content(item, message, act), words(message, act)].filter(Boolean);
  if (parts.length) return parts;
  return [
    h(
      "em",
      {},
      Object.keys(message)
        .filter((one) => !UNKNOWN.has(one))
        .join(", "),
    ),
  ]; // a kind of content that is new
}

// Pictures in rows of two; of an odd number the first one is as wide as the album.
function album(items, act) {
  const captioned = items.find((one) => one.message.caption)?.message;
  const parts = items.map((one) => body(one, { ...one.message, caption: undefined }, act));
  const arePictures = items.every((one) => one.message.photo || one.message.video);
  return [
    h("div", { class: `album ${arePictures ? "pictures" : ""} ${items.length % 2 ? "odd" : ""}` }, parts),
    captioned && h("div", { class: "text" }, formatted(captioned.caption, captioned.caption_entities, act)),
  ];
}

const PAY = (invoice) => [[{ text: `Pay ${money(invoice)}`, pay: true, isImplied: true }]];

function button(item, one, at, act) {
  const isWaiting = !item.isDeleted && act.waits(item, one);
  const sign = (one.url && "external") || (one.copy_text && "copy") || (one.web_app && "window");
  const attributes = {
    class: `inline ${one.style ?? ""}`,
    "aria-busy": isWaiting ? "true" : null,
    disabled: "disabled" in one || item.isDeleted,
    title: one.url ?? one.callback_data ?? one.text,
    onclick: stopping(() => act.press(item, one, at)),
  };
  const { invoice } = item.message;
  const text = one.pay && invoice ? one.text.replace(/^Pay [\d.]+.*$/, `Pay ${money(invoice)}`) : one.text;
  const parts = [h("span", { class: "label" }, text), sign ? icon(sign) : null];
  return h("button", attributes, parts, isWaiting && h("span", { class: "spinner" }));
}

function buttons(item, act) {
  const rows = item.markup?.inline_keyboard ?? (item.message.invoice && PAY(item.message.invoice));
  if (!rows) return null;
  const row = (line, y) =>
    h(
      "div",
      { class: "row" },
      line.map((one, x) => button(item, one, [y, x], act)),
    );
  return h("div", { class: "inline-keyboard" }, rows.map(row));
}

function origin(message) {
  const from = message.forward_origin;
  if (!from) return null;
  const name = person(from.sender_user ?? {}) || from.sender_user_name;
  const title = name || from.chat?.title || from.sender_chat?.title || "somebody";
  return h("small", { class: "forwarded" }, `Forwarded from ${title}`);
}

function quoted(message, act) {
  const answered = message.reply_to_message;
  if (!answered || service(answered)) return null;
  const name = answered.from ? person(answered.from) : "Channel";
  const text = message.quote?.text ?? inOneLine(answered);
  return h(
    "button",
    { class: "answered", "data-hue": hue(name), onclick: stopping(() => act.jump(answered.message_id)) },
    thumbnail(answered),
    h("span", {}, h("b", {}, name), h("span", { class: "cut" }, text)),
  );
}

function head(message, act) {
  const via = message.via_bot && h("small", { class: "forwarded" }, `via @${message.via_bot.username}`);
  return [origin(message), via, quoted(message, act)];
}

function reactions(item, act) {
  const counts = new Map();
  for (const one of Object.values(item.reactions).flat()) {
    const sign = one.emoji ?? "★";
    counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  if (!counts.size) return null;
  const reaction = ([emoji, count]) => {
    const onclick = stopping(() => act.react(item, emoji));
    return h("button", { class: "reaction", title: "Take back or add", onclick }, `${emoji} ${count}`);
  };
  return h("span", { class: "reactions" }, [...counts].map(reaction));
}

function foot(item, act) {
  const { message, versions } = item;
  const older = versions.map((one) => h("div", {}, one.text ?? one.caption ?? "(no text)"));
  const edited = h("details", { class: "versions", onclick: stopping() }, h("summary", {}, "edited"), older);
  const title = `message_id ${message.message_id}, ${moment(message.date)}`;
  const state = item.isDeleted ? "deleted · " : "";
  return h(
    "div",
    { class: "foot" },
    reactions(item, act),
    versions.length ? edited : null,
    h("span", { class: "meta", title }, state, `#${message.message_id} · ${clock(message.date)}`),
  );
}

const UNSEEN = "The bot does not see this message: privacy mode.";
const PRIVACY = "In groups, privacy mode shows a bot only commands, replies to it and mentions";

// One line below a message that was not answered, or the press of whose button was not.
function note(item, act) {
  const isPress = item.isBots;
  const record = isPress ? act.pressOf(item) : act.record(item);
  if (!record) return !isPress && act.isUnseen(item) ? h("p", { class: "note", title: PRIVACY }, UNSEEN) : null;
  const [word, kind] = ending(record);
  const text = noteText(record, word, kind, act);
  if (!text) return null;
  const why = kind === "bad" ? "What went wrong?" : "Why did nothing happen?";
  const ask = h("button", { class: "link why", onclick: stopping(() => act.why(item, record)) }, why);
  const isLate = act.isTraced() ? "" : "late"; // a bot elsewhere may still be about to answer
  return h("p", { class: `note ${kind} ${isLate}` }, text, isPress ? " when the button was pressed. " : ". ", ask);
}

function noteText(record, word, kind, act) {
  if (kind === "wait" && !act.isTraced() && word === "waits") return "The bot has not fetched this update";
  if (kind === "none") return act.isTraced() ? "The bot did nothing" : "The bot got the update and did nothing";
  if (kind !== "bad") return null;
  if (record.trace?.error) return "The bot's code failed";
  if (refusals(record).length) return "Telegram refused a call";
  return record.trace ? "The bot made a message that it did not send" : "The bot's webhook did not take the update";
}

function author(message) {
  if (message.sender_chat) return message.sender_chat.title;
  return message.from ? person(message.from) : "Channel";
}

function line(item, text, act) {
  const open = h("button", { class: "quiet", onclick: () => act.select(item), tabindex: -1 }, text);
  return h("div", { class: "line", id: `m${item.id}`, "data-id": item.id, tabindex: -1 }, open);
}

function bubble(items, act) {
  const item = items[0];
  const { message } = item;
  const name = author(message);
  const menu = {
    class: "tools",
    "aria-label": "Message menu",
    "aria-haspopup": "true",
    tabindex: -1,
    onclick: stopping((event) => act.tools(item, event.currentTarget)),
  };
  const isWide = Boolean(message.photo && (message.caption || items.length > 1));
  return h(
    "article",
    {
      class: `bubble ${isWide ? "wide" : ""}`,
      "aria-label": `${name} at ${clock(message.date)}`,
      onclick: () => act.select(item),
    },
    (act.isGroup() && !act.isMine(item)) || message.sender_chat
      ? h("b", { class: "sender", "data-hue": hue(name) }, name)
      : null,
    head(message, act),
    items.length > 1 ? album(items, act) : body(item, message, act),
    foot(item, act),
    h("button", menu, icon("more")),
  );
}

// The width of a bubble is that of its picture, below which a caption breaks.
function fit(element) {
  const picture = element.querySelector(".bubble > .photo, .bubble > .clip video");
  if (picture) element.querySelector(".bubble").style.maxWidth = `${Number(picture.getAttribute("width")) + 8}px`;
  return element;
}

// One bubble: a message, or the messages of one album.
export function draw(items, act) {
  const item = items[0];
  if (item.note) return h("div", { class: "line" }, h("span", {}, `— ${item.note} —`));
  const told = service(item.message);
  if (told) return line(item, told, act);
  const isMine = act.isMine(item);
  const name = author(item.message);
  const classes = ["message", isMine ? "mine" : "theirs"];
  if (item.isDeleted) classes.push("deleted");
  if (act.isSelected(item)) classes.push("selected");
  const face = h("span", { class: "avatar small", "data-hue": hue(name), "aria-hidden": "true" }, [...name][0]);
  const parts = h("div", { class: "parts" }, bubble(items, act), buttons(item, act), note(item, act));
  const attributes = { class: classes.join(" "), id: `m${item.id}`, "data-id": item.id, tabindex: -1 };
  return fit(h("div", attributes, act.isGroup() && !isMine ? face : null, parts));
}
