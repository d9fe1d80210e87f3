// The borders between people, chat, inspector and traffic can be dragged, or moved with the arrow keys.

import { $ } from "./dom.mjs";

const STEP = 24;
const sizes = JSON.parse(localStorage.getItem("panes") ?? "{}");

// Each border: the pane that it sizes, and how a movement of the pointer changes that.
const BORDERS = {
  places: { pane: "places", property: "width", sign: 1 },
  inspector: { pane: "inspector", property: "width", sign: -1 },
  traffic: { pane: "traffic", property: "height", sign: -1 },
};

const keep = () => localStorage.setItem("panes", JSON.stringify(sizes));
const main = () => document.querySelector("main");

function resize(name, size) {
  sizes[name] = Math.round(size);
  $(`${name}-border`).setAttribute("aria-valuenow", sizes[name]);
  main().style.setProperty(`--${name}`, `${sizes[name]}px`);
  keep();
}

function reset(name) {
  delete sizes[name];
  main().style.removeProperty(`--${name}`);
  keep();
}

function drag(name, event) {
  const { pane, property, sign } = BORDERS[name];
  const at = (one) => (property === "width" ? one.clientX : one.clientY);
  const begin = $(pane).getBoundingClientRect()[property];
  const start = at(event);
  const border = event.currentTarget;
  const move = (one) => resize(name, begin + sign * (at(one) - start));
  border.setPointerCapture(event.pointerId);
  border.addEventListener("pointermove", move);
  border.addEventListener("lostpointercapture", () => border.removeEventListener("pointermove", move), { once: true });
}

function moveByKey(name, event) {
  const { pane, property, sign } = BORDERS[name];
  const keys = property === "width" ? { ArrowLeft: -1, ArrowRight: 1 } : { ArrowUp: -1, ArrowDown: 1 };
  if (!keys[event.key]) return;
  event.preventDefault();
  resize(name, $(pane).getBoundingClientRect()[property] + sign * keys[event.key] * STEP);
}

export function wirePanes() {
  for (const name of Object.keys(BORDERS)) {
    const border = $(`${name}-border`);
    border.setAttribute("aria-valuenow", "0"); // as wide as the style has it
    border.setAttribute("aria-valuemax", "4000");
    if (sizes[name]) resize(name, sizes[name]);
    border.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      drag(name, event);
    });
    border.addEventListener("dblclick", () => reset(name));
    border.addEventListener("keydown", (event) => moveByKey(name, event));
  }
}
