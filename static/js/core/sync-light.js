// The light on every page: whether what you see and wrote is what the others have.

import { on } from "./bus.js";
import * as outbox from "./outbox.js";
import { stream } from "./stream.js";
import { el, say } from "./dom.js";

const GRACE = 1_200; // a tab that comes back is not "offline" for the blink that takes
const SHAPES = { connecting: "◌", synced: "●", sending: "↑", offline: "⊘", ended: "⊘" };

const light = document.getElementById("sync-light");
const list = document.getElementById("waiting");
let shown = "";
let said = "connecting";
let timer = 0;

/** A time of day as this device writes it, to the minute. */
export function clock(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}

function state() {
  const waiting = outbox.waiting().length;
  const more = waiting ? ` · ${waiting} waiting` : "";
  if (stream.state === "ended") return ["ended", `Stopped${more}`];
  if (stream.state === "offline") return ["offline", `Offline since ${clock(stream.since)}${more}`];
  if (stream.state === "connecting") return ["connecting", `Connecting…${more}`];
  if (waiting) return ["sending", `Sending ${waiting}`];
  return ["synced", "Synced"];
}

function render() {
  const [kind, words] = state();
  if (words === shown) return;
  shown = words;
  light.dataset.state = kind;
  light.querySelector(".sync-shape").textContent = SHAPES[kind];
  light.querySelector(".sync-word").textContent = words;
  if (kind !== said && kind !== "sending" && !(kind === "synced" && said === "connecting")) say(words);
  if (kind !== "sending") said = kind;
  if (!list.hidden) renderList();
}

function renderList() {
  const entries = outbox.waiting();
  const explained = {
    synced: "Everything you see and wrote is saved and shared.",
    sending: "Saved on this device, on its way to the show.",
    connecting: "Connecting to the show.",
    offline: "No connection to the show. You see its last known state; keep writing: it is sent on return.",
    ended: stream.ending,
  };
  list.replaceChildren(el("p", {}, explained[light.dataset.state]));
  if (outbox.isFragile()) list.append(el("p", { class: "hint" }, "This browser keeps nothing: leave this page open until it says Synced."));
  if (!entries.length) return;
  if (stream.state === "ended" && !outbox.isFragile()) list.append(el("p", { class: "hint" }, "Kept on this device, and sent when you are back."));
  list.append(el("ol", {}, ...entries.map((entry) => el("li", {}, entry.label || entry.edit.kind))));
}

function soon() {
  const calm = stream.state === "online" || stream.state === "ended" || light.dataset.state === "offline";
  clearTimeout(timer);
  if (calm) render();
  else timer = setTimeout(render, Math.max(0, GRACE - (Date.now() - (stream.since ?? Date.now()))));
}

if (light) {
  on("stream", soon);
  on("stream:ready", soon);
  on("outbox", soon);
  light.addEventListener("click", () => {
    list.hidden = !list.hidden;
    light.setAttribute("aria-expanded", String(!list.hidden));
    if (!list.hidden) renderList();
  });
  document.addEventListener("pointerdown", (event) => {
    if (list.hidden || light.contains(event.target) || list.contains(event.target)) return;
    list.hidden = true;
    light.setAttribute("aria-expanded", "false");
  });
  soon();
}
