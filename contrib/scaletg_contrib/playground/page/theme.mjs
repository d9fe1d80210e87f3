// Light, dark, or as the system has it: the choice is kept in the browser.

import { $ } from "./dom.mjs";
import { icon } from "./icons.mjs";

const NEXT = { system: "light", light: "dark", dark: "system" };
let chosen = localStorage.getItem("theme") ?? "system";

function apply() {
  document.documentElement.dataset.theme = chosen;
  const button = $("theme-button");
  button.replaceChildren(icon(chosen));
  const label = `Theme: ${chosen}. Change to ${NEXT[chosen]}`;
  button.setAttribute("aria-label", label);
  button.title = label;
}

export const isDark = () =>
  chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);

export function wireTheme() {
  $("theme-button").addEventListener("click", () => {
    chosen = NEXT[chosen];
    localStorage.setItem("theme", chosen);
    queueMicrotask(() => dispatchEvent(new Event("themechange")));
    apply();
  });
  apply();
}
