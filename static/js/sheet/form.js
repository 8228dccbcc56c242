// From a form to edits: one per field that was changed, each with the base the form was opened on.

import { seconds } from "./shot.js";

function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "radio") return field.form.querySelector(`[name="${field.name}"]:checked`)?.value ?? "";
  return field.value;
}

/** What the field held when the form was opened. */
function was(field) {
  return field.type === "checkbox" ? field.dataset.was === "true" : field.dataset.was;
}

function fieldsOf(form) {
  const seen = new Set();
  return [...form.querySelectorAll("[name][data-was]")].filter((field) => {
    if (field.disabled || seen.has(field.name)) return false;
    seen.add(field.name);
    return true;
  });
}

/** Whether anything in the form was changed. */
export function isChanged(form) {
  return fieldsOf(form).some((field) => valueOf(field) !== was(field));
}

/**
 * The edits that save the form, or null when a field cannot be understood: it is marked and focused.
 * `data-kind`, `data-cue`, `data-camera` and `data-base` of the form go into each.
 */
export function editsOf(form) {
  const { kind, cue, camera, base } = form.dataset;
  const edits = [];
  for (const field of fieldsOf(form)) {
    let value = valueOf(field);
    if (value === was(field)) continue;
    if (field.dataset.type === "time") {
      value = seconds(value, { clock: field.name === "start" });
      const wrong = form.querySelector(`#${field.getAttribute("aria-describedby")}`);
      field.setAttribute("aria-invalid", String(value === undefined));
      if (wrong) wrong.hidden = value !== undefined;
      if (value === undefined) {
        field.focus();
        return null;
      }
    }
    const edit = { kind, field: field.name, value, base: Number(base) };
    if (cue) edit.cue = cue;
    if (camera) edit.camera = camera;
    edits.push(edit);
  }
  return edits;
}

/** Put values in that differ from what the form was made with, as what it was opened on. */
export function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.querySelector(`[name="${name}"]`);
    if (!field) continue;
    if (field.type === "checkbox") field.checked = value;
    else field.value = value ?? "";
    field.dataset.was = String(value ?? "");
  }
}
