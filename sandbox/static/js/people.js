/** Who writes to whom: selects, the customer's card, the dialog for a new customer, payment what-ifs. */

import { api } from "./api.js";
import { $, h, icon, replaceChildren } from "./dom.js";
import { initials, phoneNumber, tint } from "./format.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const NEW = "new";
const LANGUAGE_NAMES = { en: "English", sw: "Swahili", mixed: "English + Swahili" };
const SCENARIOS = {
  normal: { label: "goes through normally", hint: "The result arrives about a second after the PIN." },
  insufficient: { label: "meets an empty wallet", hint: "Next payment: the PIN is right, the money is not there.", next: { "daraja.prompt": { result_code: 1 } } },
  late: { label: "result comes 20 s late", hint: "Next payment: paid, but M-Pesa tells Ratiba 20 seconds later.", next: { "daraja.callback": { delay_ms: 20000 } } },
  lost: { label: "result never comes", hint: "Next payment: paid, the callback is lost; Ratiba has to ask.", next: { "daraja.callback": { drop: true } } },
  twice: { label: "result comes three times", hint: "Next payment: the same callback arrives three times.", next: { "daraja.callback": { copies: 3, copy_gap_ms: 400 } } },
  changed: { label: "fails first, then is paid", hint: "Next payment: “no answer” is reported, ten seconds later the payment succeeds after all.", next: { "daraja.prompt": { result_code: 1037 }, "daraja.callback": { then: { result_code: 0, after_ms: 10000 } } } },
  busy: { label: "is refused: system busy", hint: "Next payment request: Daraja answers “System is busy”.", next: { "daraja.push": { error: "busy" } } },
};

let onChange = () => {};

function balanceEditor(customer) {
  const input = h("input", { type: "number", min: "0", step: "50", value: String(customer.balance), "aria-label": "M-Pesa balance in shillings", testid: "balance" });
  input.addEventListener("change", () => api.changeCustomer(customer.phone, { balance: Math.max(0, Math.round(Number(input.value) || 0)) }));
  return input;
}

export function renderPeople() {
  const { customer, business } = state;
  const label = (c) => (c.name === `+${c.phone}` ? phoneNumber(c.phone) : `${c.name} · ${LANGUAGE_NAMES[c.language]}`);
  replaceChildren($("customer-select"), state.customers.map((c) => h("option", { value: c.phone }, label(c))), h("option", { value: NEW }, "+ New customer…"));
  if (customer) $("customer-select").value = customer.phone;
  replaceChildren($("customer-card"), customer && [
    h("span", { class: "avatar", style: { background: tint(customer.name) }, "aria-hidden": "true" }, initials(customer.name)),
    h("div", {}, h("strong", {}, customer.name), h("span", {}, phoneNumber(customer.phone))),
    h("label", { class: "wallet" }, h("span", {}, "M-Pesa, KES"), balanceEditor(customer)),
  ]);
  replaceChildren($("business-select"), state.businesses.map((b) => h("option", { value: b.phone_number_id }, b.name)));
  if (business) $("business-select").value = business.phone_number_id;
  $("business-section").hidden = state.businesses.length < 2;
  $("topbar-who").textContent = customer ? `as ${customer.name}` : "";
  renderBusiness();
}

function renderBusiness() {
  const name = state.business?.name || "No business yet";
  const avatar = $("business-avatar");
  avatar.textContent = initials(name);
  avatar.style.background = tint(name);
  $("business-name").textContent = name;
  replaceChildren($("business-verified"), state.business ? icon("verified", "Verified") : null);
}

export function normalizePhone(typed) {
  const digits = typed.replace(/\D/g, "").replace(/^00/, "");
  return /^0\d{9}$/.test(digits) ? `254${digits.slice(1)}` : digits;
}

function setUpDialog() {
  const dialog = $("customer-dialog");
  const form = $("customer-form");
  $("customer-cancel").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => renderPeople());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = Object.fromEntries(new FormData(form));
    try {
      const customer = await api.createCustomer({ name: typed.name.trim(), phone: normalizePhone(typed.phone), language: typed.language });
      form.reset();
      dialog.close();
      takeCustomer(customer);
      state.customer = customer;
      onChange({ isNewCustomer: true });
    } catch (problem) {
      $("customer-error").textContent = problem.message;
    }
  });
}

export function takeCustomer(customer) {
  const index = state.customers.findIndex((other) => other.phone === customer.phone);
  if (index >= 0) state.customers[index] = customer;
  else state.customers.push(customer);
  if (state.customer?.phone === customer.phone) state.customer = customer;
}

function setUpScenarios() {
  const select = $("payment-scenario");
  replaceChildren(select, Object.entries(SCENARIOS).map(([key, scenario]) => h("option", { value: key }, `… ${scenario.label}`)));
  $("scenario-hint").textContent = SCENARIOS.normal.hint;
  select.addEventListener("change", async () => {
    const scenario = SCENARIOS[select.value];
    $("scenario-hint").textContent = scenario.hint;
    const next = Object.fromEntries(Object.entries(scenario.next || {}).map(([operation, settings]) => [operation, { ...settings, number: state.customer.phone }]));
    try {
      await api.setNext(next);
    } catch (problem) {
      toast(problem.message);
    }
  });
}

/** After the next payment the choice is used up. */
export function resetScenario() {
  $("payment-scenario").value = "normal";
  $("scenario-hint").textContent = SCENARIOS.normal.hint;
}

export function setUpPeople(changed) {
  onChange = changed;
  setUpDialog();
  setUpScenarios();
  $("customer-select").addEventListener("change", (event) => {
    if (event.target.value === NEW) {
      $("customer-error").textContent = "";
      $("customer-dialog").showModal();
      return;
    }
    state.customer = state.customers.find((c) => c.phone === event.target.value);
    onChange({ isNewCustomer: true });
  });
  $("business-select").addEventListener("change", (event) => {
    state.business = state.businesses.find((b) => b.phone_number_id === event.target.value);
    onChange({});
  });
}

