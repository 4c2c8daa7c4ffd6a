/** The M-PESA prompt that pops up over whatever is on the phone. */

import { api } from "./api.js";
import { $, h, icon, replaceChildren } from "./dom.js";
import { keepInside } from "./list_sheet.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const layer = $("stk-layer");
const PIN_LENGTH = 4;
let shown = null;
let pin = "";
let timer = null;
let before = null;

const openPrompt = () => state.prompts.find((prompt) => prompt.phone === state.customer?.phone && prompt.state === "open" && !prompt.answer);

async function answer(choice) {
  const prompt = shown;
  hide();
  prompt.answer = choice.answer;
  try {
    await api.answerPrompt(prompt.checkout_request_id, choice);
  } catch {
    toast("The request had already ended.", { title: "M-PESA" });
  }
}

function drawPin() {
  layer.querySelectorAll(".pin i").forEach((dot, index) => dot.classList.toggle("filled", index < pin.length));
  layer.querySelector(".pin").setAttribute("aria-label", `${pin.length} of ${PIN_LENGTH} digits entered`);
  layer.querySelector("[data-testid=stk-ok]").disabled = pin.length !== PIN_LENGTH;
}

function press(digit) {
  if (pin.length < PIN_LENGTH) pin += digit;
  drawPin();
}

function erase() {
  pin = pin.slice(0, -1);
  drawPin();
}

const confirmPin = () => pin.length === PIN_LENGTH && answer({ answer: "pin", pin });

function pad() {
  const digit = (value) => h("button", { type: "button", testid: `stk-pin-${value}`, "aria-label": `Digit ${value}`, onclick: () => press(value) }, value);
  return h("div", { class: "pad" }, ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(digit), h("span"), digit("0"),
    h("button", { type: "button", class: "pad-erase", testid: "stk-erase", "aria-label": "Delete a digit", onclick: erase }, icon("backspace")));
}

function question(prompt) {
  const amount = Number(prompt.amount).toLocaleString("en-KE");
  return h("p", { id: "stk-text", class: "stk-text" }, "Pay ", h("strong", {}, `KES ${amount}`), " to ", h("strong", {}, prompt.business_name),
    prompt.account_reference && [", account ", h("strong", {}, prompt.account_reference)], ". Enter M-PESA PIN:");
}

function box(prompt) {
  return h("div", { class: "stk", role: "dialog", "aria-modal": "true", "aria-labelledby": "stk-title", "aria-describedby": "stk-text", testid: "stk-prompt", tabindex: "-1" },
    h("header", {}, h("h2", { id: "stk-title" }, h("b", {}, "M"), h("b", { class: "stk-dash" }, "-"), h("b", {}, "PESA")), h("span", { class: "stk-count", id: "stk-count", "aria-hidden": "true" })),
    question(prompt),
    h("div", { class: "pin", role: "img", "aria-label": "0 of 4 digits entered" }, h("i"), h("i"), h("i"), h("i")),
    pad(),
    h("div", { class: "stk-buttons" },
      h("button", { type: "button", testid: "stk-cancel", onclick: () => answer({ answer: "canceled" }) }, "Cancel"),
      h("button", { type: "button", testid: "stk-ok", disabled: true, onclick: confirmPin }, "OK")),
    h("p", { class: "stk-hint" }, "Demo: 1234 is the right PIN, any other is wrong. ",
      h("button", { type: "button", testid: "stk-ignore", onclick: () => answer({ answer: "no_answer" }) }, "Do not answer")));
}

function onKey(event) {
  if (/^\d$/.test(event.key)) press(event.key);
  else if (event.key === "Backspace") erase();
  else if (event.key === "Escape") answer({ answer: "canceled" });
  else if (event.key === "Enter" && pin.length === PIN_LENGTH) confirmPin();
  else if (event.key === "Tab") return keepInside(layer.querySelector(".stk"), event);
  else return undefined;
  event.preventDefault();
  return undefined;
}

function countDown() {
  const left = Math.max(0, Math.ceil((shown.expires_at ?? 0) - Date.now() / 1000));
  const count = $("stk-count");
  if (count) count.textContent = `${left} s`;
}

function show(prompt) {
  shown = prompt;
  pin = "";
  before = document.activeElement;
  replaceChildren(layer, h("div", { class: "scrim" }), box(prompt));
  layer.hidden = false;
  layer.querySelector(".stk").focus();
  document.addEventListener("keydown", onKey);
  countDown();
  timer = setInterval(countDown, 500);
}

function hide() {
  document.removeEventListener("keydown", onKey);
  clearInterval(timer);
  layer.hidden = true;
  replaceChildren(layer);
  shown = null;
  before?.focus?.();
}

/** Show the open prompt of this customer, or take an ended one away. */
export function renderPrompt() {
  const prompt = openPrompt();
  if (shown && shown.checkout_request_id !== prompt?.checkout_request_id) hide();
  if (prompt && !shown) show(prompt);
}

export function takePrompt(prompt) {
  const index = state.prompts.findIndex((other) => other.checkout_request_id === prompt.checkout_request_id);
  if (index >= 0) state.prompts[index] = prompt;
  else state.prompts.push(prompt);
  renderPrompt();
}
