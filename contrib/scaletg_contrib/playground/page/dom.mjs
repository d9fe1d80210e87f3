// Making elements. Text becomes text nodes, always: nothing that a bot sends is ever read as markup.

import { icon } from "./icons.mjs";

export const $ = (id) => document.getElementById(id);

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  const isShown = (one) => one !== null && one !== undefined && one !== false;
  element.append(...children.flat(Number.POSITIVE_INFINITY).filter(isShown));
  return element;
}

// A listener of an element inside a bubble, which is itself for clicking.
export const stopping =
  (action = () => {}) =>
  (event) => {
    event.stopPropagation();
    action(event);
  };

export async function api(path, body, method = body === undefined ? "GET" : "POST") {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(path, options);
  const data = await response.json();
  if (!data.ok) throw new Error(data.error || data.description || response.statusText);
  return data.result;
}

export function toast(text, kind = "") {
  const element = h("div", { class: `toast ${kind}` }, text);
  $("toasts").append(element);
  setTimeout(() => element.remove(), 3500);
}

export const failed = (error) => {
  toast(error.message, "bad");
  return null;
};

// A form in a dialog: fields are [name, label, value, choices]. Resolves to their values, or null.
export function ask(title, fields, action = "OK") {
  const dialog = $("dialog");
  const inputs = fields.map(([name, label, value, choices]) => {
    const input = choices
      ? h(
          "select",
          { name },
          choices.map((one) => h("option", {}, one)),
        )
      : h("input", { name, value: value ?? "", autocomplete: "off" });
    return h("label", {}, label, input);
  });
  const buttons = h(
    "div",
    { class: "actions" },
    h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
    h("button", { class: "primary" }, action),
  );
  return new Promise((resolve) => {
    let answer = null;
    const form = h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title), inputs, buttons);
    form.addEventListener("submit", () => {
      answer = Object.fromEntries(new FormData(form));
    });
    dialog.replaceChildren(form);
    dialog.onclose = () => resolve(answer);
    dialog.showModal();
  });
}

// A choice in a dialog: items are [label, hint]. Resolves to the place of the chosen one, or null.
export function choose(title, items) {
  const dialog = $("dialog");
  return new Promise((resolve) => {
    let chosen = null;
    const choice = ([label, hint], place) => {
      const pick = () => {
        chosen = place;
        dialog.close();
      };
      return h(
        "button",
        { type: "button", class: "result", onclick: pick },
        h("b", {}, label),
        hint && h("small", {}, hint),
      );
    };
    const cancel = h("div", { class: "actions" }, h("button", {}, "Cancel"));
    dialog.replaceChildren(
      h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title), items.map(choice), cancel),
    );
    dialog.onclose = () => resolve(chosen);
    dialog.showModal();
  });
}

export function show(title, ...content) {
  const dialog = $("dialog");
  const close = h("div", { class: "actions" }, h("button", { class: "primary" }, "Close"));
  dialog.onclose = null;
  dialog.replaceChildren(h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title), content, close));
  if (!dialog.open) dialog.showModal();
}

export async function copy(text, what = "Copied") {
  try {
    await navigator.clipboard.writeText(text);
    toast(what);
  } catch {
    show("Copy this", h("textarea", { rows: 12, cols: 60, readonly: true, "aria-label": "Text" }, text));
  }
}

// A button with an icon and a word, or with a name that only those hear who do not see the icon.
export function iconButton(name, label, onclick, attributes = {}) {
  return h(
    "button",
    { type: "button", class: "icon", "aria-label": label, title: label, onclick, ...attributes },
    icon(name),
  );
}

export function saveAs(name, text, kind = "text/plain") {
  const href = `data:${kind};charset=utf-8,${encodeURIComponent(text)}`;
  return h("a", { class: "button", download: name, href }, icon("down"), `Save as ${name}`);
}

// One clock for the whole page.
const DAY = { hourCycle: "h23", hour: "2-digit", minute: "2-digit" };
const at = (seconds) => new Date(seconds * 1000);

export const clock = (seconds) => at(seconds).toLocaleTimeString([], DAY);
export const exactClock = (seconds) => at(seconds).toLocaleTimeString([], { ...DAY, second: "2-digit" });
export const moment = (seconds) => `${at(seconds).toLocaleDateString()} ${exactClock(seconds)}`;

export const person = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");

// One of the eight colors of people, the same one for a name everywhere.
export const hue = (text) => [...text].reduce((sum, one) => (sum * 31 + one.codePointAt(0)) % 1009, 7) % 8;
