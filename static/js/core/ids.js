// Ids made in the browser. crypto.getRandomValues is the one source that also exists on plain http.

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** A new random id of 26 letters and digits (130 bits). */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join("");
}
