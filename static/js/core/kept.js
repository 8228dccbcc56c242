// localStorage that never throws: where it is full or forbidden, values live as long as the page.

const memory = new Map();

/** The storage itself, or null where the browser forbids it. */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Keep a JSON value. False when it could only be kept in memory. */
export function keep(key, value) {
  const text = JSON.stringify(value);
  try {
    window.localStorage.setItem(key, text);
    memory.delete(key);
    return true;
  } catch {
    memory.set(key, text);
    return false;
  }
}

/** The kept value, or undefined; text that is not JSON counts as nothing. */
export function kept(key) {
  const text = memory.get(key) ?? storage()?.getItem(key);
  if (text == null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keep it no longer. */
export function forget(key) {
  memory.delete(key);
  storage()?.removeItem(key);
}

/** Every key that begins with `prefix`, sorted. */
export function keysUnder(prefix) {
  const keys = new Set([...memory.keys()].filter((key) => key.startsWith(prefix)));
  const there = storage();
  for (let index = 0; there && index < there.length; index += 1) {
    const key = there.key(index);
    if (key.startsWith(prefix)) keys.add(key);
  }
  return [...keys].sort();
}

/** Call `listener()` when another tab changed something under `prefix`. */
export function onOtherTabs(prefix, listener) {
  window.addEventListener("storage", (event) => {
    if (event.key === null || event.key.startsWith(prefix)) listener();
  });
}
