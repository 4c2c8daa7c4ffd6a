/** The Messages app: M-PESA's own texts and what Ratiba sends by SMS. */

import { $, h, icon, replaceChildren } from "./dom.js";
import { clock, dayLabel, phoneNumber } from "./format.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const seenKey = (phone) => `ratiba-sandbox-sms-seen-${phone}`;

function seenUntil() {
  try {
    return Number(localStorage.getItem(seenKey(state.customer.phone)) || 0);
  } catch {
    return 0;
  }
}

function markSeen() {
  try {
    localStorage.setItem(seenKey(state.customer.phone), String(Date.now() / 1000));
  } catch {
    /* Without storage the badge counts all messages again after a reload. */
  }
}

function item(sms) {
  return h("article", { class: "sms", testid: "sms-item", data: { sender: sms.sender } },
    h("span", { class: `sms-avatar ${sms.sender === "MPESA" ? "sms-mpesa" : ""}`, "aria-hidden": "true" }, sms.sender.slice(0, 1)),
    h("div", {}, h("header", {}, h("strong", {}, sms.sender), h("time", {}, `${dayLabel(sms.at)}, ${clock(sms.at)}`)), h("p", {}, sms.text)));
}

export function renderSms() {
  const isOpen = state.app === "sms";
  if (isOpen && state.customer) markSeen();
  $("sms-number").textContent = state.customer ? phoneNumber(state.customer.phone) : "";
  const items = [...state.sms].reverse().map(item);
  const empty = h("div", { class: "sms-empty" }, icon("sms"), h("p", {}, "No text messages yet. M-PESA confirmations and SMS reminders arrive here."));
  replaceChildren($("sms-list"), items.length ? items : empty);
  renderDock();
}

export function renderDock() {
  const unread = state.customer ? state.sms.filter((sms) => sms.at > seenUntil()).length : 0;
  const app = (name, drawing, label, badge) => {
    const button = $(`open-${name}`);
    button.setAttribute("aria-pressed", String(state.app === name));
    button.setAttribute("aria-label", badge ? `${label}, ${badge} unread` : label);
    replaceChildren(button, h("span", { class: `dock-icon dock-${name}` }, icon(drawing), badge ? h("em", {}, String(badge)) : null), h("span", { class: "dock-label" }, label));
  };
  app("whatsapp", "whatsapp", "WhatsApp", 0);
  app("sms", "sms", "Messages", unread);
}

export function showApp(name) {
  state.app = name;
  $("chat-app").hidden = name !== "whatsapp";
  $("sms-view").hidden = name !== "sms";
  renderSms();
}

export function takeSms(sms) {
  state.sms.push(sms);
  renderSms();
  if (state.app !== "sms") toast(sms.text, { title: sms.sender, seconds: 7, onOpen: () => showApp("sms") });
}

export function setUpSms() {
  $("open-whatsapp").addEventListener("click", () => showApp("whatsapp"));
  $("open-sms").addEventListener("click", () => showApp("sms"));
}
