// The icons of the page: lines on a grid of 24, drawn for it, in the color of the text around them.

const SVG = "http://www.w3.org/2000/svg";

const LINES = {
  again: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  album: "M4 8h12v12H4zM8 4h12v12",
  back: "M15 5l-7 7 7 7",
  bell: "M6 17h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v4.5zM10 20h4",
  broken: "M12 8v5M12 16.5v.5M12 3.5 21.5 20h-19z",
  clip: "M20 11.5l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8-8a3 3 0 0 1 4.3 4.3l-7.9 7.9a1.4 1.4 0 0 1-2-2l7.1-7.1",
  clock: "M12 7v5l3.5 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  close: "M6 6l12 12M18 6 6 18",
  command: "M14.5 4l-5 16",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.7 3.8-5.5 7.5-5.5s6.7 1.8 7.5 5.5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  dark: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  document: "M6 3.5h8l4.5 4.5V20.5H6zM13.5 3.5V8.5h5M9 13h6M9 16.5h6",
  down: "M6 9l6 6 6-6",
  export: "M12 15V4M8 8l4-4 4 4M5 14v6h14v-6",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  forward: "M13 6l6 6-6 6M19 12H5",
  game: "M7 8h10a4 4 0 0 1 4 4.5c0 5-3 5-4.5 3h-9c-1.5 2-4.5 2-4.5-3A4 4 0 0 1 7 8zM8 10.5v3M6.5 12h3M16 12h.1",
  gift: "M4 9h16v4H4zM5.5 13v7.5h13V13M12 9v11.5M12 9C9 9 7 7.5 8 5.5s3.5-.5 4 3.5c.5-4 3-5.5 4-3.5s-1 3.5-4 3.5z",
  inspect: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
  invoice: "M5.5 3.5h13v17l-2.200-1.5-2.100 1.5-2.200-1.5-2.200 1.5-2.100-1.5-2.200 1.5zM9 8h6M9 12h6",
  light:
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.400 1.400M17.3 17.3l1.400 1.400M18.700 5.3l-1.400 1.400M6.700 17.3l-1.400 1.400",
  list: "M4 6h16M4 12h16M4 18h16",
  location: "M12 21c4.5-5 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6 6.5 11zM12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  more: "M6 12h.1M12 12h.1M18 12h.1",
  music: "M9 18V5.5l10-2V16M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  people:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c.6-3.5 3-5.5 6-5.5s5.400 2 6 5.5M15.5 5a3.3 3.3 0 0 1 0 6.3M17.5 14.800c2 .7 3.200 2.5 3.600 5.200",
  phone:
    "M6.5 4h3l1.5 4-2 1.5c1 2.3 2.700 4 5 5L15.5 12.5l4 1.5v3c0 1.5-1 2.5-2.5 2.5C10 19.5 4.5 14 4.5 7c0-1.800.8-3 2-3z",
  photo: "M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 16.5M15.5 9h.1",
  pin: "M9 4h6l-.7 6.5L17.5 14h-11l3.200-3.5zM12 14v6.5",
  play: "M8 5.5v13l10.5-6.5z",
  plus: "M12 5v14M5 12h14",
  poll: "M5 20V11M12 20V4M19 20v-6",
  reply: "M10 7L4.5 12l5.5 5M4.5 12H14c3.5 0 5.5 2 5.5 6",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
  send: "M4 12 20.5 4.5 14 20.5l-2.5-6z M11.5 14.5l4-4",
  sticker: "M4 4h16v10l-6 6H4zM20 14h-6v6M8.5 9.5h.1M14.5 9.5h.1M8 13c1 1.3 2.200 1.800 3.5 1.800",
  stop: "M7 7h10v10H7z",
  system: "M3.5 5h17v11h-17zM8.5 20h7M12 16v4",
  trouble: "M13 3 5 13.5h6L10 21l8.5-11h-6z",
  video: "M3.5 6.5h11v11h-11zM14.5 11l6-3.5v9l-6-3.5z",
  voice: "M12 3.5a3 3 0 0 0-3 3V12a3 3 0 0 0 6 0V6.5a3 3 0 0 0-3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v2.5",
  window: "M4 5h16v14H4zM4 9h16M7 7h.1",
};

// An icon; one with a label is an image to those who hear the page, the others are not there for them.
export function icon(name, label = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon-${name} drawn`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", LINES[name] ?? LINES.document);
  svg.append(path);
  return svg;
}

// Draws the icons that index.html names.
export function drawIcons(root = document) {
  for (const place of root.querySelectorAll("[data-icon]")) {
    if (!place.querySelector("svg")) place.prepend(icon(place.dataset.icon));
  }
}
