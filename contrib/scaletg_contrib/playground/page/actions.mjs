// Everything that people can do: each action of the control API as a form.

import { $, api, failed, h, show } from "./dom.mjs";
import { loadPlaces, refreshSoon } from "./places.mjs";
import { page } from "./state.mjs";

// What the fields hold at first: who acts, where, and with which bot.
function known() {
  const { current, bot } = page;
  return { user: current.user, chat: current.isGroup ? current.key : "", bot: current.isGroup ? "" : bot.id };
}

// A field takes text, and JSON where the parameter is not a text: 5, true, ["a"], {"b": 1}.
function readValue(text, initial) {
  if (typeof initial === "string" && initial !== "required") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function field(name, initial) {
  const hint = initial === "required" || initial === null ? "" : JSON.stringify(initial);
  const attributes = { name, value: known()[name] ?? "", placeholder: hint, autocomplete: "off", onkeydown: onEnter };
  return h("label", {}, initial === "required" ? `${name} *` : name, h("input", attributes));
}

function onEnter(event) {
  if (event.key !== "Enter") return;
  event.preventDefault(); // the form of a dialog would close it
  $("action-do").click();
}

function draw(action) {
  const inputs = Object.entries(action.parameters).map(([name, initial]) => field(name, initial));
  const run = h(
    "button",
    { type: "button", id: "action-do", class: "primary", onclick: () => perform(action) },
    "Do it",
  );
  $("action-form").replaceChildren(
    h("p", {}, action.summary, action.more ? ` ${action.more}` : ""),
    ...inputs,
    run,
    h("pre", { id: "action-result" }),
  );
}

async function perform(action) {
  const given = [...$("action-form").querySelectorAll("input")].filter((input) => input.value !== "");
  const values = given.map((input) => [input.name, readValue(input.value, action.parameters[input.name])]);
  try {
    const result = await api(`/control/do/${action.name}`, Object.fromEntries(values));
    $("action-result").textContent = `Done: ${JSON.stringify(result, null, 2)}`;
  } catch (error) {
    failed(error);
    return;
  }
  await loadPlaces();
  refreshSoon();
}

export async function showActions() {
  const found = await api("/control").catch(failed);
  if (!found) return;
  const actions = found.actions.sort((one, other) => one.name.localeCompare(other.name));
  const options = actions.map((one, place) => h("option", { value: place }, one.name.replaceAll("_", " ")));
  const change = (event) => draw(actions[event.target.value]);
  show(
    "Everything that people can do",
    h("label", {}, "What ", h("select", { id: "action-choice", onchange: change }, options)),
    h("div", { id: "action-form" }),
  );
  draw(actions[0]);
}
