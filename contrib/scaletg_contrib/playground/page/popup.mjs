// A menu at a button.

import { $, h } from "./dom.mjs";

const ROOM = 8; // pixels between a menu and the edge of the window

// Items are [label, function] or [label, function, hint].
export function popup(anchor, items) {
  const menu = $("popup");
  if (!menu.hidden && menu.anchor === anchor) return closePopup();
  closePopup();
  menu.anchor = anchor;
  anchor.setAttribute("aria-expanded", "true");
  menu.replaceChildren(...items.map(entry));
  menu.hidden = false;
  place(menu, anchor.getBoundingClientRect());
  menu.firstElementChild?.focus();
}

function entry([label, action, hint]) {
  const onclick = () => {
    closePopup();
    action();
  };
  return h("button", { role: "menuitem", onclick }, label, hint && h("small", {}, hint));
}

// It does not cover its anchor or what is beside that: where there is less room, the menu scrolls.
function place(menu, anchor) {
  const above = anchor.top - ROOM;
  const under = innerHeight - anchor.bottom - ROOM;
  menu.style.maxHeight = "none";
  const isBelow = menu.offsetHeight < under || under > above;
  menu.style.maxHeight = `${Math.max(120, isBelow ? under : above)}px`;
  const top = isBelow ? anchor.bottom + 4 : Math.max(4, anchor.top - menu.offsetHeight - 4);
  const left = Math.max(4, Math.min(anchor.left, innerWidth - menu.offsetWidth - ROOM));
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

export function closePopup() {
  const menu = $("popup");
  if (menu.hidden) return;
  menu.hidden = true;
  menu.anchor?.setAttribute("aria-expanded", "false");
  if (menu.contains(document.activeElement)) menu.anchor?.focus();
}

function closeIfOutside(event) {
  const menu = $("popup");
  const path = event.composedPath(); // where the click was, also if it has removed its target, as a menu's item does
  if (!menu.hidden && !path.includes(menu) && !path.includes(menu.anchor)) closePopup();
}

function move(event) {
  const menu = $("popup");
  if (menu.hidden) return;
  const items = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    event.stopPropagation();
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    closePopup();
    event.stopPropagation();
  }
}

addEventListener("click", closeIfOutside);
addEventListener("keydown", move, true);
