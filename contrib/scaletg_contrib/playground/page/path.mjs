// The path of an update as a picture: what received it, who was asked, what was sent, how it ended.

import { exactClock, h } from "./dom.mjs";
import { ending } from "./endings.mjs";

const SIGNS = { answered: "✓", passed: "○", raised: "✕", stopped: "■", retry: "↻", evaluated: "◆", "not called": "–" };
const WORDS = {
  answered: "answered",
  passed: "passed: returned None",
  raised: "raised",
  stopped: "stopped",
  retry: "asked for a retry",
  evaluated: "evaluated",
  "not called": "not called",
};
const TITLES = { good: "Answered", bad: "Something failed", wait: "It waits", none: "Why did nothing happen?" };
const ENDS = { good: "✓", bad: "✕", none: "∅", wait: "…" };

export function milliseconds(one) {
  if (one === undefined || one === null) return "";
  if (one < 0.1) return "< 0.1 ms";
  return `${one < 10 ? one.toFixed(1) : Math.round(one)} ms`;
}

// The elements of the path; *chosen*: the item of the traffic that is inspected.
export function drawPath(record, chosen) {
  const name = Object.keys(record.update).find((one) => one !== "update_id");
  const time = milliseconds(record.trace?.trace.duration_ms);
  const received = node(
    "received",
    "↓",
    `update ${record.update_id}`,
    record.isJob ? "job" : name,
    record.item?.text,
    time,
  );
  const calls = record.calls.map((one) => drawCall(one, chosen));
  const middle = record.trace ? tracedSteps(record.trace) : record.deliveries.map(drawDelivery);
  return [verdict(record), h("ol", { class: "path" }, received, middle, calls, drawEnd(record))];
}

function verdict(record) {
  if (record.isTraced && !record.trace) return null; // it is under way
  const kind = ending(record)[1];
  const texts = record.trace?.why ?? outsideTexts(record);
  return h(
    "section",
    { class: `verdict ${kind}` },
    h("h3", {}, TITLES[kind]),
    texts.map((one) => h("p", {}, one)),
  );
}

// What can be said of a bot in another process, which does not tell how it came to its answers.
function outsideTexts(record) {
  const last = record.deliveries.at(-1);
  if (record.calls.length) return [`The bot made ${count(record.calls.length, "call")} after it got the update.`];
  if (!last) return ["The bot has not fetched this update: is it running, and does it poll this address?"];
  if (last.status < 200 || last.status > 299)
    return [`The webhook answered ${last.status || "nothing"}: ${last.error}`];
  return [
    "The bot got the update, and has made no call since.",
    "Look at its own log: no handler may have matched, or it has raised an exception.",
  ];
}

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

function drawDelivery(event) {
  const isGood = event.status >= 200 && event.status < 300;
  const attempt = event.attempt > 1 ? `, attempt ${event.attempt}` : "";
  const text = `${event.status || "no answer"} at ${exactClock(event.time)}${attempt} ${event.error ?? ""}`;
  return node(
    `call ${isGood ? "" : "bad"}`,
    isGood ? "→" : "✕",
    `by ${event.via}`,
    "delivery",
    text,
    milliseconds(event.duration_ms),
  );
}

function tracedSteps(trace) {
  const { steps } = trace.trace;
  const longest = Math.max(0.01, ...steps.map((one) => one.duration_ms));
  const draw = (one) => drawStep(one, trace, longest);
  const rest = steps.filter((one) => one.status === "not called");
  const own = rest.filter((one) => one.is_own);
  const others = rest.filter((one) => !one.is_own);
  const isNear = !trace.app || own.length < 4;
  return [
    steps.filter((one) => one.status !== "not called").map(draw),
    fold(own, own.length === rest.length ? "not called" : "of yours not called", isNear, draw),
    fold(others, "of the library not called", false, draw),
  ];
}

function fold(steps, words, isOpen, draw) {
  if (!steps.length) return null;
  const inner = h("ol", { class: "path inner" }, steps.map(draw));
  return h(
    "li",
    { class: "node fold" },
    h("details", { open: isOpen }, h("summary", {}, `${steps.length} ${words}`), inner),
  );
}

function drawStep(step, trace, longest) {
  const hasWon = step.status === "answered" && step.name === trace.trace.winner;
  const isLost = trace.trace.discarded.includes(step.name);
  const status = (hasWon && "the reply") || (isLost && "discarded") || WORDS[step.status] || step.status;
  const wasCalled = step.status !== "not called";
  const bar = h("i", { class: "time" });
  bar.style.width = `${Math.max(2, (step.duration_ms / longest) * 100)}%`;
  const kind = [step.role.replace(" ", "-"), `is-${step.status.replace(" ", "-")}`, hasWon && "won", isLost && "lost"];
  const head = h(
    "div",
    { class: "node-head" },
    h("b", {}, step.name),
    h("small", { class: "role" }, step.is_gate ? "gate" : step.role),
    h("span", { class: "status" }, status),
    h("small", { class: "ms" }, wasCalled ? milliseconds(step.duration_ms) : ""),
  );
  return h(
    "li",
    { class: `node ${kind.filter(Boolean).join(" ")}` },
    h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[step.status] ?? "?"),
    h(
      "div",
      {},
      head,
      wasCalled && h("div", { class: "track" }, bar),
      step.reason && h("p", {}, step.reason),
      step.hint && h("p", { class: "hint" }, step.hint),
      step.result !== null && h("p", { class: "result", tabindex: 0 }, `→ ${step.result}`),
      h("small", { class: "where" }, step.place),
    ),
  );
}

export function drawCall(item, chosen) {
  const { answer, via, duration_ms } = item.event;
  const text = answer.ok ? item.text : `${answer.error_code} ${answer.description}`;
  const role = via === "direct" || via === "http" ? "call" : via;
  const kind = `call ${answer.ok ? "" : "bad"} ${item === chosen ? "chosen" : ""}`;
  return node(kind, answer.ok ? "↗" : "✕", item.name, role, text, milliseconds(duration_ms));
}

function drawEnd(record) {
  const [word, kind] = ending(record);
  const { trace } = record;
  const parts = [
    trace?.app && `by ${trace.app}`,
    trace?.duplicate && "the first reply counts",
    trace?.retry_after && `again in ${trace.retry_after} s`,
    trace?.given_up && "given up",
  ];
  return node(`end ${kind}`, ENDS[kind], word, "outcome", parts.filter(Boolean).join(", "), "");
}

function node(kind, sign, name, role, text, time) {
  const head = h(
    "div",
    { class: "node-head" },
    h("b", {}, name),
    h("small", { class: "role" }, role ?? ""),
    h("span", { class: "space" }),
    h("small", { class: "ms" }, time ?? ""),
  );
  const mark = h("span", { class: "sign", "aria-hidden": "true" }, sign);
  return h("li", { class: `node ${kind}` }, mark, h("div", {}, head, text && h("p", {}, text)));
}
