/** One turn: how it was read, decided, stored, answered, and where the milliseconds went. */

import { h } from "./dom.js";
import { richText } from "./format.js";

const LANGUAGES = { en: "English", sw: "Swahili", mixed: "Mixed" };
const SOURCES = { local: "local model", llm: "LLM", payload: "button" };
const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Africa/Nairobi" });

const round = (ms) => (ms >= 100 ? String(Math.round(ms)) : Number(ms).toFixed(1));

/** A value as a person would say it. */
export function plain(value) {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map(plain).join(" – ");
  if (typeof value === "object") {
    if (typeof value.text === "string") return value.text;
    return Object.entries(value).map(([key, part]) => `${key}: ${plain(part)}`).join(", ");
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  const moment = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?$/.exec(String(value));
  return moment ? `${moment[1]} ${moment[2]}` : String(value);
}

function section(title, ...content) {
  return h("section", { class: "step" }, h("h3", {}, title), h("div", {}, content));
}

function pairs(values) {
  return h("ul", { class: "pairs" }, Object.entries(values).map(([key, value]) =>
    h("li", {}, h("span", {}, key.replaceAll("_", " ")), h("b", {}, plain(value)))));
}

function decision(turn) {
  const intent = turn.intent;
  if (!intent?.name) return null;
  const share = Math.max(0, Math.min(1, intent.confidence ?? 0));
  return section("Intent",
    h("div", { class: "intent" },
      h("code", { testid: "trace-intent" }, intent.name),
      h("span", { class: "confidence", role: "img", "aria-label": `Confidence ${(share * 100).toFixed(1)} percent` },
        h("i", { style: { width: `${share * 100}%` } })),
      h("span", { class: "number" }, `${(share * 100).toFixed(1)} %`),
      intent.source && h("span", { class: `badge source-${intent.source}` }, SOURCES[intent.source] || intent.source)));
}

function reading(turn) {
  const found = turn.reading?.entities && Object.keys(turn.reading.entities).length ? turn.reading.entities : null;
  const merged = turn.entities && Object.keys(turn.entities).length ? turn.entities : null;
  const unclear = turn.reading?.ambiguous || [];
  if (!found && !merged && !unclear.length) return null;
  const extra = merged && JSON.stringify(merged) !== JSON.stringify(found) ? merged : null;
  return [
    (found || unclear.length > 0) && section("Read", found && pairs(found), unclear.map((item) =>
      h("p", { class: "unclear" }, `${item.entity}: ${item.candidates.map(plain).join(" or ")}? Asks back.`))),
    extra && section("Entities", pairs(extra)),
  ];
}

function slots(turn) {
  const changed = turn.slots && Object.keys(turn.slots).length ? pairs(turn.slots) : null;
  const form = turn.active_loop && h("p", { class: "form-line" }, h("code", {}, turn.active_loop),
    turn.requested_slot && [" asks for ", h("code", {}, turn.requested_slot)]);
  return (changed || form) && section("Slots", changed, form);
}

function actions(turn) {
  if (!turn.actions?.length) return null;
  return section("Actions", h("ul", { class: "calls" }, turn.actions.map((action) =>
    h("li", {}, h("code", {}, action.name), h("span", { class: "number" }, `${round(action.ms)} ms`)))));
}

function changes(turn) {
  if (!turn.changes?.length) return null;
  return section("Database", h("ul", { class: "changes", testid: "trace-changes" }, turn.changes.map((change) =>
    h("li", {}, h("span", { class: `badge change-${change.change}` }, change.change), h("code", {}, change.table), h("span", {}, change.summary)))));
}

function replies(turn) {
  if (!turn.replies?.length) return null;
  return section("Replies", h("ol", { class: "replies" }, turn.replies.map((reply) =>
    h("li", {}, richText(typeof reply === "string" ? reply : reply.text || JSON.stringify(reply))))));
}

function waterfall(turn) {
  const steps = (turn.steps || []).filter((step) => typeof step.ms === "number");
  if (!steps.length) return null;
  const sum = steps.reduce((total, step) => total + step.ms, 0) || 1;
  let start = 0;
  const bars = steps.map((step, index) => {
    const from = typeof step.start_ms === "number" ? step.start_ms : start;
    start = from + step.ms;
    return h("li", {}, h("span", { class: "step-name" }, step.name.replaceAll("_", " ")),
      h("span", { class: "lane", "aria-hidden": "true" }, h("i", { class: `tone-${index % 6}`, style: { left: `${(from / sum) * 100}%`, width: `${Math.max((step.ms / sum) * 100, 0.8)}%` } })),
      h("span", { class: "number" }, `${round(step.ms)} ms`));
  });
  return section("Time", h("ol", { class: "waterfall" }, bars));
}

function summary(turn) {
  const isDone = !turn.state || ["handled", "done"].includes(turn.state);
  const total = typeof turn.total_ms === "number" ? `${round(turn.total_ms)} ms` : "…";
  return h("summary", {},
    h("span", { class: "turn-text" }, turn.text || "(no text)"),
    h("span", { class: "turn-facts" },
      turn.started_at && h("time", {}, timeFormat.format(new Date(turn.started_at))),
      turn.language && h("span", { class: "badge" }, LANGUAGES[turn.language] || turn.language),
      !isDone && h("span", { class: `badge state-${turn.state}` }, turn.state),
      h("strong", { class: "number total" }, total)));
}

/** A turn as a card that opens and closes. */
export function turnCard(turn, { isOpen, isArriving }) {
  return h("details", { class: `turn ${isArriving ? "arriving" : ""}`, open: isOpen, testid: "trace-turn", data: { turnId: turn.id, state: turn.state || "" }, onanimationend: (event) => event.currentTarget.classList.remove("arriving") },
    summary(turn),
    h("div", { class: "turn-body" }, decision(turn), reading(turn), slots(turn), actions(turn), changes(turn), waterfall(turn), replies(turn)));
}
