/** Starts the phone page and keeps it in step with the sandbox. */

import { api, listen } from "./api.js";
import { hideTyping, renderChat, sendText, setUpChat, showMessage, showTyping } from "./chat.js";
import { $, h, icon, replaceChildren } from "./dom.js";
import { statusBarClock } from "./format.js";
import { closeList } from "./list_sheet.js";
import { renderPeople, resetScenario, setUpPeople, takeCustomer } from "./people.js";
import { renderQuickStarts } from "./quickstarts.js";
import { renderSms, setUpSms, showApp, takeSms } from "./sms.js";
import { choose, isHere, remember, state } from "./state.js";
import { renderPrompt, takePrompt } from "./stk.js";
import { nudgeTrace, resetTrace, startTrace } from "./trace.js";

let loading = 0;

async function loadPhone() {
  const turn = ++loading;
  const { business, customer } = state;
  if (!customer) return;
  const [chat, inbox, prompts] = await Promise.all([
    business ? api.conversation(business.phone_number_id, customer.phone) : { messages: [] },
    api.sms(customer.phone),
    api.prompts(customer.phone),
  ]);
  if (turn !== loading) return;
  state.messages = chat.messages;
  state.sms = inbox.sms;
  state.prompts = prompts.prompts;
  renderChat();
  renderSms();
  renderPrompt();
}

function sendExample(sentence) {
  document.body.classList.remove("panel-open");
  if (state.app !== "whatsapp") showApp("whatsapp");
  sendText(sentence);
}

async function selectionChanged({ isNewCustomer = false } = {}) {
  remember();
  hideTyping();
  closeList();
  state.messages = [];
  state.sms = [];
  state.prompts = [];
  renderPeople();
  renderQuickStarts(sendExample, { ofCustomer: isNewCustomer });
  renderChat();
  resetTrace();
  showApp("whatsapp");
  await loadPhone();
}

async function loadAll() {
  const known = await api.state();
  state.businesses = known.businesses;
  state.customers = known.customers;
  state.publicUrl = known.public_url;
  state.hasTrace = known.has_trace;
  choose();
  renderPeople();
  renderQuickStarts(sendExample);
  await loadPhone();
}

function takeBusiness(business) {
  const index = state.businesses.findIndex((other) => other.phone_number_id === business.phone_number_id);
  if (index >= 0) state.businesses[index] = business;
  else state.businesses.push(business);
  choose();
  renderPeople();
  renderQuickStarts(sendExample);
}

function onEvent(event) {
  switch (event.event) {
    case "message":
      if (!isHere(event.message)) return;
      showMessage(event.message);
      nudgeTrace();
      break;
    case "typing":
      if (isHere(event)) showTyping(event.seconds);
      break;
    case "stk":
      if (event.prompt.phone !== state.customer?.phone) return;
      if (event.prompt.state === "open") resetScenario();
      takePrompt(event.prompt);
      nudgeTrace();
      break;
    case "sms":
      if (event.sms.phone === state.customer?.phone) takeSms(event.sms);
      break;
    case "customer":
      takeCustomer(event.customer);
      renderPeople();
      break;
    case "business":
      takeBusiness(event.business);
      break;
    case "reload":
      resetTrace();
      loadAll();
      break;
  }
}

function setUpChrome() {
  replaceChildren($("statusbar-icons"), icon("signal"), icon("wifi"), icon("battery"));
  replaceChildren($("chat-header-icons"), icon("video"), icon("call"), icon("more"));
  $("send").append(icon("send"));
  $("attach").append(icon("attach"));
  $("to-bottom").append(icon("down"));
  $("panel-open").append(icon("menu"));
  $("panel-close").append(icon("close"));
  const tick = () => { $("clock").textContent = statusBarClock(); };
  tick();
  setInterval(tick, 5000);
  const panel = (isOpen) => document.body.classList.toggle("panel-open", isOpen);
  $("panel-open").addEventListener("click", () => { panel(true); $("panel-close").focus(); });
  $("panel-close").addEventListener("click", () => panel(false));
  const drawer = (isOpen) => {
    document.body.classList.toggle("trace-open", isOpen);
    $("trace-open").setAttribute("aria-expanded", String(isOpen));
  };
  $("trace-open").addEventListener("click", () => drawer(!document.body.classList.contains("trace-open")));
  $("drawer-handle").addEventListener("click", () => drawer(false));
  $("drawer-handle").append(h("span", {}));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    panel(false);
    drawer(false);
  });
}

async function start() {
  setUpChrome();
  setUpChat();
  setUpSms();
  setUpPeople(selectionChanged);
  let wasOpen = null;
  listen(onEvent, (isOpen) => {
    state.isConnected = isOpen;
    document.body.classList.toggle("offline", !isOpen);
    if (isOpen && wasOpen === false) loadAll();
    wasOpen = isOpen;
  });
  await loadAll();
  remember();
  showApp("whatsapp");
  startTrace();
  document.body.dataset.ready = "true";
}

start();
