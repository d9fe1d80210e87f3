// The inspector: what happened to an update, or with a call; it follows the newest one until another is chosen.

import { drawChat } from "./chat.mjs";
import { drawErrors, drawJson, drawState } from "./details.mjs";
import { $, api, copy, failed, h, toast } from "./dom.mjs";
import { refusals } from "./endings.mjs";
import { drawPath } from "./path.mjs";
import { drawRegistry } from "./registry.mjs";
import { asCurl, asPython } from "./snippets.mjs";
import { keyOfItem, page } from "./state.mjs";
import { editRecord, jumpIntoState } from "./states.mjs";
import { drawTraffic } from "./traffic.mjs";

const TABS = ["path", "json", "state", "error", "registry"];

const shown = {
  tab: "path",
  item: null, // an item of the traffic
  isNewest: true, // whether it goes on to the next update
  awaited: null, // what was delivered by hand and is not in the traffic yet
};

export const isSelected = (item) => Boolean(shown.item) && page.selected === keyOfItem(item);

export function select(item, tab) {
  shown.item = item;
  shown.awaited = null;
  shown.isNewest = item === newestUpdate();
  page.selected = keyOfMessage(item) ?? page.selected;
  showTab(tab ?? (shown.tab === "registry" ? "path" : shown.tab));
  listTraffic();
  drawChat();
}

// Inspects a message of the chat: how it was handled, or the call that has sent it.
export function inspect(item, tab, one) {
  const found = one ?? page.model.makers.get(keyOfItem(item)) ?? recordOf(item)?.item;
  if (!found) return;
  openInspector(true);
  select(found, tab);
  page.selected = keyOfItem(item);
  drawChat();
}

function recordOf(item) {
  const ids = page.model.owners.get(keyOfItem(item));
  return ids && page.model.deliveries(page.bot.id, ids[page.bot.id])[0];
}

// The message of the chat to which an item of the traffic belongs.
function keyOfMessage(item) {
  const update = item.kind === "update" && item.record.update;
  const payload = update && Object.entries(update).find(([name]) => name !== "update_id")[1];
  const message = payload?.message ?? payload;
  const sent = item.kind === "call" ? item.event.answer.result : message;
  return sent?.chat && sent.message_id ? `${page.model.key(sent.chat, item.bot)}:${sent.message_id}` : null;
}

const isUpdateHere = (one) => one.kind === "update" && one.bot === page.bot?.id;
const newestUpdate = () => page.model.traffic.findLast(isUpdateHere);

export function openInspector(is) {
  $("inspector").hidden = !is;
  $("inspect-button").setAttribute("aria-pressed", String(is));
  document.body.classList.toggle("inspecting", is);
  if (!is) {
    page.selected = null;
    return drawChat();
  }
  const newest = newestUpdate();
  if (!shown.item && newest) select(newest);
  else {
    draw();
    listTraffic();
  }
}

// Goes on to the update that was delivered by hand, as soon as it is in the traffic.
export function waitFor(bot, update_id, count) {
  shown.awaited = { bot, update_id, count };
  follow();
}

export function follow() {
  if (shown.awaited) {
    const { bot, update_id, count } = shown.awaited;
    const found = page.model.deliveries(bot, update_id);
    if (found.length >= count) select(found.at(-1).item);
  } else if (shown.isNewest && !$("inspector").hidden) {
    const newest = newestUpdate();
    if (newest && newest !== shown.item) select(newest, shown.tab);
  }
}

// The other bot's traffic begins with its newest update.
export function forgetSelection() {
  shown.item = null;
  shown.isNewest = true;
  page.selected = null;
  if ($("inspector").hidden) return;
  const newest = newestUpdate();
  if (newest) select(newest);
  else draw();
  listTraffic();
}

export function showTab(tab) {
  shown.tab = tab;
  for (const name of TABS) {
    $(`tab-${name}`).setAttribute("aria-selected", String(name === tab));
    $(`tab-${name}`).tabIndex = name === tab ? 0 : -1;
  }
  $("panel").setAttribute("aria-labelledby", `tab-${tab}`);
  draw();
}

export function listTraffic() {
  if (!$("inspector").hidden) drawTraffic(shown.item, (item) => select(item));
}

// Draws what has come to the update that is shown.
export function refreshPanel() {
  if ($("inspector").hidden) return;
  listTraffic();
  const record = shown.item?.record;
  if (!record) return;
  const print = `${record.trace?.seq} ${record.calls.length} ${record.deliveries.length}`;
  if (record.drawn === print) return;
  record.drawn = print;
  draw();
}

const EMPTY = "Click a message or a line of the traffic to see how the bot handled it.";

async function draw() {
  const { item, tab } = shown;
  const { record } = item ?? {};
  const hasFailed = record?.trace?.error || record?.trace?.unsent?.length || (record && refusals(record).length);
  $("tab-error").classList.toggle("bad", Boolean(hasFailed));
  if (tab !== "registry" && !item) return fill(h("p", { class: "empty" }, EMPTY));
  const parts = await DRAWN[tab](item);
  if (shown.tab === tab && shown.item === item) fill(parts);
}

function fill(parts) {
  $("panel").replaceChildren(...[parts].flat(Number.POSITIVE_INFINITY).filter(Boolean));
}

const DRAWN = {
  path: (item) => [pathOf(item), actions(item)],
  json: (item) => [drawJson(item), actions(item)],
  state: drawStates,
  error: drawErrors,
  registry: drawRegistry,
};

function pathOf(item) {
  const { kind, record, event } = item;
  if (record?.update) return drawPath(record, item);
  if (kind === "call") return h("p", { class: "empty" }, "This call belongs to no update: the bot made it on its own.");
  const level = event.level === "error" ? "bad" : "none";
  return h("section", { class: `verdict ${level}` }, h("h3", {}, item.name), h("p", {}, event.text ?? ""));
}

function drawStates(item) {
  const all = item.record?.trace?.state ?? [];
  const states = all.filter((one) => one.stored || one.before !== null || one.now !== null);
  const edit = (one) => editRecord(one).then(draw);
  const drawn = states.flatMap((one) => drawState(one, one.can_edit ? edit : null));
  const none = "No module was evaluated for this update, and nothing was stored, so there is no state to see.";
  const jump = page.info.states?.length
    ? h("button", { type: "button", onclick: jumpIntoState }, "Jump into a state …")
    : null;
  return [drawn.length ? drawn : h("p", { class: "empty" }, none), jump && h("div", { class: "actions" }, jump)];
}

function actions(item) {
  const { kind, event, record } = item;
  const update = record?.isJob ? null : record?.update; // what the bot sends to itself is not delivered by hand
  const data = kind === "call" ? { method: event.method, ...event.parameters } : (record?.update ?? event);
  const bot = page.model.bots.get(item.bot) ?? page.bot;
  const isKnown = kind === "call" || kind === "update";
  const title = "With a number of its own, so that the bot does not take it for a repetition";
  return h(
    "div",
    { class: "actions" },
    h("button", { onclick: () => copy(JSON.stringify(data, null, 2), "JSON copied") }, "Copy JSON"),
    isKnown &&
      page.model.isTraced &&
      h("button", { onclick: () => copy(asPython(item), "Python copied") }, "Copy Python"),
    (kind === "call" || update) &&
      h("button", { onclick: () => copy(asCurl(item, bot), "curl line copied") }, "Copy curl"),
    update && h("button", { id: "again", onclick: () => again(record, 1) }, "Deliver again"),
    update && h("button", { onclick: () => again(record, 2) }, "Deliver twice"),
    update && h("button", { id: "anew", title, onclick: () => deliverAsNew(record) }, "Deliver as new"),
  );
}

function again({ bot, update_id }, times) {
  const count = page.model.deliveries(bot, update_id).length + times;
  const wait = () => {
    waitFor(bot, update_id, count);
    toast(times > 1 ? "Delivered twice" : "Delivered again");
  };
  return api("/control/redeliver", { update_id, times, bot }).then(wait).catch(failed);
}

function deliverAsNew({ bot, update }) {
  const wait = (one) => {
    waitFor(bot, one.update_id, 1);
    toast("Delivered as new");
  };
  return api("/playground/deliver", { update: { ...update, update_id: null }, bot })
    .then(wait)
    .catch(failed);
}

function turn(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.getAttribute("role") !== "tab") return;
  const tabs = [...document.querySelectorAll("[role=tab]")].filter((one) => !one.hidden);
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

export function wireInspector() {
  for (const name of TABS) $(`tab-${name}`).addEventListener("click", () => showTab(name));
  for (const name of ["state", "registry"]) $(`tab-${name}`).hidden = !page.model.isTraced;
  $("panel").previousElementSibling.addEventListener("keydown", turn);
  $("filter").addEventListener("input", listTraffic);
  $("inspect-button").addEventListener("click", () => openInspector($("inspector").hidden));
  $("close-inspector").addEventListener("click", () => openInspector(false));
}
