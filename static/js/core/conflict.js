// Two people wrote the same field: both values side by side, and the second writer decides.

import { writeAgain } from "./desk.js";
import { el } from "./dom.js";
import * as outbox from "./outbox.js";

function ago(at) {
  const seconds = Math.max(0, Math.round((Date.now() - at) / 1000));
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  return `at ${new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false })}`;
}

function shown(value, field) {
  if (typeof value === "boolean") return value ? "On" : "Off";
  if (value === "" || value == null) return null;
  if (field === "start" || field === "duration") {
    const [h, m, s] = [Math.floor(value / 3600), Math.floor(value / 60) % 60, value % 60];
    return `${h}:${String(m).padStart(2, "0")}:${String(s).padStart(2, "0")}`;
  }
  return String(value);
}

function side(title, value, field, typed) {
  const words = shown(value, field);
  return el("div", { class: "side" }, el("h3", {}, title),
    el("p", words ? {} : { class: "none" }, words ?? "Nothing"),
    typed && typed !== value && el("p", { class: "hint" }, `typed “${typed}”`));
}

/** The panel for a refused edit whose refusal carries `current`: {field, value, typed?, seq, by?, at?}. */
export function conflictCard(entry, count) {
  const { current } = entry.refusal;
  const who = typeof current.by === "object" ? current.by?.name : current.by;
  const name = who || "Somebody";
  const when = current.at ? ` ${ago(current.at)}` : "";
  const head = el("div", { class: "refusal-head" }, el("h2", {}, `Two versions of ${entry.label || current.field}`));
  if (count > 1) head.append(el("span", { class: "count" }, `1 of ${count}`));
  return el("section", { class: "refusal conflict", "data-code": "conflict", "data-field": current.field, "aria-label": "Two versions: choose one" },
    head,
    el("p", {}, `${name} changed it${when}, while you were writing. Which one stays?`),
    el("div", { class: "sides" },
      side(`${name}: on the sheet now`, current.value, current.field, current.typed),
      side("Yours", entry.edit.value, current.field)),
    el("div", { class: "buttons end" },
      el("button", { type: "button", class: "plain take-theirs", onclick: () => outbox.drop(entry.id) }, "Take theirs"),
      el("button", { type: "button", class: "primary keep-mine", onclick: () => writeAgain(entry, { base: current.seq, epoch: entry.epoch }) }, "Keep mine")));
}
