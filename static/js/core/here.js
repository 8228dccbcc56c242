// Who is looking at which show: what the page itself says about it.

const RANKS = ["viewer", "operator", "editor", "admin"];

/** The element that carries the connection, or null on a page without one. */
export const host = document.getElementById("stream");

export const person = document.body.dataset.person || "";
export const role = document.body.dataset.role || "";
/** The id of the camera that this operator runs, or "". */
export const ownCamera = document.body.dataset.camera || "";
export const show = host?.dataset.show ?? "";
export const slug = host?.dataset.slug ?? "";

/** Whether this person's role is at least `needed`. The server decides; this only spares clicks. */
export function may(needed) {
  return RANKS.indexOf(role) >= RANKS.indexOf(needed);
}

/** Whether they may write `field` of a cell of `camera`. */
export function mayWrite(camera, field) {
  if (may("editor")) return true;
  return role === "operator" && field === "note" && camera === ownCamera;
}
