// The card as it last was, for a phone that has to load it again where there is no network.
//
// Only over https (or on localhost), where browsers allow a service worker: it keeps the page as
// it was loaded, and here the card as it was last seen is kept beside it. Over plain http a reload
// without a network is the browser's own error page; the card stays as long as it is not reloaded.

import { on } from "../core/bus.js";
import { show, slug } from "../core/here.js";
import { forget, keep, kept } from "../core/kept.js";
import { stream } from "../core/stream.js";
import { now } from "./clock.js";

const CACHE = "camerasheet-cards"; // the worker's name for it
const SOON = 1_000;
const KEY = `camerasheet/card/${show}/${stream.view}`;

/** Whether this page can come back without a network at all. */
const canKeep = "serviceWorker" in navigator && "caches" in window;

/** Keep one file as it is now; what is gone (a struck camera's card answers 410) is kept no more. */
async function refresh(cache, address) {
  const answer = await fetch(address);
  if (answer.ok) await cache.put(address, answer);
  else await cache.delete(address);
}

/** Keep this page and what it is made of, and nothing of an older version of it. */
async function keepPage() {
  const cache = await caches.open(CACHE);
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const assets = loaded.filter((name) => new URL(name).pathname.startsWith("/static/"));
  for (const { url } of await cache.keys()) {
    if (new URL(url).pathname.startsWith("/static/") && !assets.includes(url)) await cache.delete(url);
  }
  await Promise.all([location.href, ...new Set(assets)].map((address) => refresh(cache, address)));
}

async function register() {
  try {
    await navigator.serviceWorker.register(`/shows/${slug}/card-worker.js`, { scope: `/shows/${slug}/camera/` });
    await keepPage();
  } catch {
    // no room, or no network already: the card works, only a reload would need the network
  }
}

function forgetAll() {
  forget(KEY);
  caches.delete(CACHE);
}

/**
 * If this page comes out of the cache, show the card as it was last seen.
 * Returns {isKept, asOf}: `asOf()` is when that was, until the show itself has answered.
 */
export function comeBack(main, card) {
  const last = canKeep ? kept(KEY) : undefined;
  const isKept = Boolean(last) && last.at > Number(main.dataset.now);
  let asOf = null;
  if (isKept) {
    const page = new DOMParser().parseFromString(last.html, "text/html"); // our server's own HTML
    card.replaceChildren(...page.getElementById("card").childNodes);
    asOf = last.at;
    on("stream:ready", () => { asOf = null; });
  }
  return { isKept, asOf: () => asOf };
}

/** Keep the card from now on. */
export function keepLastKnown(card) {
  if (!canKeep) return;
  let timer = 0;
  const save = () => {
    timer = 0;
    if (stream.ready) keep(KEY, { at: now(), html: card.outerHTML });
  };
  const soon = () => { timer ||= setTimeout(save, SOON); };
  on("stream:ready", soon);
  on("stream:message", soon); // a heartbeat too: it says that what is shown was still true then
  on("stream", () => stream.state === "ended" && forgetAll());
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}
