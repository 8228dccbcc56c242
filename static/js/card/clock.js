// The server's time, so that all screens of a crew count the same seconds.
//
// A message was sent before it came, so the server's clock is never behind what the fastest one
// says: of the last few, the one that took the shortest way is believed.

import { on } from "../core/bus.js";

const KEPT = 12;
const offsets = [];
let offset = 0;

function heard(at) {
  offsets.push(at - Date.now());
  if (offsets.length > KEPT) offsets.shift();
  offset = Math.max(...offsets);
}

/** Now, by the server's clock, in milliseconds since 1970. */
export function now() {
  return Date.now() + offset;
}

/** Take the page's own word for the time until the first heartbeat, unless the page is a kept one. */
export function begin(main, isKept = false) {
  if (!isKept) offset = Number(main.dataset.now) - Date.now();
  on("stream:message", (message) => {
    if (message.type === "heartbeat" && message.at) heard(message.at);
  });
}

/** Seconds as m:ss, or h:mm:ss. */
export function length(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part) => String(part).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Write text into an element unless it stands there already. */
export function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** Call `change()` now, and whenever the server's HTML under `root` was swapped: before it paints. */
export function afterSwaps(root, change) {
  const observer = new MutationObserver(() => again());
  const again = () => {
    change();
    observer.takeRecords(); // what we wrote ourselves is no news
  };
  observer.observe(root, { childList: true, subtree: true, attributes: true, characterData: true });
  again();
}
