// Why a connection is refused, which browsers do not tell: a handshake that is answered with 401
// looks to a page like a network that is gone. So a small route of the show is asked, over HTTP.

import { slug } from "./here.js";

const PATIENCE = 8_000;
const RARELY = 10_000; // a crew that waits for its server need not ask with every attempt
const REFUSED = {
  sign_in: "You are signed out, or your access has ended. Sign in again, or open the link you were given.",
  forbidden: "Your role no longer lets you follow this show. Ask an admin.",
  not_found: "This show has another address, or you may no longer see it. Look for it among your shows, or ask an admin.",
  gone: "This show is archived. An admin can bring it back.",
};

let askedAt = -Infinity;

/** Why this person may not follow the show, as a sentence; "" when they may, or nobody can tell. */
export async function whyRefused() {
  const now = performance.now();
  if (navigator.onLine === false || now - askedAt < RARELY) return "";
  askedAt = now;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE);
  try {
    const answer = await fetch(`/api/shows/${slug}/live`, { signal: late.signal });
    // By our own code, not by the status: a proxy without a server behind it says 404 as well.
    return answer.ok ? "" : REFUSED[(await answer.json()).code] ?? "";
  } catch {
    return ""; // no network, no server, or none of ours
  } finally {
    clearTimeout(timer);
  }
}
