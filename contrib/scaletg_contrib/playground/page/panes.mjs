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

function resize(name, size) {
  sizes[name] = Math.round(size);
  document.querySelector("main").style.setProperty(`--${name}`, `${sizes[name]}px`);
  localStorage.setItem("panes", JSON.stringify(sizes));
}

function reset(name) {
  delete sizes[name];
  document.querySelector("main").style.removeProperty(`--${name}`);
  localStorage.setItem("panes", JSON.stringify(sizes));
}

function drag(name, event) {
  const { pane, property, sign } = BORDERS[name];
  const [begin, at] = [$(pane).getBoundingClientRect()[property], (one) => (property === "width" ? one.clientX : one.clientY)];
  const start = at(event);
  const border = event.currentTarget;
  border.setPointerCapture(event.pointerId);
  const move = (one) => resize(name, begin + sign * (at(one) - start));
  border.addEventListener("pointermove", move);
  border.addEventListener("lostpointercapture", () => border.removeEventListener("pointermove", move), { once: true });
}

for (const [name, { pane, property, sign }] of Object.entries(BORDERS)) {
  const border = $(`${name}-border`);
  if (sizes[name]) resize(name, sizes[name]);
  border.addEventListener("pointerdown", (event) => { event.preventDefault(); drag(name, event); });
  border.addEventListener("dblclick", () => reset(name));
  border.addEventListener("keydown", (event) => {
    const keys = property === "width" ? { ArrowLeft: -1, ArrowRight: 1 } : { ArrowUp: -1, ArrowDown: 1 };
    if (!keys[event.key]) return;
    event.preventDefault();
    resize(name, $(pane).getBoundingClientRect()[property] + sign * keys[event.key] * STEP);
  });
}
