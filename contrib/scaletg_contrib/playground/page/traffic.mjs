// The list of traffic: updates, calls and what else happened, the newest first.

import { $, exactClock, h } from "./dom.mjs";
import { ending } from "./endings.mjs";
import { milliseconds } from "./path.mjs";
import { page } from "./state.mjs";

const MOST = 300;
const ARROWS = { update: "→", call: "←" };

function statusOf(item) {
  if (item.kind === "update") return ending(item.record);
  if (item.kind !== "call") return ["", "wait"];
  const { ok, error_code } = item.event.answer;
  return ok ? ["200", "good"] : [String(error_code), "bad"];
}

// Of several bots only the traffic of the chosen one is shown, and what belongs to none.
const isOfBot = (item) => item.bot === undefined || item.bot === page.bot?.id;

export function drawTraffic(chosen, select) {
  const word = $("filter").value.trim().toLowerCase();
  const rows = [];
  const { traffic } = page.model;
  for (let index = traffic.length - 1; index >= 0 && rows.length < MOST; index--) {
    const item = traffic[index];
    const line = `${item.kind} ${item.name} ${item.text ?? ""} ${statusOf(item)[0]}`;
    if (isOfBot(item) && line.toLowerCase().includes(word)) rows.push(drawRow(item, item === chosen, select));
  }
  $("traffic-list").replaceChildren(...rows);
}

function drawRow(item, isChosen, select) {
  const [status, kind] = statusOf(item);
  const isUpdate = item.kind === "update";
  const duration = isUpdate ? item.record.trace?.trace.duration_ms : item.event.duration_ms;
  const number = isUpdate ? h("small", {}, ` ${item.record.update_id}`) : "";
  const attributes = {
    class: `row ${item.kind} ${isChosen ? "selected" : ""}`,
    "aria-current": isChosen ? "true" : null,
    onclick: () => select(item),
  };
  return h(
    "li",
    {},
    h(
      "button",
      attributes,
      h("span", { class: "at" }, exactClock(item.event.time)),
      h("span", { class: "arrow", "aria-hidden": "true" }, ARROWS[item.kind] ?? "•"),
      h("b", {}, item.name, item.isAgain ? " (again)" : "", number),
      h("span", { class: "brief" }, item.text ?? ""),
      h("span", { class: `status ${kind}` }, status),
      h("small", { class: "ms" }, milliseconds(duration)),
    ),
  );
}
