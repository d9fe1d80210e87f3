// The messages of the chat that is open. A bubble is drawn again only if it looks different.

import { acts } from "./acts.mjs";
import { inOneLine } from "./content.mjs";
import { $, h, stopping } from "./dom.mjs";
import { ending } from "./endings.mjs";
import { icon } from "./icons.mjs";
import { draw } from "./messages.mjs";
import { richMessage } from "./rich.mjs";
import { act, page } from "./state.mjs";
import { formatted } from "./text.mjs";

const { model } = page;
const NEAR_END = 120; // pixels

// The newest message stays in view, unless one has scrolled up to an older one.
let isAtEnd = true;

function toEnd() {
  if (isAtEnd) $("messages").scrollTop = $("messages").scrollHeight;
}

export function followEnd() {
  isAtEnd = true;
}

// While a pointer is down nothing is drawn: what is pressed would be replaced before it is released.
let isPressed = false;
let isLate = false;

function release() {
  isPressed = false;
  if (!isLate) return;
  isLate = false;
  drawChat();
}

const shown = new Map(); // the elements of the current chat, by message or album

// The messages of an album are one bubble.
function bubbles(chat) {
  const groups = new Map();
  for (const item of chat.items.values()) {
    const album = item.message?.media_group_id;
    const key = album ? `album ${album}` : String(item.id);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

export function drawChat(isNew = false) {
  if (!page.current) return;
  if (isPressed && !isNew) {
    isLate = true;
    return;
  }
  const list = $("messages");
  const chat = model.chat(page.current.key);
  if (isNew) {
    isAtEnd = true;
    shown.clear();
    list.replaceChildren();
  }
  const groups = bubbles(chat);
  removeOld(groups);
  list.append(...drawChanged(groups));
  drawDraft(list, chat.draft);
  drawHello(list, groups.size || chat.draft);
  if (isAtEnd) {
    toEnd();
    requestAnimationFrame(toEnd);
  }
  drawTyping();
}

function removeOld(groups) {
  for (const [key, { element }] of shown) {
    if (groups.has(key)) continue;
    element.remove();
    shown.delete(key);
  }
}

// Draws what has changed in its place; returns what is new.
function drawChanged(groups) {
  const fresh = [];
  for (const [key, items] of groups) {
    const print = fingerprint(items);
    const known = shown.get(key);
    if (known?.print === print) continue;
    const element = draw(items, acts);
    if (known) replace(known.element, element);
    else fresh.push(element);
    shown.set(key, { element, print });
  }
  return fresh;
}

function replace(old, element) {
  const hadFocus = old === document.activeElement;
  old.replaceWith(element);
  if (!hadFocus) return;
  element.tabIndex = 0;
  element.focus({ preventScroll: true });
}

// What a bubble looks like depends on this and nothing else.
function fingerprint(items) {
  return items.map(fingerprintOf).join("+");
}

function fingerprintOf(item) {
  if (item.note) return item.note;
  const record = acts.record(item) ?? acts.pressOf(item);
  const waits = [...model.waiting.values()].filter((one) => one.chat === item.chat && one.message_id === item.id);
  return [
    item.versions.length,
    item.isDeleted,
    JSON.stringify([item.reactions, item.message.poll, item.votes]),
    waits.map((one) => one.data),
    record ? `${record.trace?.seq} ${record.calls.length} ${ending(record)}` : "",
    acts.isSelected(item),
    acts.isRaw(),
    acts.isMine(item),
    page.isLive,
    page.current.user,
  ].join("|");
}

// The text that the bot is writing: one element as long as it writes, so that its button can be pressed while it grows.
function drawDraft(list, draft) {
  let element = $("draft");
  if (!draft) return element?.remove();
  element ??= makeDraft();
  element.dataset.draft = draft.id;
  element.querySelector(".text").replaceWith(draftText(draft));
  element.querySelector(".stop").hidden = !draft.can_stop || Boolean(draft.is_stopped);
  if (list.lastElementChild !== element) list.append(element);
}

function makeDraft() {
  const stop = stopping(() => act("stop_draft", { draft_id: Number($("draft").dataset.draft) }));
  const bubble = h("article", { class: "bubble draft", "aria-busy": "true" }, h("div", { class: "text" }));
  const button = h("button", { class: "stop", onclick: stop }, icon("stop"), "Stop");
  return h("div", { class: "message theirs", id: "draft" }, h("div", { class: "parts" }, bubble, button));
}

function draftText(draft) {
  if (draft.rich_message) return richMessage(draft.rich_message);
  return h("div", { class: "text" }, draft.text ? formatted(draft.text, draft.entities) : h("em", {}, "Thinking…"));
}

function drawHello(list, isUsed) {
  if (isUsed) $("hello")?.remove();
  else if (!$("hello")) list.append(hello());
}

function hello() {
  const { info, bot, current, chats } = page;
  const isChannel = chats.get(current.key)?.type === "channel";
  const inGroup = isChannel
    ? "Write a post. A bot that is an administrator of the channel sees it."
    : "Write to the group. A bot that is not an administrator sees only commands and replies to it.";
  const start = () => act("start");
  return h(
    "div",
    { id: "hello" },
    h(
      "div",
      { class: "hello" },
      h("h3", {}, bot.first_name),
      h("p", {}, info.file ? `This is ${info.file}, on your machine.` : "This is your bot, on your machine."),
      h("p", {}, current.isGroup ? inGroup : "Write something, or begin as in Telegram:"),
      current.isGroup ? null : h("button", { class: "primary start", onclick: start }, "START"),
    ),
  );
}

const ACTIONS = {
  typing: "typing",
  upload_photo: "sending a photo",
  record_video: "recording a video",
  upload_video: "sending a video",
  record_voice: "recording a voice message",
  upload_voice: "sending a voice message",
  upload_document: "sending a file",
  choose_sticker: "choosing a sticker",
  find_location: "finding a location",
  record_video_note: "recording a video message",
  upload_video_note: "sending a video message",
};

function drawTyping() {
  const { action } = model.chat(page.current.key);
  const isThere = action && action.until > Date.now() / 1000 && page.isLive;
  const text = isThere ? `${page.bot.first_name} is ${ACTIONS[action.name] ?? action.name} …` : "";
  $("typing").textContent = text;
  if (isThere) setTimeout(drawTyping, 1000);
}

export function drawPinned() {
  const pinned = page.details.pinned?.at(-1);
  const item = pinned && model.chat(page.current.key).items.get(pinned);
  $("pinned").hidden = !item || item.isDeleted;
  if (!item) return;
  const text = h("span", { class: "cut" }, inOneLine(item.message));
  $("pinned").replaceChildren(h("button", { class: "quiet", onclick: () => acts.jump(item.id) }, icon("pin"), text));
}

/* The list of messages is one stop of the Tab key; the arrows go from message to message. */

function focusMessage(element) {
  for (const one of $("messages").querySelectorAll(".message[tabindex='0'], .line[tabindex='0']")) one.tabIndex = -1;
  element.tabIndex = 0;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
}

const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY };

function moveFocus(event) {
  const list = $("messages");
  const all = [...list.querySelectorAll(".message[data-id], .line[data-id]")];
  const here = all.indexOf(event.target.closest("[data-id]"));
  const isOnMessage = event.target.matches(".message, .line") || event.target === list;
  if (!all.length || !isOnMessage) return;
  if (STEPS[event.key]) {
    event.preventDefault();
    const from = here < 0 ? all.length : here;
    focusMessage(all[Math.max(0, Math.min(all.length - 1, from + STEPS[event.key]))]);
  } else if (here >= 0) actByKey(event, all[here]);
}

function actByKey(event, element) {
  const { key } = event;
  if (key === "Enter") element.querySelector(".bubble, button")?.click();
  else if (key === "ContextMenu" || (key === "F10" && event.shiftKey) || key === " ")
    element.querySelector(".tools")?.click();
  else return;
  event.preventDefault();
}

export function wireChat() {
  const list = $("messages");
  list.addEventListener("scroll", () => {
    isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END;
  });
  list.addEventListener("load", toEnd, true); // of pictures
  list.addEventListener("keydown", moveFocus);
  list.addEventListener("pointerdown", () => {
    isPressed = true;
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release)); // after the click
  new ResizeObserver(toEnd).observe(list);
}
