// What the inspector shows beside the path: data as JSON, the state of the bot, what failed.

import { causeOf } from "./causes.mjs";
import { h } from "./dom.mjs";

// Data as text, with keys and values in different colors.
export function tree(data, indent = "") {
  if (data === null || typeof data !== "object") {
    const kind = data === null ? "null" : typeof data;
    return [h("span", { class: `value ${kind}` }, JSON.stringify(data) ?? "null")];
  }
  const isList = Array.isArray(data);
  const entries = Object.entries(data);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (!entries.length) return [open + close];
  const deeper = `${indent}  `;
  const line = ([key, value], place) => {
    const name = isList ? "" : [h("span", { class: "key" }, JSON.stringify(key)), ": "];
    return [`\n${deeper}`, name, tree(value, deeper), place + 1 < entries.length ? "," : ""];
  };
  return [open, entries.map(line), `\n${indent}${close}`];
}

export function drawJson(item) {
  const { kind, event, record } = item;
  const ofCall = () => [
    ["Call", { method: event.method, ...event.parameters }],
    ["Answer", event.answer],
  ];
  const ofUpdate = () => [["Update", record.update], ...(record.trace ? [["Reply", record.trace.reply]] : [])];
  const parts = (kind === "call" && ofCall()) || (kind === "update" && ofUpdate()) || [["Event", event]];
  return parts.flatMap(([title, data]) => [h("h3", {}, title), h("pre", { class: "json" }, tree(data))]);
}

const isPlain = (one) => one !== null && typeof one === "object" && !Array.isArray(one);

// A value before and after the update; *edit*: what changes a stored one.
export function drawState(one, edit) {
  const title = one.stored ? ["Stored: ", one.stored] : [one.module];
  const change = edit && h("button", { type: "button", class: "quiet edit", onclick: () => edit(one) }, "Edit …");
  const head = h("div", { class: "state-head" }, h("h3", {}, title, " ", h("small", {}, one.place)), change);
  return [head, drawChange(one.before, one.now)];
}

function drawChange(before, now) {
  if (!isPlain(now)) {
    const hasChanged = before !== undefined && before !== null && JSON.stringify(before) !== JSON.stringify(now);
    const old = hasChanged && h("del", {}, `${JSON.stringify(before)}\n`);
    return h("pre", { class: "json" }, old, h("span", {}, JSON.stringify(now, null, 2) ?? "deleted"));
  }
  const head = ["field", "before", "now"].map((one) => h("th", { scope: "col" }, one));
  const body = h("tbody", {}, fields(isPlain(before) ? before : {}, now));
  return h("table", { class: "state" }, h("thead", {}, h("tr", {}, head)), body);
}

// One row a field; of an object that changed, one row for each of its fields; what has not changed is shown once.
function fields(before, now, path = "") {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    const [a, b] = [JSON.stringify(before[key]), JSON.stringify(now[key])];
    const isSame = a === b;
    if (!isSame && isPlain(before[key]) && isPlain(now[key])) return fields(before[key], now[key], `${path}${key}.`);
    const title = h("th", { scope: "row" }, path, key, isSame ? "" : " (changed)");
    const values = isSame ? h("td", { colspan: 2 }, a) : [h("td", {}, a ?? "–"), h("td", {}, b ?? "–")];
    return h("tr", { class: isSame ? "" : "changed" }, title, values);
  });
}

export function drawErrors(item) {
  const { record } = item;
  const refused = (record?.calls ?? [item]).filter((one) => one.kind === "call" && !one.event.answer.ok);
  const winner = record?.trace?.trace.steps.find((one) => ["answered", "stopped"].includes(one.status));
  const source = winner ? ` of app '${winner.name}' (${winner.place})` : "";
  const error = record?.trace?.error ?? item.event.error;
  const parts = [
    ...(error?.frames ? exception(error) : []),
    ...refused.map((one) => refusal(one, source)),
    ...(record?.trace?.unsent ?? []).map(unsent),
    ...(record?.deliveries ?? []).filter((one) => one.error).map(undelivered),
  ];
  return parts.length ? parts : h("p", { class: "empty" }, "Nothing failed.");
}

function refusal(one, source) {
  const text = `${one.event.answer.error_code} ${one.event.answer.description}`;
  const cause = causeOf(text);
  const title = h("h3", {}, `Telegram refused ${one.name}${source}`);
  return h("section", { class: "verdict bad" }, title, h("p", {}, text), cause && h("p", { class: "cause" }, cause));
}

const unsent = (one) =>
  h("section", { class: "verdict bad" }, h("h3", {}, "Not sent"), h("p", {}, one.text), frame(one));
const undelivered = (one) =>
  h("section", { class: "verdict bad" }, h("h3", {}, "Not delivered"), h("p", {}, one.error));

function frame(one) {
  const where = `${one.file}:${one.line}${one.name ? ` in ${one.name}` : ""}`;
  return h("div", { class: `frame ${one.own ? "own" : ""}` }, h("small", {}, where), h("code", {}, one.code));
}

function exception(error) {
  const frames = [];
  let folded = [];
  const close = () => {
    if (folded.length) frames.push(h("details", {}, h("summary", {}, `${folded.length} of the library`), folded));
    folded = [];
  };
  for (const one of error.frames) {
    if (one.own) {
      close();
      frames.push(frame(one));
    } else folded.push(frame(one));
  }
  close();
  const cause = error.cause ? [h("p", {}, "It came from:"), ...exception(error.cause)] : [];
  return [h("section", { class: "verdict bad" }, h("h3", {}, error.type), h("p", {}, error.text)), ...frames, ...cause];
}
