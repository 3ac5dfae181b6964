import {inLanguage} from "./language.js"

// multiples are the units of axes as people read them: from which number on, how much, its name.
const multiples = {
  "": [[0, 1, ""]],
  "s": [[7200, 3600, "h"], [180, 60, "min"], [1, 1, "s"], [1e-3, 1e-3, "ms"], [0, 1e-6, "µs"]],
  "B": [[1e10, 1e9, "GB"], [1e7, 1e6, "MB"], [1e4, 1e3, "kB"], [0, 1, "B"]],
  "bit/s": [[1e9, 1e9, "Gbit/s"], [1e6, 1e6, "Mbit/s"], [1e3, 1e3, "kbit/s"], [0, 1, "bit/s"]],
  "%": [[0, 1, "%"]],
}

const multiple = (unit, most) => multiples[unit].find(([least]) => most >= least)

/** scaled returns how numbers of an axis between low and high are written: {by, name}. */
export function scaled(axis, low, high) {
  const [, by, name] = multiple(axis.unit, Math.max(Math.abs(low), Math.abs(high)))
  return {by, name}
}

/** said writes a number of an axis with its unit: "12.5 ms". */
export function said(axis, x) {
  if (axis.names?.length) return inLanguage(axis.names[Math.round(x)] ?? {en: "", zh: ""})
  const [, by, name] = multiple(axis.unit, Math.abs(x))
  const whole = by === 1 && (axis.unit === "" || axis.unit === "B")
  const text = (x / by).toLocaleString("en", {maximumFractionDigits: whole ? 0 : 3})
  return name ? `${text} ${name}` : text
}

/** titled is what stands along an axis: its label, and the unit of its ticks. */
export function titled(axis, name) {
  const label = inLanguage(axis.label)
  if (!name) return label
  return document.documentElement.lang === "en" ? `${label} (${name})` : `${label}（${name}）`
}
