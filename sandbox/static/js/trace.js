/** Fetches the trace of turns and keeps the panel up to date. */

import { api } from "./api.js";
import { $, h, replaceChildren } from "./dom.js";
import { state } from "./state.js";
import { duration, turnCard } from "./turn_card.js";

const FAST_MS = 800;
const SLOW_MS = 4000;
const FAST_FOR_MS = 25_000;
const STATES = {
  ok: ["Live", ""],
  waiting: ["Connecting", ""],
  off: ["Trace is off", "Ratiba was started without a trace token, so turns are not shown. The chat works all the same."],
  refused: ["Not allowed", "Ratiba refused the trace token. Both processes must be started with the same TRACE_TOKEN."],
  down: ["Ratiba is not reachable", "No answer from Ratiba's web process. Messages wait and are delivered again when it is back."],
  error: ["Trace failed", "Ratiba answered with an error. The chat may still work."],
  sandbox: ["Sandbox is not reachable", "The sandbox process has stopped. This page reconnects by itself."],
};

let timer = null;
let fastUntil = 0;
let cards = new Map();
let autoOpened = null;
let round = 0;

function showState(name) {
  const pill = $("trace-state");
  pill.dataset.state = name;
  pill.textContent = STATES[name][0];
}

function empty(name) {
  const [title, text] = STATES[name];
  const waiting = ["ok", "waiting"].includes(name);
  return h("div", { class: `trace-empty trace-empty-${name}` },
    waiting ? h("div", { class: "pulse", "aria-hidden": "true" }, h("i"), h("i"), h("i")) : null,
    h("p", {}, h("strong", {}, waiting ? "Waiting for the first message" : title)),
    h("p", {}, waiting ? "Send one from the phone: its reading, intent, slots, actions, database changes and milliseconds appear here." : text));
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

function summarize(turns) {
  const times = turns.map((turn) => turn.total_ms).filter((ms) => typeof ms === "number").sort((a, b) => a - b);
  const box = $("trace-summary");
  box.hidden = times.length === 0;
  $("trace-pill").textContent = times.length ? duration(turns.at(-1).total_ms ?? times.at(-1)) : "";
  if (!times.length) return;
  const figure = (label, value) => h("div", {}, h("dt", {}, label), h("dd", {}, value));
  const changes = turns.reduce((sum, turn) => sum + (turn.changes?.length || 0), 0);
  replaceChildren(box, h("dl", {}, figure("Turns", String(turns.length)), figure("Median", duration(percentile(times, 0.5))),
    figure("Slowest", duration(times.at(-1))), figure("DB changes", String(changes))));
}

function draw(turns) {
  const list = $("trace-list");
  const newest = turns.at(-1);
  const isNew = !cards.has(newest.id);
  if (isNew && autoOpened) autoOpened.open = false;
  const kept = new Map();
  const ordered = turns.map((turn) => {
    const text = JSON.stringify(turn);
    const known = cards.get(turn.id);
    const isArriving = isNew && turn === newest;
    const card = known?.text === text ? known.card : turnCard(turn, { isOpen: known ? known.card.open : isArriving, isArriving });
    kept.set(turn.id, { card, text });
    return card;
  }).reverse();
  cards = kept;
  autoOpened = cards.get(newest.id).card;
  ordered.forEach((card, index) => {
    if (list.children[index] !== card) list.insertBefore(card, list.children[index] || null);
  });
  while (list.children.length > ordered.length) list.lastChild.remove();
}

function orderedByTime(turns) {
  return [...turns].sort((a, b) => String(a.started_at).localeCompare(String(b.started_at)));
}

async function refresh() {
  const mine = ++round;
  let answer = { state: "waiting", turns: [] };
  if (state.business && state.customer) {
    try {
      answer = await api.trace(state.business.phone_number_id, state.customer.phone);
    } catch {
      answer = { state: "sandbox", turns: [] };
    }
  }
  if (mine !== round) return;
  showState(answer.state);
  if (answer.turns.length) {
    const turns = orderedByTime(answer.turns);
    summarize(turns);
    draw(turns);
  } else if (!cards.size || answer.state === "ok") {
    cards.clear();
    summarize([]);
    replaceChildren($("trace-list"), empty(answer.state));
  }
}

function schedule(delay) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    if (!document.hidden) await refresh();
    schedule(Date.now() < fastUntil ? FAST_MS : SLOW_MS);
  }, delay);
}

/** Something happened in the conversation: look now, and often for a while. */
export function nudgeTrace() {
  fastUntil = Date.now() + FAST_FOR_MS;
  schedule(120);
}

export function resetTrace() {
  cards.clear();
  autoOpened = null;
  summarize([]);
  showState("waiting");
  replaceChildren($("trace-list"), empty("waiting"));
  schedule(0);
}

export function startTrace() {
  resetTrace();
  document.addEventListener("visibilitychange", () => !document.hidden && schedule(0));
}
