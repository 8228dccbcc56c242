// The service worker of the camera cards. It has one purpose: a phone that loads its card again
// where there is no network gets the card as it last was, which then says so itself.
//
// The network always goes first. Nothing is ever answered from here while the server can be
// reached, and what the server refuses (signed out, struck) is forgotten here too.

const CACHE = "camerasheet-cards";
const PATIENCE = 8_000; // a Wi-Fi that answers nothing is no network

function isCard(request, url) {
  return request.mode === "navigate" && /^\/shows\/[^/]+\/camera\/[^/]+$/.test(url.pathname);
}

async function networkFirst(request, isPage) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url, { ignoreVary: true });
  const late = new AbortController();
  const timer = kept ? setTimeout(() => late.abort(), PATIENCE) : 0; // without a copy, slow is fine
  try {
    const answer = await fetch(request, { signal: late.signal });
    if (answer.ok) cache.put(request.url, answer.clone()).catch(() => undefined); // no room: go on
    else if (isPage) await cache.delete(request.url);
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = isCard(request, url);
  if (isPage || url.pathname.startsWith("/static/")) event.respondWith(networkFirst(request, isPage));
});
