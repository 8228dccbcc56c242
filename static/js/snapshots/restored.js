// Everybody else's page after a restore: the sheet has changed already, and this says why.

import { on } from "../core/bus.js";
import { el, say } from "../core/dom.js";
import { may, slug } from "../core/here.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** When the snapshot was made, out of its file's name (always UTC); "" when that does not say. */
function madeAt(filename) {
  const found = /(\d{4}-\d\d-\d\d)_(\d\d)-(\d\d)-(\d\d)/.exec(filename ?? "");
  return found ? clock.format(new Date(`${found[1]}T${found[2]}:${found[3]}:${found[4]}Z`)) : "";
}

function words({ by, notes = {} }) {
  if (notes.undoes) return `${by} undid a restore: the sheet is as it was before it.`;
  const at = madeAt(notes.filename ?? notes.snapshot);
  const name = notes.snapshot && !madeAt(notes.snapshot) ? `“${notes.snapshot}”` : "";
  const from = [at && `from ${at}`, name].filter(Boolean).join(" ");
  return `${by} restored ${notes.part ? "a part of the sheet" : "the sheet"}${from ? ` ${from}` : ""}.`;
}

function show(event) {
  const place = document.getElementById("notices");
  place.querySelector('[data-key="restored"]')?.remove();
  const card = el("div", { class: "toast lasting", "data-key": "restored" }, el("span", {}, words(event)));
  if (may("admin")) card.append(el("a", { class: "button plain", href: `/admin/shows/${slug}/snapshots` }, "Snapshots"));
  card.append(el("button", { type: "button", class: "plain", onclick: () => card.remove() }, "Close"));
  place.append(card);
  say(words(event));
}

on("stream:message", (message) => {
  if (message.type !== "events") return;
  const restored = message.events.filter((event) => event.kind === "sheet_replaced");
  if (restored.length) show(restored.at(-1));
});
