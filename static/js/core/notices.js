// What the page has to say. Toasts pass by themselves; refusals come one by one and stay until
// somebody decides, with the text kept.

import { on } from "./bus.js";
import { conflictCard } from "./conflict.js";
import { writeAgain } from "./desk.js";
import { copyText, el, say } from "./dom.js";
import * as outbox from "./outbox.js";
import { stream } from "./stream.js";

const PASSING = 8_000;
const FINAL = new Set(["gone", "malformed", "id_reused"]); // asking again would not help
const place = document.getElementById("notices");
let current = null;

/**
 * A message that passes after 8 s. `action` is {word, act}: a button in it.
 * Returns a function that takes it away.
 */
export function toast(text, action) {
  const card = el("div", { class: "toast" }, el("span", {}, text));
  const away = () => card.remove();
  if (action) {
    card.append(el("button", { type: "button", class: "plain", onclick: () => { away(); action.act(); } }, action.word));
  }
  const kept = [...place.querySelectorAll(".toast:not(.lasting)")];
  if (kept.length > 2) kept[0].remove();
  place.append(card);
  say(text);
  let timer = setTimeout(away, PASSING);
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("focusin", () => clearTimeout(timer));
  card.addEventListener("pointerleave", () => { timer = setTimeout(away, PASSING / 2); });
  return away;
}

/** A message that stays, with a button. `key` keeps it from standing there twice. */
export function lasting(key, text, action) {
  place.querySelector(`[data-key="${key}"]`)?.remove();
  const card = el("div", { class: "toast lasting", "data-key": key }, el("span", {}, text));
  card.append(el("button", { type: "button", class: "plain", onclick: () => { card.remove(); action?.act(); } }, action?.word ?? "Close"));
  place.append(card);
  say(text);
}

/** The words that a refused edit wanted to write, or "". */
function textOf(edit) {
  if (typeof edit.value === "string") return edit.value;
  if (typeof edit.value === "number") return String(edit.value);
  return edit.title ?? edit.name ?? "";
}

function refusalCard(entry, count) {
  const { refusal, label } = entry;
  const text = textOf(entry.edit);
  const anew = refusal.code === "epoch";
  const head = el("div", { class: "refusal-head" }, el("h2", {}, `Not accepted: ${label || "a change of yours"}`));
  if (count > 1) head.append(el("span", { class: "count" }, `1 of ${count}`));
  const buttons = el("div", { class: "buttons end" });
  if (text) {
    buttons.append(el("button", { type: "button", class: "quiet", onclick: async (event) => {
      event.target.textContent = (await copyText(text)) ? "Copied" : "Select and copy it";
    } }, "Copy text"));
  }
  buttons.append(el("button", { type: "button", class: "plain", onclick: () => outbox.drop(entry.id) }, "Discard"));
  const lost = anew && entry.edit.kind === "undo"; // its seq is of another event by now
  if (!FINAL.has(refusal.code) && !lost) {
    buttons.append(el("button", { type: "button", class: "primary", onclick: () => writeAgain(entry) }, anew ? "Write it again" : "Retry"));
  }
  return el("section", { class: "refusal", "data-code": refusal.code, "aria-label": "A change was not accepted" },
    head, el("p", {}, refusal.message), text && el("p", { class: "kept" }, text), buttons);
}

function render() {
  const refused = outbox.refused();
  const first = refused[0];
  const sign = first ? `${first.id}/${refused.length}` : "";
  if (sign === (current?.dataset.sign ?? "")) return;
  const hadFocus = current?.contains(document.activeElement);
  current?.remove();
  current = null;
  if (!first) return;
  current = first.refusal.code === "conflict" && first.refusal.current && "value" in first.edit
    ? conflictCard(first, refused.length)
    : refusalCard(first, refused.length);
  current.dataset.sign = sign;
  place.prepend(current);
  say(`${current.querySelector("h2").textContent}. ${first.refusal.message}`);
  if (hadFocus) current.querySelector("button").focus();
}

on("outbox", render);
on("refused", ({ entry, refusal }) => {
  if (refusal.code !== "nothing_to_do") return;
  outbox.drop(entry.id);
  toast(refusal.message);
});
on("stream", () => {
  if (stream.state !== "ended") return;
  lasting("ended", stream.ending, { word: "Reload", act: () => location.reload() });
});
let warned = false;
on("outbox", () => {
  if (!outbox.isFragile() || warned) return;
  warned = true;
  lasting("fragile", "This browser does not let the page keep unsent edits. Leave it open until it says Synced.");
});
render();
