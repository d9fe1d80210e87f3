// The registry of the bot: its gates, modules and apps, in the order in which they are asked.

import { api, failed, h } from "./dom.mjs";

const GROUPS = [
  ["gate", "Gates", "Before the apps of every update; they may end it."],
  ["module", "Modules", "What apps ask for by the names of their parameters."],
  ["app", "Apps", "Asked in this order, if their rules match."],
  ["error handler", "Error handlers", "Asked when something has raised an exception."],
];

export async function drawRegistry() {
  const all = await api("/playground/registry").catch(failed);
  return GROUPS.flatMap(([role, title, about]) => group(all ?? [], role, title, about));
}

function group(all, role, title, about) {
  const rows = all.filter((one) => one.role === role);
  if (!rows.length) return [];
  const head = h("h3", {}, title, " ", h("small", {}, `${rows.length}. ${about}`));
  return [head, h("ol", { class: "registry" }, rows.map(row))];
}

function row(one) {
  const takes = one.takes.length ? `takes ${one.takes.join(", ")}` : "";
  return h(
    "li",
    { class: one.is_own ? "own" : "library" },
    h(
      "div",
      { class: "node-head" },
      h("b", {}, one.name),
      h("span", { class: "for" }, one.purpose),
      h("span", { class: "space" }),
    ),
    h("small", {}, [one.about, takes].filter(Boolean).join(" · ")),
    h("small", { class: "where" }, one.place),
  );
}
