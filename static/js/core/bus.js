// How modules of one page tell each other that something happened.
//
//   stream            the connection's state or seq changed
//   stream:ready      hello was answered: edits may be sent
//   stream:message    any message of the server, after its HTML was swapped in
//   outbox            an edit was put in, answered or dropped
//   answered          {entry, seq} an edit of ours was accepted, here or in another tab
//   refused           {entry, refusal} an edit of ours was refused, here or in another tab
//   dropped           {entry} an edit of ours was given up, replaced by a later one, or is gone

const bus = new EventTarget();

/** Call `listener(detail)` whenever `name` happens; returns a function that stops it. */
export function on(name, listener) {
  const heard = (event) => listener(event.detail);
  bus.addEventListener(name, heard);
  return () => bus.removeEventListener(name, heard);
}

/** Say that `name` happened. */
export function emit(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}
