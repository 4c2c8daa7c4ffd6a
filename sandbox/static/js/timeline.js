/** The steps of a turn laid out in time: parts inside the step they belong to, the rest one after the other. */

/** Waiting for the rest of a burst is not work: it has a row, and no share of the scale. */
const WAITING = "wait";
const INSIDE = { claim: "prepare", read: "prepare" };
const SHOWN_GAP_MS = 0.5;

function wholeOf(step, names) {
  const whole = INSIDE[step.name] || step.name.split(" ")[0];
  return whole !== step.name && names.has(whole) ? whole : null;
}

/** What no step accounts for stands as a row of its own, before the sending. */
function withGap(wholes, total) {
  const gap = total - wholes.reduce((sum, step) => sum + step.ms, 0);
  if (gap < SHOWN_GAP_MS) return wholes;
  const sending = wholes.findIndex((step) => step.name === "send");
  const at = sending < 0 ? wholes.length : sending;
  return [...wholes.slice(0, at), { name: "other", ms: gap }, ...wholes.slice(at)];
}

export function timeline(steps, total) {
  const timed = steps.filter((step) => typeof step.ms === "number");
  const names = new Set(timed.map((step) => step.name));
  const rows = timed.filter((step) => step.name === WAITING && step.ms >= SHOWN_GAP_MS)
    .map((step) => ({ name: "waited", ms: step.ms, start: 0, isWaiting: true }));
  const waited = timed.reduce((sum, step) => sum + (step.name === WAITING ? step.ms : 0), 0);
  const wholes = timed.filter((step) => step.name !== WAITING && !wholeOf(step, names));
  let start = 0;
  for (const step of withGap(wholes, wholes.length ? (total ?? 0) - waited : 0)) {
    rows.push({ name: step.name.replaceAll("_", " "), ms: step.ms, start, isPart: false });
    let inside = start;
    for (const part of timed.filter((one) => wholeOf(one, names) === step.name)) {
      rows.push({ name: part.name.replace(`${step.name} `, "").replaceAll("_", " "), ms: part.ms, start: inside, isPart: true });
      inside += part.ms;
    }
    start += step.ms;
  }
  return { rows, length: start || 1 };
}
