// The data embedded in the page, the language switched on, and how numbers are written.

const element = document.getElementById("data");
export const data = element ? JSON.parse(element.textContent) : {};

/// The language whose radio button is on.
export function language() {
  return document.getElementById("lang-en")?.checked ? "en" : "zh";
}

/// The wording of a text in the language switched on, or the other where that one was not given.
export function say(text) {
  const lang = language();
  return (text && (text[lang] || text.zh || text.en)) || "";
}

/// An entry of the string table with its placeholders filled.
export function word(key, values = {}) {
  return say(data.words?.[key]).replace(/\{(\w+)\}/g, (hole, name) => (name in values ? values[name] : hole));
}

const two = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const upToTwo = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const oneDecimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const four = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const minus = (written) => written.replace("-", "−");

/// Writes a score.
export const score = (x) => (x == null ? "–" : minus(two.format(x)));

/// Writes a measured value.
export const figure = (x) => (x == null ? "–" : minus((Math.abs(x) >= 1 || x === 0 ? upToTwo : four).format(x)));

/// Writes a difference with its sign.
export const signed = (x) => (x > 0 ? `+${score(x)}` : score(x));

/// Writes a share (0–1) as a percentage with at most one decimal.
export const percent = (x) => `${minus(oneDecimal.format(x * 100))}%`;

/// Shortens a name to some width, a full-width character counting two.
export function short(name, width) {
  let used = 0;
  let out = "";
  for (const c of name) {
    used += c >= "\u1100" ? 2 : 1;
    if (used > width) return `${out.trimEnd()}…`;
    out += c;
  }
  return out;
}

export const colours = { accent: "#0b4f6c", pale: "#7c9dae", ink: "#1c2329", quiet: "#566069", line: "#d5dbe0", lead: "#9a4a00" };
