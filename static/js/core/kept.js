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
  return parsed(memory.get(key) ?? storage()?.getItem(key));
}

function parsed(text) {
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

/**
 * When other tabs change something under `prefix`, call `changed(key, value)` for each change, in
 * their order; the value is undefined when it was removed. `anything()`: no single change was told.
 */
export function onOtherTabs(prefix, { changed, anything }) {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === null) anything();
    else if (key.startsWith(prefix)) changed(key, parsed(newValue));
  });
  // A page that the browser laid by, and brings back, heard nothing meanwhile.
  window.addEventListener("pageshow", (event) => event.persisted && anything());
}
