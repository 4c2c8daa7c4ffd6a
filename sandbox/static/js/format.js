/** Dates, phone numbers, money, and WhatsApp's text marks as elements. */

import { h, icon } from "./dom.js";

const ZONE = "Africa/Nairobi";
const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hour12: true, timeZone: ZONE });
const statusClock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const dayKey = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: ZONE });
const dayDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: ZONE });

export const clock = (epoch) => clockFormat.format(new Date(epoch * 1000));
export const statusBarClock = () => statusClock.format(new Date());
export const dayOf = (epoch) => dayKey.format(new Date(epoch * 1000));

export function dayLabel(epoch) {
  const ages = Math.round((Date.parse(dayKey.format(new Date())) - Date.parse(dayOf(epoch))) / 86_400_000);
  if (ages === 0) return "Today";
  if (ages === 1) return "Yesterday";
  return ages < 7 && ages > 0 ? dayName.format(new Date(epoch * 1000)) : dayDate.format(new Date(epoch * 1000));
}

export function phoneNumber(digits) {
  const kenyan = /^254(\d{3})(\d{3})(\d{3})$/.exec(digits);
  return kenyan ? `+254 ${kenyan[1]} ${kenyan[2]} ${kenyan[3]}` : `+${digits}`;
}

export const shillings = (amount) => `KES ${Number(amount).toLocaleString("en-KE")}`;
export const initials = (name) =>
  name.split(/\s+/).filter((word) => /\p{L}|\d/u.test(word)).slice(0, 2).map((word) => word[0]).join("").toUpperCase() || "?";

const TINTS = ["#0b7a5c", "#b4502c", "#5b5bd6", "#a8326e", "#2f6f9f", "#8a6d1d"];
export function tint(text) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return TINTS[sum % TINTS.length];
}

const LINK = /https?:\/\/[^\s<>"]+/g;
const MARKS = /```([^`]+)```|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}~])/gu;

/** Text with *bold*, _italic_, ~struck~ and ```code``` as elements. */
export function marked(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    parts.push(text.slice(end, match.index));
    const [, mono, bold, italic, struck] = match;
    if (mono) parts.push(h("code", {}, mono));
    else if (bold) parts.push(h("strong", {}, marked(bold)));
    else if (italic) parts.push(h("em", {}, marked(italic)));
    else parts.push(h("s", {}, marked(struck)));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

const CALENDAR = /\.ics(\?|$)/;

function anchor(url, label) {
  const attributes = { href: url, target: "_blank", rel: "noopener noreferrer" };
  if (!CALENDAR.test(url)) return h("a", attributes, url);
  const address = url.replace(/^https?:\/\//, "");
  return h("a", { ...attributes, class: "calendar-link", testid: "ics-link" },
    icon("calendar"),
    h("span", {}, h("strong", {}, label || "Add to calendar"), h("small", {}, address)));
}

/** Message text with links, *bold*, _italic_, ~struck~ and ```code``` as WhatsApp shows them. */
export function richText(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const url = match[0].replace(/[.,;:!?)\]}'*_~]+$/, "");
    const before = text.slice(end, match.index);
    // The words before a calendar link say in the chat's language what it is for.
    const [, start, label] = CALENDAR.test(url) ? /^([^]*?\n)?([^\n]*?):\s*$/.exec(before) || [] : [];
    parts.push(...marked(label ? start || "" : before), anchor(url, label));
    end = match.index + url.length;
  }
  return [...parts, ...marked(text.slice(end))];
}
