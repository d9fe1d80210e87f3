// The events of the simulator: the past is replayed, then the page follows what happens.

import { drawChat } from "./chat.mjs";
import { $, api, h, show, toast } from "./dom.mjs";
import { follow, openInspector, refreshPanel, select } from "./inspector.mjs";
import { withoutUndone } from "./model.mjs";
import { chooseBot, drawPlaces, loadPlaces, refreshSoon } from "./places.mjs";
import { page } from "./state.mjs";

const { model } = page;
// A new process is there half a second after the old one: the three seconds that an EventSource waits are too long.
const RECONNECT_MS = 250;
const PLACES = new Set(["user", "chat", "member"]);
const CONTENTS = new Set(["message", "delete", "pin", "unpin"]);

const dirty = new Set(); // the keys of chats that look different
let isDrawing = false;
let isThere = true;

function take(event) {
  for (const key of model.take(event)) dirty.add(key);
  if (!page.isLive) return;
  react(event);
  if (event.type === "update" || event.type === "job") follow();
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(draw);
}

function react(event) {
  const { current } = page;
  if (event.type === "callback_answer" && event.text) answered(event);
  if (PLACES.has(event.type)) loadPlaces().then(refreshSoon);
  if (event.type === "bot") loadPlaces().then(() => page.bot ?? chooseBot(event.bot.id));
  const isHere = current && event.chat === current.key;
  if (isHere && (event.markup || CONTENTS.has(event.type))) refreshSoon();
  if (event.type === "commands") refreshSoon();
  if (["paused", "restart", "note"].includes(event.type)) drawConnection();
  if (event.type === "note" && !event.is_mistake) toast(event.text, event.level === "error" ? "bad" : "");
  if (event.type === "unsimulated") toast(event.error ?? `${event.method} is not simulated`, "bad");
  if (event.type === "restart") {
    toast("bot restarted");
    refreshSoon();
  }
  if (event.type === "travel" || event.type === "loaded") replayAll();
}

function answered(event) {
  if (event.show_alert) show("The bot says", h("p", {}, event.text));
  else toast(event.text);
}

function draw() {
  isDrawing = false;
  const { current } = page;
  if (!current) return;
  if (dirty.has(current.key)) {
    model.chat(current.key).unread = 0;
    drawChat();
  }
  if (dirty.size) drawPlaces();
  dirty.clear();
  refreshPanel();
}

// Builds all that is known again: after going back, some of the events have never happened.
async function replayAll() {
  const past = await replay();
  await loadPlaces();
  drawChat(true);
  drawPlaces();
  refreshSoon();
  return past;
}

export async function replay() {
  const past = await api("/control/events?after=0");
  const wasLive = page.isLive;
  page.isLive = false;
  model.reset();
  for (const event of withoutUndone(past.events)) take(event);
  for (const chat of model.chats.values()) chat.unread = 0;
  dirty.clear();
  page.isLive = wasLive;
  return past.last;
}

export function drawConnection() {
  const { mistake } = model;
  const more = () => {
    openInspector(true);
    select(mistake, "error");
  };
  const link =
    isThere && mistake?.event.error ? [" ", h("button", { class: "link", onclick: more }, "Show the error")] : [];
  $("connection").replaceChildren(connectionText(mistake), ...link);
}

function connectionText(mistake) {
  if (!isThere)
    return page.info.is_traced
      ? "the bot is not running: the terminal says why; waiting for it …"
      : "the simulator is not running; waiting for it …";
  if (mistake) return mistake.text;
  return model.isPaused ? "the bot is stopped: updates wait" : "";
}

export function connect(after) {
  let last = after;
  const source = new EventSource(`/control/events?after=${after}`);
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    last = Math.max(last, event.seq);
    take(event);
  };
  source.onopen = () => {
    isThere = true;
    drawConnection();
  };
  source.onerror = () => {
    source.close();
    isThere = false;
    drawConnection();
    setTimeout(() => connect(last), RECONNECT_MS);
  };
}
