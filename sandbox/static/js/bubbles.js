/** One message as WhatsApp draws it on the customer's phone. */

import { h, icon } from "./dom.js";
import { clock, marked, richText } from "./format.js";

const TICKS = {
  sending: ["clock", "Sending"],
  sent: ["tick", "Sent"],
  delivered: ["ticks", "Delivered"],
  read: ["ticks", "Read"],
  failed: ["alert", "Not delivered"],
};

function ticks(message) {
  if (message.sender !== "customer") return null;
  const [name, label] = TICKS[message.status];
  return h("span", { class: `ticks ticks-${message.status}`, testid: "ticks", data: { status: message.status } }, icon(name, label));
}

function meta(message) {
  return h("span", { class: "meta" }, h("time", { datetime: new Date(message.at * 1000).toISOString() }, clock(message.at)), ticks(message));
}

function text(body) {
  return h("div", { class: "text" }, richText(body));
}

function picture(source, caption) {
  const frame = h("div", { class: "picture" }, h("span", { class: "picture-missing" }, icon("image"), "Photo"));
  if (source) {
    const image = h("img", { src: source, alt: caption || "Photo", loading: "lazy" });
    image.addEventListener("load", () => frame.replaceChildren(image));
  }
  return frame;
}

const sourceOf = (media) => media.link || (media.id ? `/control/media/${encodeURIComponent(media.id)}` : null);

function file(media) {
  const name = media.filename || "Document";
  const address = sourceOf(media);
  const content = [icon("document"), h("span", {}, h("strong", {}, name), h("small", {}, "Document"))];
  return address && /^(https?:|\/)/.test(address)
    ? h("a", { class: "file", href: address, target: "_blank", rel: "noopener noreferrer" }, content)
    : h("div", { class: "file" }, content);
}

function voiceNote() {
  const heights = [5, 9, 14, 8, 12, 17, 10, 6, 13, 18, 11, 7, 15, 9, 5, 12, 16, 8, 6, 10, 13, 7];
  return h("div", { class: "voice" }, icon("play"),
    h("span", { class: "wave", "aria-hidden": "true" }, heights.map((height) => h("i", { style: { height: `${height}px` } }))),
    h("span", { class: "voice-length" }, "0:04"));
}

function place(location) {
  const name = location.name || location.address || `${location.latitude}, ${location.longitude}`;
  return [h("div", { class: "map", "aria-hidden": "true" }, icon("pin")), h("div", { class: "text" }, name)];
}

function card(contacts) {
  const first = contacts?.[0] || {};
  const phone = first.phones?.[0]?.phone || "";
  return h("div", { class: "file" }, icon("document"),
    h("span", {}, h("strong", {}, first.name?.formatted_name || "Contact"), h("small", {}, phone)));
}

function interactive(content) {
  const reply = content.button_reply || content.list_reply;
  if (reply) {
    const detail = reply.description ? [h("br"), h("small", { class: "quiet" }, reply.description)] : [];
    return h("div", { class: "text" }, reply.title, detail);
  }
  const header = content.header;
  return [
    header?.type === "text" && h("div", { class: "card-header" }, header.text),
    header?.image && picture(sourceOf(header.image), ""),
    h("div", { class: "text" }, richText(content.body?.text || "")),
    content.footer && h("div", { class: "card-footer" }, content.footer.text),
  ];
}

function unknown(type) {
  return h("div", { class: "text quiet" }, `This message (${type}) cannot be shown here.`);
}

function contentOf(message) {
  const part = message.content[message.type];
  switch (message.type) {
    case "text": return text(part?.body || "");
    case "interactive": return interactive(part || {});
    case "template": return text(message.text);
    case "button": return text(part?.text || "");
    case "image": return [picture(sourceOf(part), part.caption), part.caption && text(part.caption)];
    case "video": case "document": return [file(part), part.caption && text(part.caption)];
    case "sticker": return picture(sourceOf(part), "Sticker");
    case "audio": return voiceNote();
    case "location": return place(part);
    case "contacts": return card(part);
    default: return unknown(message.type);
  }
}

function quote(message, messages, businessName) {
  const original = message.context_id && messages.find((other) => other.id === message.context_id);
  if (!original) return null;
  const own = original.sender === "customer";
  return h("div", { class: `quote ${own ? "quote-own" : ""}` }, h("strong", {}, own ? "You" : businessName), h("span", {}, marked(original.text || original.type)));
}

/** Under the bubble: reply buttons, the list's opener, or a link button. */
function actions(message, { onReply, onList, isAnswered }) {
  const content = message.type === "interactive" ? message.content.interactive : null;
  if (!content || message.sender === "customer") return null;
  const action = content.action || {};
  if (content.type === "button") {
    return h("div", { class: "actions" }, action.buttons.map(({ reply }) =>
      h("button", { type: "button", testid: "reply-button", data: { id: reply.id }, disabled: isAnswered, onclick: () => onReply(message, reply) }, icon("reply"), reply.title)));
  }
  if (content.type === "list") {
    return h("div", { class: "actions" }, h("button", { type: "button", testid: "list-open", "aria-haspopup": "dialog", onclick: () => onList(message) }, icon("list"), action.button));
  }
  if (content.type === "cta_url" && /^https?:\/\//.test(action.parameters?.url || "")) {
    return h("div", { class: "actions" }, h("a", { href: action.parameters.url, target: "_blank", rel: "noopener noreferrer", testid: "cta-url" }, icon("link"), action.parameters.display_text));
  }
  return null;
}

function template(message, { onTemplateButton, isAnswered }) {
  const components = message.type === "template" ? message.content.template.components || [] : [];
  const buttons = components.filter((component) => component.type === "button" && component.sub_type === "quick_reply");
  if (!buttons.length) return null;
  return h("div", { class: "actions" }, buttons.map((button) => {
    const payload = button.parameters?.[0]?.payload || "";
    const title = payload.replace(/[_-]+/g, " ") || "Reply";
    return h("button", { type: "button", testid: "reply-button", disabled: isAnswered, onclick: () => onTemplateButton(message, payload, title) }, icon("reply"), title);
  }));
}

function failure(message) {
  if (message.sender !== "customer" || message.status !== "failed") return null;
  return h("p", { class: "not-delivered", role: "alert" }, "Not delivered: Ratiba did not answer.");
}

/** The message's row: bubble, buttons under it, reaction. */
export function bubble(message, messages, handlers) {
  const isOwn = message.sender === "customer";
  const isBare = ["interactive", "text", "template", "button"].includes(message.type);
  const body = h("div", { class: `bubble ${isBare ? "" : "bubble-media"}`, testid: isOwn ? "bubble-out" : "bubble-in", data: { sender: message.sender, type: message.type, messageId: message.id } },
    h("span", { class: "visually-hidden" }, isOwn ? "You: " : `${handlers.businessName}: `),
    quote(message, messages, handlers.businessName), contentOf(message), meta(message),
    message.reaction && h("span", { class: "reaction", "aria-label": `Reaction ${message.reaction}` }, message.reaction));
  return h("div", { class: `row ${isOwn ? "row-out" : "row-in"}`, data: { key: message.id } },
    h("div", { class: "stack" }, body, actions(message, handlers), template(message, handlers)), failure(message));
}
