// Small help with elements. No HTML is ever made from text here.

/** Make an element. `attributes`: strings, booleans, or `on…` functions; children: nodes or text. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

let clearing = 0;

/** Say something to people who hear the page instead of seeing it. */
export function say(text) {
  const said = document.getElementById("said");
  said.textContent = "";
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    said.textContent = text;
  }, 60);
}

/** Whether the element takes typing, so that single keys are not commands there. */
export function isTyping(element) {
  return Boolean(element?.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]"));
}

/** Copy text, also where there is no clipboard API (plain http). */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "unseen", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
