// How far the broadcasts of the bot are, and what failed; one that is not over can wait, go on or end.

import { h, moment } from "./dom.mjs";

const COUNTS = ["blocked", "moved", "failed", "unsure", "repeated"];

function row(one, change) {
  const counts = COUNTS.filter((word) => one[word]).map((word) => `${one[word]} ${word}`);
  const reasons = Object.entries(one.reasons).map(([reason, count]) => h("div", {}, `${count} × ${reason}`));
  const action = (word, label) =>
    h("button", { type: "button", class: `quiet ${word}`, onclick: () => change(one, word) }, label);
  const actions = one.is_over
    ? []
    : [one.state === "paused" ? action("resume", "Go on") : action("pause", "Pause"), action("cancel", "Cancel")];
  return h(
    "tr",
    { class: "broadcast" },
    h("th", { scope: "row" }, h("code", {}, one.id)),
    h("td", {}, one.state, h("small", {}, ` ${moment(one.started)}`)),
    h("td", {}, progress(one)),
    h("td", {}, [`${one.sent} sent`, ...counts].join(", "), h("small", {}, reasons)),
    h("td", {}, actions),
  );
}

function progress(one) {
  const text = `${one.done} of ${one.total ?? "?"}`;
  return [one.total > 0 && h("progress", { max: one.total, value: one.done, "aria-label": text }), ` ${text}`];
}

export function broadcastTable(broadcasts, change) {
  const head = ["broadcast", "state", "done", "what came of it", "action"].map((one) => h("th", { scope: "col" }, one));
  const rows = broadcasts.map((one) => row(one, change));
  return h("table", { class: "jobs" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows));
}
