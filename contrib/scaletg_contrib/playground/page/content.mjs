// What a message has beside its text: pictures, files, places, polls.

import { h, person } from "./dom.mjs";
import { icon } from "./icons.mjs";
import { money } from "./payments.mjs";
import { richMessage } from "./rich.mjs";
import { formatted } from "./text.mjs";

const PHOTO = { width: 320, height: 320 }; // a larger picture is shown smaller
const LEAST = { width: 120, height: 60 };

export const fileUrl = (id) => `/control/files/${encodeURIComponent(id)}`;

function sizeOf(bytes) {
  if (bytes > 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  if (bytes > 1e3) return `${Math.round(bytes / 1e3)} kB`;
  return `${bytes ?? 0} bytes`;
}

const seconds = (one) => `${Math.floor(one / 60)}:${String(Math.round(one % 60)).padStart(2, "0")}`;

// The size at which a picture is shown: known before it is loaded, so that nothing moves when it comes.
function shownSize({ width, height }) {
  const scale = Math.min(1, PHOTO.width / width, PHOTO.height / height);
  return {
    width: Math.max(LEAST.width, Math.round(width * scale)),
    height: Math.max(LEAST.height, Math.round(height * scale)),
  };
}

function photo(sizes) {
  const largest = sizes.at(-1);
  const { width, height } = shownSize(largest);
  return h("img", { class: "photo", src: fileUrl(largest.file_id), alt: "Photo", loading: "lazy", width, height });
}

function sticker(one) {
  const image = () => h("img", { src: fileUrl(one.file_id), alt: one.emoji ?? "Sticker" });
  return h("div", { class: "sticker", title: "Sticker" }, one.file_size > 100 ? image() : (one.emoji ?? "🙂"));
}

function video(one) {
  const attributes = { "aria-label": "Video", controls: true, preload: "none", src: fileUrl(one.file_id) };
  const size = shownSize({ width: one.width || 320, height: one.height || 180 });
  return h(
    "div",
    { class: "clip" },
    h("video", { ...attributes, ...size }),
    card("video", ...about(one, "Video"), one),
  );
}

const about = (one, word) => [one.file_name ?? word, [seconds(one.duration), sizeOf(one.file_size)].join(" · ")];

function sound(one, label, text) {
  const attributes = { "aria-label": label, controls: true, preload: "none", src: fileUrl(one.file_id) };
  return h("div", { class: "voice" }, h("audio", attributes), h("small", {}, text));
}

function card(name, title, text, one = {}) {
  const link = one.file_id ? { href: fileUrl(one.file_id), download: one.file_name ?? title } : {};
  return h(one.file_id ? "a" : "div", { class: "card", ...link }, cardIcon(name), lines(title, text));
}

const cardIcon = (name) => h("span", { class: "card-icon" }, icon(name));
const lines = (title, ...more) =>
  h("div", {}, h("strong", { title }, title), ...more.filter(Boolean).map((one) => h("small", {}, one)));

function place(location, title, address) {
  const at = `${location.latitude}, ${location.longitude}`;
  return h("div", { class: "card" }, cardIcon("location"), lines(title, address, at));
}

function dice(one) {
  return h("div", { class: "dice", title: `${one.emoji} shows ${one.value}` }, one.emoji, h("b", {}, one.value));
}

function checklist(one) {
  const task = (item) => h("li", { class: item.completion_date ? "done" : "" }, item.text);
  return h("div", {}, h("strong", {}, one.title), h("ul", { class: "checklist" }, one.tasks?.map(task)));
}

function paidMedia(one) {
  return card("photo", `Paid media: ${one.star_count} ⭐`, `${one.paid_media.length} to unlock`);
}

function option(one, poll, item, act, index) {
  const isChosen = act.votes(item).includes(index);
  const share = poll.total_voter_count ? Math.round((one.voter_count / poll.total_voter_count) * 100) : 0;
  const bar = h("i", { class: "bar" });
  bar.style.width = `${share}%`;
  const isRight = poll.correct_option_id === index || poll.correct_option_ids?.includes(index);
  const isShown = isRight && poll.type === "quiz" && act.votes(item).length;
  const vote = (event) => {
    event.stopPropagation();
    act.vote(item, index, poll.allows_multiple_answers);
  };
  const attributes = {
    class: `option ${isChosen ? "chosen" : ""}`,
    disabled: poll.is_closed,
    "aria-pressed": String(isChosen),
    onclick: vote,
  };
  const text = h("span", {}, isChosen ? "✓ " : "", one.text, isShown ? " (right)" : "");
  return h("button", attributes, bar, text, h("small", {}, `${share} %`));
}

function poll(one, item, act) {
  const kind = `${one.is_anonymous ? "Anonymous " : ""}${one.type === "quiz" ? "quiz" : "poll"}`;
  const votes = `${one.total_voter_count} ${one.total_voter_count === 1 ? "vote" : "votes"}`;
  return h(
    "div",
    { class: "poll" },
    h("strong", {}, formatted(one.question, one.question_entities)),
    h("small", {}, kind, one.is_closed ? ", closed" : ""),
    one.options.map((each, index) => option(each, one, item, act, index)),
    h("small", {}, votes),
  );
}

function invoice(one) {
  return h("div", { class: "card" }, cardIcon("invoice"), lines(one.title, one.description), h("b", {}, money(one)));
}

// What a message has beside its text, by its field. The first that fits is drawn.
const CONTENT = {
  photo,
  sticker,
  animation: (one) => card("video", one.file_name ?? "Animation", `${one.width} × ${one.height}`, one),
  video,
  video_note: (one) => card("video", "Video message", seconds(one.duration), one),
  voice: (one) => sound(one, "Voice message", `Voice message, ${seconds(one.duration)}`),
  audio: (one) => sound(one, "Audio", one.title ?? one.file_name ?? "Audio"),
  document: (one) => card("document", one.file_name ?? "File", sizeOf(one.file_size), one),
  venue: (one) => place(one.location, one.title, one.address),
  location: (one) => place(one, one.live_period ? "Live location" : "Location"),
  contact: (one) => card("contact", person(one), one.phone_number),
  dice,
  poll,
  invoice,
  game: (one) => card("game", one.title, one.description),
  rich_message: (one) => richMessage(one),
  checklist,
  paid_media: paidMedia,
};

// The field of a message that is drawn: an animation is a document as well, a venue a location.
export function contentField(message) {
  return Object.keys(CONTENT).find((one) => {
    const isOther = (one === "document" && message.animation) || (one === "location" && message.venue);
    return message[one] && !isOther;
  });
}

export function content(item, message, act) {
  const field = contentField(message);
  return field ? CONTENT[field](message[field], item, act) : null;
}

// The small picture of a message that another one quotes.
export function thumbnail(message) {
  const file = message.photo?.[0] ?? (message.video ?? message.animation ?? message.document)?.thumbnail;
  return file ? h("img", { class: "thumbnail", src: fileUrl(file.file_id), alt: "", width: 32, height: 32 }) : null;
}

const WORDS = { photo: "Photo", video: "Video", voice: "Voice message", sticker: "Sticker", document: "File" };

// A message in one line.
export function inOneLine(message) {
  const field = contentField(message);
  return message.text ?? message.caption ?? WORDS[field] ?? field?.replaceAll("_", " ") ?? "a message";
}
