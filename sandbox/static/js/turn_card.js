/** One turn: how it was read, decided, stored, answered, and where the milliseconds went. */

import { h } from "./dom.js";
import { richText, shillings } from "./format.js";
import { timeline } from "./timeline.js";

const LANGUAGES = { en: "English", sw: "Swahili", mixed: "Mixed" };
const SOURCES = { local: "local model", llm: "LLM", payload: "button" };
const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Africa/Nairobi" });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Milliseconds, or seconds from ten of them on. */
export function duration(ms) {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms >= 100 ? Math.round(ms) : Number(ms).toFixed(1)} ms`;
}

/** A value as a person would say it; `names` are what ids stand for. */
export function plain(value, names = {}) {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map((part) => plain(part, names)).join(" – ");
  if (typeof value === "object") {
    if (typeof value.text === "string") return value.text;
    return Object.entries(value).map(([key, part]) => `${key}: ${plain(part, names)}`).join(", ");
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (UUID.test(String(value))) return names[value] || `${String(value).slice(0, 8)}…`;
  const moment = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?$/.exec(String(value));
  return moment ? `${moment[1]} ${moment[2]}` : String(value);
}

function section(title, ...content) {
  return h("section", { class: "step" }, h("h3", {}, title), h("div", {}, content));
}

const IN_CENTS = /^amount(_minor)?$/;

function pair(key, value, names) {
  if (IN_CENTS.test(key) && typeof value === "number") return ["amount", shillings(value / 100)];
  return [key.replaceAll("_", " "), plain(value, names)];
}

function pairs(values, names) {
  return h("ul", { class: "pairs" }, Object.entries(values).map(([key, value]) => {
    const [label, said] = pair(key, value, names);
    return h("li", {}, h("span", {}, label), h("b", {}, said));
  }));
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

/** Who was asked because nobody was sure, what came of it and what it cost. */
function asked(turn) {
  const llm = turn.llm;
  if (!llm) return null;
  const came = llm.status === "understood" ? (llm.is_cached ? "kept answer" : llm.model) : (llm.reason || llm.status).replaceAll("_", " ");
  return section("Language model", pairs({
    answer: came, tokens: `${llm.tokens_in ?? 0} in, ${llm.tokens_out ?? 0} out`, cost: `$${llm.cost_usd.toFixed(5)}`, took: duration(llm.ms ?? 0),
  }));
}

/** A full date and time makes its halves noise. */
function withoutHalves(entities) {
  if (!entities.datetime) return entities;
  return Object.fromEntries(Object.entries(entities).filter(([name]) => name !== "date" && name !== "time"));
}

function reading(turn) {
  const found = turn.reading?.entities && Object.keys(turn.reading.entities).length ? turn.reading.entities : null;
  const merged = turn.entities && Object.keys(turn.entities).length ? turn.entities : null;
  const unclear = turn.reading?.ambiguous || [];
  if (!found && !merged && !unclear.length) return null;
  const extra = merged && JSON.stringify(merged) !== JSON.stringify(found) ? merged : null;
  const shown = found && withoutHalves(found);
  return [
    (shown || unclear.length > 0) && section("Read", shown && pairs(shown, turn.names), unclear.map((item) =>
      h("p", { class: "unclear" }, `${item.entity}: ${item.candidates.map((one) => plain(one, turn.names)).join(" or ")}? Asks back.`))),
    extra && section("Entities", pairs(extra, turn.names)),
  ];
}

function slots(turn) {
  const changed = turn.slots && Object.keys(turn.slots).length ? pairs(turn.slots, turn.names) : null;
  const form = turn.active_loop && h("p", { class: "form-line" }, h("code", {}, turn.active_loop),
    turn.requested_slot && [" asks for ", h("code", {}, turn.requested_slot)]);
  return (changed || form) && section("Slots", changed, form);
}

function actions(turn) {
  if (!turn.actions?.length) return null;
  return section("Actions", h("ul", { class: "calls" }, turn.actions.map((action) =>
    h("li", {}, h("code", {}, action.name), h("span", { class: "number" }, duration(action.ms))))));
}

function toneOf(change) {
  if (/cancel|expire|fail|delete|refuse/.test(change)) return "change-ended";
  return /update|move|change|confirm|paid|captur/.test(change) ? "change-updated" : "change-inserted";
}

function changes(turn) {
  if (!turn.changes?.length) return null;
  return section("Database", h("ul", { class: "changes", testid: "trace-changes" }, turn.changes.map((change) =>
    h("li", {}, h("span", { class: `badge change ${toneOf(change.change)}` }, String(change.change).replaceAll("_", " ")), h("code", {}, change.table), h("span", {}, change.summary)))));
}

function replies(turn) {
  if (!turn.replies?.length) return null;
  return section("Replies", h("ol", { class: "replies" }, turn.replies.map((reply) =>
    h("li", {}, richText(typeof reply === "string" ? reply : reply.text || JSON.stringify(reply))))));
}

function waterfall(turn) {
  const { rows, length } = timeline(turn.steps || [], turn.total_ms);
  if (!rows.length) return null;
  let tone = 0;
  const share = (ms) => `${(ms / length) * 100}%`;
  return section("Time", h("ol", { class: "waterfall" }, rows.map((row) => {
    if (!row.isPart && !row.isWaiting) tone += 1;
    const bar = row.isWaiting ? "before the turn began" : h("i", { class: `tone-${tone % 6}`, style: { left: share(row.start), width: share(Math.max(row.ms, length * 0.008)) } });
    return h("li", { class: row.isPart ? "part" : row.isWaiting ? "waiting" : "" }, h("span", { class: "step-name", title: row.name }, row.name),
      h("span", { class: "lane", "aria-hidden": row.isWaiting ? null : "true" }, bar), h("span", { class: "number" }, duration(row.ms)));
  })));
}

function summary(turn) {
  const isDone = !turn.state || ["handled", "done"].includes(turn.state);
  const total = typeof turn.total_ms === "number" ? duration(turn.total_ms) : "…";
  return h("summary", {},
    h("span", { class: "turn-text" }, turn.text || "(no text)"),
    h("span", { class: "turn-facts" },
      turn.started_at && h("time", {}, timeFormat.format(new Date(turn.started_at))),
      turn.payload && h("span", { class: "badge" }, "tapped"),
      turn.language && h("span", { class: "badge" }, LANGUAGES[turn.language] || turn.language),
      !isDone && h("span", { class: `badge state-${turn.state}` }, turn.state),
      h("strong", { class: "number total" }, total)));
}

/** A turn as a card that opens and closes. */
export function turnCard(turn, { isOpen, isArriving }) {
  return h("details", { class: `turn ${isArriving ? "arriving" : ""}`, open: isOpen, testid: "trace-turn", data: { turnId: turn.id, state: turn.state || "" }, onanimationend: (event) => event.currentTarget.classList.remove("arriving") },
    summary(turn),
    h("div", { class: "turn-body" }, decision(turn), asked(turn), reading(turn), slots(turn), actions(turn), changes(turn), waterfall(turn), replies(turn)));
}
