// Making elements. Text becomes text nodes, always: nothing that a bot sends is ever read as markup.

export const $ = (id) => document.getElementById(id);

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

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

export const failed = (error) => toast(error.message, "bad");

// A menu at a button: items are [label, function] or [label, function, hint].
export function popup(anchor, items) {
  const menu = $("popup");
  if (!menu.hidden && menu.anchor === anchor) return closePopup();
  closePopup();
  menu.anchor = anchor;
  anchor.setAttribute("aria-expanded", "true");
  menu.replaceChildren(
    ...items.map(([label, action, hint]) =>
      h("button", { role: "menuitem", onclick: () => { closePopup(); action(); } }, label, hint && h("small", {}, hint)),
    ),
  );
  menu.hidden = false;
  const place = anchor.getBoundingClientRect();
  // It does not cover its anchor or what is beside that: where there is less room, the menu scrolls.
  const [above, under] = [place.top - 8, innerHeight - place.bottom - 8];
  menu.style.maxHeight = "none";
  const below = menu.offsetHeight < under || under > above;
  menu.style.maxHeight = `${Math.max(120, below ? under : above)}px`;
  menu.style.top = `${below ? place.bottom + 4 : Math.max(4, place.top - menu.offsetHeight - 4)}px`;
  menu.style.left = `${Math.max(4, Math.min(place.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.firstElementChild?.focus();
}

export function closePopup() {
  const menu = $("popup");
  if (menu.hidden) return;
  menu.hidden = true;
  menu.anchor?.setAttribute("aria-expanded", "false");
  if (menu.contains(document.activeElement)) menu.anchor?.focus();
}

addEventListener("click", (event) => {
  const menu = $("popup");
  const path = event.composedPath(); // where the click was, also if it has removed its target, as a menu's item does
  if (!menu.hidden && !path.includes(menu) && !path.includes(menu.anchor)) closePopup();
});
addEventListener("keydown", (event) => {
  const menu = $("popup");
  if (menu.hidden) return;
  const items = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    closePopup();
    event.stopPropagation();
  }
}, true);

// A form in a dialog: fields are [name, label, value]. Resolves to their values, or null.
export function ask(title, fields, action = "OK") {
  const dialog = $("dialog");
  const inputs = fields.map(([name, label, value, choices]) => {
    const input = choices
      ? h("select", { name }, choices.map((one) => h("option", {}, one)))
      : h("input", { name, value: value ?? "", autocomplete: "off" });
    return h("label", {}, label, input);
  });
  return new Promise((resolve) => {
    let answer = null;
    const form = h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title), inputs,
      h("div", { class: "actions" },
        h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
        h("button", { class: "primary" }, action)));
    form.addEventListener("submit", () => { answer = Object.fromEntries(new FormData(form)); });
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
    const pick = (place) => () => { chosen = place; dialog.close(); };
    dialog.replaceChildren(h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title),
      items.map(([label, hint], place) => h("button", { type: "button", class: "result", onclick: pick(place) }, h("b", {}, label), hint && h("small", {}, hint))),
      h("div", { class: "actions" }, h("button", {}, "Cancel"))));
    dialog.onclose = () => resolve(chosen);
    dialog.showModal();
  });
}

export function show(title, ...content) {
  const dialog = $("dialog");
  dialog.onclose = null;
  dialog.replaceChildren(h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title), content,
    h("div", { class: "actions" }, h("button", { class: "primary" }, "Close"))));
  dialog.showModal();
}

export async function copy(text, what = "Copied") {
  try {
    await navigator.clipboard.writeText(text);
    toast(what);
  } catch {
    show("Copy this", h("textarea", { rows: 12, cols: 60, readonly: true }, text));
  }
}

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
