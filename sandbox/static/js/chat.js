/** The conversation: rows, date lines, typing dots, scrolling, sending. */

import { api } from "./api.js";
import { bubble } from "./bubbles.js";
import { $, h, icon, replaceChildren } from "./dom.js";
import { dayLabel, dayOf } from "./format.js";
import { openList } from "./list_sheet.js";
import { examples } from "./quickstarts.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const list = $("messages");
let typingTimer = null;
let isAtBottom = true;

const answeredIds = () => new Set(state.messages.filter((m) => m.sender === "customer" && m.context_id && m.type !== "text").map((m) => m.context_id));

async function send(message) {
  isAtBottom = true;
  const base = { phone_number_id: state.business.phone_number_id, customer: state.customer.phone };
  try {
    await api.sendMessage({ ...base, ...message });
  } catch (problem) {
    toast(`The sandbox refused the message: ${problem.message}`);
  }
}

export const sendText = (text) => send({ type: "text", text });
export const sendAttachment = (type, extra = {}) => send({ type, ...extra });

const handlers = (message) => ({
  businessName: state.business?.name || "Business",
  isAnswered: answeredIds().has(message.id),
  onReply: (source, reply) => send({ type: "button_reply", reply_id: reply.id, title: reply.title, context_id: source.id }),
  onTemplateButton: (source, payload, title) => send({ type: "template_button", reply_id: payload, title, context_id: source.id }),
  onList: (source) => openList(source, (row) => send({ type: "list_reply", reply_id: row.id, title: row.title, description: row.description, context_id: source.id })),
});

function dateLine(epoch) {
  return h("div", { class: "date-line", role: "separator" }, h("span", {}, dayLabel(epoch)));
}

function notice() {
  return h("div", { class: "notice" }, `This is a simulated chat with ${state.business?.name || "a business"}. Nothing leaves this machine.`);
}

function emptyHint() {
  return h("div", { class: "empty-chat" }, h("p", {}, "Write as you would text a business in Nairobi, in English, Swahili or both."),
    h("div", { class: "starters" }, examples(3).map((sentence) =>
      h("button", { type: "button", testid: "starter", onclick: () => sendText(sentence) }, sentence))));
}

function rows() {
  const parts = [];
  let day = null;
  let sender = null;
  for (const message of state.messages) {
    if (dayOf(message.at) !== day) {
      day = dayOf(message.at);
      sender = null;
      parts.push(dateLine(message.at));
    }
    const row = bubble(message, state.messages, handlers(message));
    if (message.sender !== sender) row.classList.add("first");
    sender = message.sender;
    parts.push(row);
  }
  return parts;
}

function scrollDown() {
  list.scrollTop = list.scrollHeight;
}

export function renderChat() {
  const typing = list.querySelector(".typing-row");
  replaceChildren(list, notice(), state.messages.length ? rows() : emptyHint(), typing);
  if (isAtBottom) scrollDown();
}

/** A new message, or a new state of one that is shown. */
export function showMessage(message) {
  const index = state.messages.findIndex((other) => other.id === message.id);
  if (index >= 0) {
    state.messages[index] = message;
    const old = list.querySelector(`[data-key="${CSS.escape(message.id)}"]`);
    if (!old) return renderChat();
    const row = bubble(message, state.messages, handlers(message));
    if (old.classList.contains("first")) row.classList.add("first");
    old.replaceWith(row);
    return undefined;
  }
  const previous = state.messages.at(-1);
  state.messages.push(message);
  if (message.sender === "business") hideTyping();
  if (!previous) return renderChat();
  const row = bubble(message, state.messages, handlers(message));
  row.classList.add("arriving");
  const isNewDay = dayOf(previous.at) !== dayOf(message.at);
  if (isNewDay) list.append(dateLine(message.at));
  if (isNewDay || previous.sender !== message.sender) row.classList.add("first");
  list.append(row);
  const typing = list.querySelector(".typing-row");
  if (typing) list.append(typing);
  const answered = message.context_id && list.querySelector(`[data-key="${CSS.escape(message.context_id)}"]`);
  if (answered) answered.querySelectorAll("[data-testid=reply-button]").forEach((button) => { button.disabled = true; });
  if (isAtBottom || message.sender === "customer") scrollDown();
  return undefined;
}

export function showTyping(seconds) {
  hideTyping();
  list.append(h("div", { class: "row row-in first typing-row", testid: "typing" },
    h("div", { class: "bubble typing", "aria-label": "Business is typing" }, h("i"), h("i"), h("i"))));
  $("presence").textContent = "typing…";
  if (isAtBottom) scrollDown();
  typingTimer = setTimeout(hideTyping, seconds * 1000);
}

export function hideTyping() {
  clearTimeout(typingTimer);
  list.querySelector(".typing-row")?.remove();
  $("presence").textContent = "Business account";
}

function fitInput(input) {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 110)}px`;
}

function setUpComposer() {
  const input = $("message-input");
  const submit = () => {
    const text = input.value.trim();
    if (!text || !state.business || !state.customer) return;
    input.value = "";
    fitInput(input);
    sendText(text);
  };
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("input", () => fitInput(input));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
}

function setUpAttachments() {
  const menu = $("attach-menu");
  const button = $("attach");
  const toggle = (isOpen) => {
    menu.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) menu.querySelector("button").focus();
  };
  const choices = [
    ["image", "Photo", "image", { text: "" }],
    ["mic", "Voice note", "audio", {}],
    ["pin", "Location", "location", { text: "Yaya Centre, Nairobi", latitude: -1.2926, longitude: 36.7876 }],
    ["document", "Document", "document", { title: "Notes.pdf" }],
  ];
  replaceChildren(menu, choices.map(([drawing, label, type, extra]) =>
    h("button", { type: "button", role: "menuitem", onclick: () => { toggle(false); sendAttachment(type, extra); } },
      h("span", { class: `attach-${type}` }, icon(drawing)), label)));
  button.addEventListener("click", () => toggle(menu.hidden));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    toggle(false);
    button.focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.hidden && !menu.contains(event.target) && !button.contains(event.target)) toggle(false);
  });
}

export function setUpChat() {
  setUpComposer();
  setUpAttachments();
  const down = $("to-bottom");
  list.addEventListener("scroll", () => {
    isAtBottom = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    down.hidden = isAtBottom;
  });
  new ResizeObserver(() => isAtBottom && scrollDown()).observe(list);
  down.addEventListener("click", scrollDown);
}
