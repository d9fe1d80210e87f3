// Search in the open chat: messages that hold the words are marked, and one goes from one to the next.

import { $, h } from "./dom.mjs";
import { page } from "./state.mjs";

const found = { items: [], place: 0 };

function matches(word) {
  const items = [...page.model.chat(page.current.key).items.values()];
  const holds = (one) => (one.message?.text ?? one.message?.caption ?? "").toLowerCase().includes(word);
  return items.filter((one) => !one.isDeleted && holds(one));
}

export function search() {
  const word = $("search").value.trim().toLowerCase();
  found.items = word ? matches(word) : [];
  found.place = found.items.length - 1;
  mark();
}

function mark() {
  for (const one of document.querySelectorAll("#messages .found")) one.classList.remove("found");
  const item = found.items[found.place];
  const word = $("search").value.trim();
  const none = word ? "nothing found" : "";
  $("search-count").replaceChildren(
    h("span", {}, item ? `${found.items.length - found.place} of ${found.items.length}` : none),
  );
  const element = item && document.getElementById(`m${item.id}`);
  element?.classList.add("found");
  element?.scrollIntoView({ block: "center" });
}

function step(by) {
  if (!found.items.length) return;
  found.place = (found.place + by + found.items.length) % found.items.length;
  mark();
}

export function openSearch(is) {
  $("search-bar").hidden = !is;
  $("search-button").setAttribute("aria-expanded", String(is));
  $("search").value = "";
  search();
  (is ? $("search") : $("input")).focus();
}

export function wireSearch() {
  $("search-button").addEventListener("click", () => openSearch($("search-bar").hidden));
  $("search").addEventListener("input", search);
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      openSearch(false);
    } else if (event.key === "Enter") {
      event.preventDefault();
      step(event.shiftKey ? 1 : -1);
    }
  });
  $("search-up").addEventListener("click", () => step(-1));
  $("search-down").addEventListener("click", () => step(1));
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "f" && page.current) {
      event.preventDefault();
      openSearch(true);
    }
  });
}
