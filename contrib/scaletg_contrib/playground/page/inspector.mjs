// What happened to an update, or with a call: the path as a picture, JSON, state, errors; and the list of traffic.

import { $, api, copy, failed, h, toast } from "./dom.mjs";
import { ending, refusals } from "./model.mjs";

const SIGNS = { answered: "✓", passed: "○", raised: "✕", stopped: "■", retry: "↻", evaluated: "◆", "not called": "–" };
const WORDS = { answered: "answered", passed: "passed: returned None", raised: "raised", stopped: "stopped", retry: "asked for a retry", evaluated: "evaluated", "not called": "not called" };

// What is behind a refusal, in one line.
const CAUSES = [
  [/chat not found/, "The bot does not know a chat with this id: a person must write to the bot first, or the bot must be in the group."],
  [/not modified/, "The message has this text and these buttons already: edit it only if something changes."],
  [/can't parse entities/, "The text is not valid markup: escape text that people wrote, with scaletg.escape_html or scaletg.escape_markdown."],
  [/text is empty|text must be non-empty/, "There is nothing to send: the text is empty, or contains only spaces."],
  [/too long/, "It is longer than Telegram allows: scaletg.split_text splits a text."],
  [/BUTTON_DATA_INVALID/, "The callback_data of a button must have 1 to 64 bytes."],
  [/query is too old/, "A button was answered too late, or twice: answer at once, and do the work afterwards."],
  [/message to .* not found|message can't be/, "The message was deleted, is in another chat, or is not the bot's own."],
  [/not enough rights|administrator|CHAT_ADMIN_REQUIRED/, "The bot must be an administrator of the chat with this right."],
  [/^403/, "The person has blocked the bot or never wrote to it, or the bot is not in the group."],
  [/^409/, "Two instances of the bot poll at once, or a webhook is set."],
  [/^429/, "The bot sends too much at once: wait for retry_after seconds."],
  [/^5/, "It is a fault on Telegram's side: try again later."],
];
const milliseconds = (one) => (one === undefined || one === null ? "" : one < 0.1 ? "< 0.1 ms" : `${one < 10 ? one.toFixed(1) : Math.round(one)} ms`);

export class Inspector {
  constructor(model) {
    this.model = model;
    this.tab = "path";
    this.item = null; // an item of the traffic
    this.awaited = null; // what was delivered by hand and is not in the traffic yet
    for (const name of ["path", "json", "state", "error"]) $(`tab-${name}`).addEventListener("click", () => this.show(name));
    $("panel").previousElementSibling.addEventListener("keydown", (event) => this.turn(event));
    $("filter").addEventListener("input", () => this.list());
  }

  turn(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.getAttribute("role") !== "tab") return;
    const tabs = [...document.querySelectorAll("[role=tab]")];
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  }

  select(item, tab) {
    this.item = item;
    this.awaited = null;
    this.show(tab ?? this.tab);
    this.list();
  }

  // Goes on to the update that was delivered by hand, as soon as it is in the traffic.
  wait(update_id, count) {
    this.awaited = { update_id, count };
    this.follow();
  }

  follow() {
    const found = this.model.updates.get(this.awaited?.update_id);
    if (!found || found.length < this.awaited.count) return;
    this.select(found.at(-1).item);
  }

  show(tab) {
    this.tab = tab;
    for (const name of ["path", "json", "state", "error"]) {
      $(`tab-${name}`).setAttribute("aria-selected", String(name === tab));
      $(`tab-${name}`).tabIndex = name === tab ? 0 : -1;
    }
    $("panel").setAttribute("aria-labelledby", `tab-${tab}`);
    this.draw();
  }

  draw() {
    const record = this.item?.record;
    $("tab-error").classList.toggle("bad", Boolean(record?.trace?.error) || (record && (refusals(record).length > 0 || record.trace?.unsent?.length > 0)));
    if (!this.item) {
      $("panel").replaceChildren(h("p", { class: "empty" }, "Click a message or a line of the traffic to see how the bot handled it."));
      return;
    }
    $("panel").replaceChildren(...[this[this.tab]()].flat().filter(Boolean));
  }

  // The path: from the update down to what was sent.
  path() {
    const { kind: what, record, event } = this.item;
    if (what !== "call" && !record) return h("section", { class: `verdict ${event.level === "error" ? "bad" : "none"}` }, h("h3", {}, this.item.name), h("p", {}, event.text ?? ""));
    if (!record?.update) return h("p", { class: "empty" }, "This call belongs to no update: the bot made it on its own.");
    const [word, kind] = ending(record);
    const name = Object.keys(record.update).find((one) => one !== "update_id");
    const trace = record.trace;
    const why = trace ? h("section", { class: `verdict ${kind}` },
      h("h3", {}, kind === "none" ? "Why did nothing happen?" : { good: "Answered", bad: "Something failed", wait: "It comes again" }[kind]),
      trace.why.map((one) => h("p", {}, one))) : null;
    const steps = trace?.trace.steps ?? [];
    const longest = Math.max(0.01, ...steps.map((one) => one.duration_ms));
    const asked = steps.filter((one) => one.status !== "not called");
    const rest = steps.filter((one) => one.status === "not called");
    return [
      why,
      h("ol", { class: "path" },
        node("received", "↓", `update ${record.update_id}`, name, record.item?.text ?? "", trace && milliseconds(trace.trace.duration_ms)),
        asked.map((one) => this.step(one, trace, longest)),
        rest.length ? h("li", { class: "node fold" }, h("details", { open: !trace.app || rest.length < 4 },
          h("summary", {}, `${rest.length} not called`), h("ol", { class: "path inner" }, rest.map((one) => this.step(one, trace, longest))))) : null,
        record.calls.map((one) => this.call(one)),
        node(`end ${kind}`, { good: "✓", bad: "✕", none: "∅", wait: "…" }[kind], word, trace?.app ? `by ${trace.app}` : "", "")),
      this.actions(),
    ];
  }

  step(step, trace, longest) {
    const won = step.status === "answered" && step.name === trace.trace.winner;
    const lost = trace.trace.discarded.includes(step.name);
    const status = won ? "the reply" : lost ? "discarded" : WORDS[step.status] ?? step.status;
    const bar = h("i", { class: "time" });
    bar.style.width = `${Math.max(2, (step.duration_ms / longest) * 100)}%`;
    return h("li", { class: `node ${step.role.replace(" ", "-")} is-${step.status.replace(" ", "-")} ${won ? "won" : ""} ${lost ? "lost" : ""}` },
      h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[step.status] ?? "?"),
      h("div", {}, h("div", { class: "node-head" }, h("b", {}, step.name), h("small", { class: "role" }, step.role),
        h("span", { class: "status" }, status), h("small", { class: "ms" }, step.status === "not called" ? "" : milliseconds(step.duration_ms))),
        step.status !== "not called" && h("div", { class: "track" }, bar),
        step.reason && h("p", {}, step.reason),
        step.result !== null && h("p", { class: "result" }, `→ ${step.result}`),
        h("small", { class: "where" }, step.place)));
  }

  call(item) {
    const answer = item.event.answer;
    const element = node(`call ${answer.ok ? "" : "bad"}`, answer.ok ? "↗" : "✕", item.name, item.event.via === "direct" ? "call" : item.event.via,
      answer.ok ? item.text : `${answer.error_code} ${answer.description}`, milliseconds(item.event.duration_ms));
    if (item === this.item) element.classList.add("chosen");
    return element;
  }

  json() {
    const { kind, event, record } = this.item;
    const parts = kind === "call" ? [["Call", { method: event.method, ...event.parameters }], ["Answer", event.answer]]
      : kind === "update" ? [["Update", record.update], ["Reply", record.trace?.reply ?? null]] : [["Event", event]];
    return [...parts.map(([title, data]) => [h("h3", {}, title), h("pre", { class: "json" }, tree(data))]).flat(), this.actions()];
  }

  state() {
    const states = (this.item.record?.trace?.state ?? []).filter((one) => one.stored || one.before !== null || one.now !== null);
    if (!states.length) return h("p", { class: "empty" }, "No module was evaluated for this update, and nothing was stored, so there is no state to see.");
    const title = (one) => (one.stored ? ["Stored: ", one.stored] : [one.module]);
    return states.map((one) => [h("h3", {}, title(one), " ", h("small", {}, one.place)), changes(one.before, one.now)]).flat();
  }

  error() {
    const record = this.item.record;
    const refused = (record?.calls ?? [this.item]).filter((one) => one.kind === "call" && !one.event.answer.ok);
    const winner = record?.trace?.trace.steps.find((one) => ["answered", "stopped"].includes(one.status));
    const source = winner ? ` of app '${winner.name}' (${winner.place})` : "";
    const parts = refused.map((one) => {
      const text = `${one.event.answer.error_code} ${one.event.answer.description}`;
      const cause = CAUSES.find(([pattern]) => pattern.test(text));
      return h("section", { class: "verdict bad" }, h("h3", {}, `Telegram refused ${one.name}${source}`), h("p", {}, text), cause && h("p", { class: "cause" }, cause[1]));
    });
    parts.push(...(record?.trace?.unsent ?? []).map((one) => h("section", { class: "verdict bad" }, h("h3", {}, "Not sent"), h("p", {}, one.text), frame(one))));
    const error = record?.trace?.error ?? this.item.event.error;
    if (error) parts.unshift(...exception(error));
    return parts.length ? parts : h("p", { class: "empty" }, "Nothing failed.");
  }

  actions() {
    const { kind, event, record } = this.item;
    const update = record?.isJob ? null : record?.update; // what the bot sends to itself is not delivered by hand
    const again = (times) => {
      const count = this.model.updates.get(record.update_id).length + times;
      return api("/control/redeliver", { update_id: record.update_id, times })
        .then(() => { this.wait(record.update_id, count); toast(times > 1 ? "Delivered twice" : "Delivered again"); }).catch(failed);
    };
    const anew = () => api("/playground/deliver", { update: { ...update, update_id: null } })
      .then((one) => { this.wait(one.update_id, 1); toast("Delivered as new"); }).catch(failed);
    const data = kind === "call" ? { method: event.method, ...event.parameters } : record?.update ?? event;
    return h("div", { class: "actions" },
      h("button", { onclick: () => copy(JSON.stringify(data, null, 2), "JSON copied") }, "Copy JSON"),
      ["call", "update"].includes(kind) && h("button", { onclick: () => copy(asPython(this.item), "Python copied") }, "Copy Python"),
      (kind === "call" || update) && h("button", { onclick: () => copy(this.asCurl(), "curl line copied") }, "Copy curl"),
      update && h("button", { id: "again", onclick: () => again(1) }, "Deliver again"),
      update && h("button", { onclick: () => again(2) }, "Deliver twice"),
      update && h("button", { id: "anew", title: "With a number of its own, so that the bot does not take it for a repetition", onclick: anew }, "Deliver as new"));
  }

  asCurl() {
    const { kind, event, record } = this.item;
    const quoted = (data) => `'${JSON.stringify(data).replaceAll("'", "'\\''")}'`;
    const [path, data] = kind === "call" ? [`/bot$TOKEN/${event.method}`, event.parameters] : ["/playground/deliver", { update: record.update }];
    const token = kind === "call" ? `TOKEN=${this.model.bot.token}\n` : "";
    return `${token}curl "${location.origin}${path}" -H 'Content-Type: application/json' -d ${quoted(data)}`;
  }

  list() {
    if ($("inspector").hidden) return;
    const word = $("filter").value.trim().toLowerCase();
    const rows = [];
    for (let index = this.model.traffic.length - 1; index >= 0 && rows.length < 300; index--) {
      const item = this.model.traffic[index];
      const [status, kind] = statusOf(item);
      const line = `${item.kind} ${item.name} ${item.text ?? ""} ${status}`;
      if (word && !line.toLowerCase().includes(word)) continue;
      rows.push(h("li", {}, h("button", { class: `row ${item.kind} ${item === this.item ? "selected" : ""}`, "aria-current": item === this.item ? "true" : null, onclick: () => this.select(item) },
        h("span", { class: "at" }, new Date(item.event.time * 1000).toLocaleTimeString([], { hour12: false })),
        h("span", { class: "arrow" }, { update: "→", call: "←" }[item.kind] ?? "•"),
        h("b", {}, item.name, item.again ? " (again)" : "", item.kind === "update" ? h("small", {}, ` ${item.record.update_id}`) : ""), h("span", { class: "brief" }, item.text ?? ""),
        h("span", { class: `status ${kind}` }, status), h("small", { class: "ms" }, milliseconds(item.kind === "update" ? item.record.trace?.trace.duration_ms : item.event.duration_ms)))));
    }
    $("traffic-list").replaceChildren(...rows);
  }
}

function statusOf(item) {
  if (item.kind === "update") return ending(item.record);
  if (item.kind === "call") return item.event.answer.ok ? ["200", "good"] : [String(item.event.answer.error_code), "bad"];
  return ["", "wait"];
}

function node(kind, sign, name, role, text, time) {
  return h("li", { class: `node ${kind}` }, h("span", { class: "sign", "aria-hidden": "true" }, sign),
    h("div", {}, h("div", { class: "node-head" }, h("b", {}, name), h("small", { class: "role" }, role ?? ""), h("span", { class: "space" }), h("small", { class: "ms" }, time ?? "")),
      text && h("p", {}, text)));
}

const frame = (one) => h("div", { class: `frame ${one.own ? "own" : ""}` }, h("small", {}, `${one.file}:${one.line}${one.name ? ` in ${one.name}` : ""}`), h("code", {}, one.code));

function exception(error) {
  const frames = [];
  let folded = [];
  const close = () => {
    if (folded.length) frames.push(h("details", {}, h("summary", {}, `${folded.length} of the library`), folded));
    folded = [];
  };
  for (const one of error.frames) {
    const element = frame(one);
    if (one.own) { close(); frames.push(element); } else folded.push(element);
  }
  close();
  return [h("section", { class: "verdict bad" }, h("h3", {}, error.type), h("p", {}, error.text)), ...frames,
    ...(error.cause ? [h("p", {}, "It came from:"), ...exception(error.cause)] : [])];
}

// Data as text, with keys and values in different colors.
function tree(data, indent = "") {
  if (data === null || typeof data !== "object") return [h("span", { class: `value ${data === null ? "null" : typeof data}` }, JSON.stringify(data) ?? "null")];
  const entries = Object.entries(data);
  const [open, close] = Array.isArray(data) ? ["[", "]"] : ["{", "}"];
  if (!entries.length) return [open + close];
  const deeper = `${indent}  `;
  const lines = entries.map(([key, value], place) => [
    `\n${deeper}`, Array.isArray(data) ? "" : h("span", { class: "key" }, JSON.stringify(key)), Array.isArray(data) ? "" : ": ",
    tree(value, deeper), place + 1 < entries.length ? "," : ""]);
  return [open, lines, `\n${indent}${close}`];
}

const plain = (one) => one !== null && typeof one === "object" && !Array.isArray(one);

function changes(before, now) {
  if (!plain(now)) return h("pre", { class: "json" }, before !== undefined && before !== null && JSON.stringify(before) !== JSON.stringify(now) && h("del", {}, `${JSON.stringify(before)}\n`), h("span", {}, JSON.stringify(now, null, 2)));
  return h("table", { class: "state" }, h("thead", {}, h("tr", {}, ["field", "before", "now"].map((one) => h("th", { scope: "col" }, one)))),
    h("tbody", {}, fields(plain(before) ? before : {}, now)));
}

// One row a field; of an object that changed, one row for each of its fields; what has not changed is shown once.
function fields(before, now, path = "") {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    const [a, b] = [JSON.stringify(before[key]), JSON.stringify(now[key])];
    if (a !== b && plain(before[key]) && plain(now[key])) return fields(before[key], now[key], `${path}${key}.`);
    const title = h("th", { scope: "row" }, path, key, a === b ? "" : " (changed)");
    return h("tr", { class: a === b ? "" : "changed" }, title, a === b ? h("td", { colspan: 2 }, a) : [h("td", {}, a ?? "–"), h("td", {}, b ?? "–")]);
  });
}

const snake = (name) => name.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`);

function literal(value) {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${literal(one)}`).join(", ")}}`;
  return JSON.stringify(value);
}

function asPython({ kind, event, record }) {
  if (kind !== "call") return `outcome = bot.process(${literal(record.update)}, trace=True)\nprint(outcome.trace)`;
  const values = Object.entries(event.parameters).map(([key, value]) => `${key}=${literal(value)}`);
  return `bot.api.call(${[JSON.stringify(event.method), ...values].join(", ")})  # or bot.api.${snake(event.method)}(...)`;
}
