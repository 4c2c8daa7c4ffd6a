/** What the page knows, and the choice of business and customer that survives a reload. */

const MEMORY = "ratiba-sandbox-choice";

export const state = {
  businesses: [],
  customers: [],
  business: null,
  customer: null,
  messages: [],
  sms: [],
  prompts: [],
  app: "whatsapp",
  isConnected: true,
  hasTrace: false,
  publicUrl: "",
};

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY)) || {};
  } catch {
    return {};
  }
}

/** Choose from the address, then from memory, then the first there is. */
export function choose() {
  const address = new URLSearchParams(location.search);
  const memory = remembered();
  const businessId = state.business?.phone_number_id || address.get("business") || memory.business;
  const phone = state.customer?.phone || address.get("customer") || memory.customer;
  state.business = state.businesses.find((b) => b.phone_number_id === businessId) || state.businesses[0] || null;
  state.customer = state.customers.find((c) => c.phone === phone) || state.customers[0] || null;
}

export function remember() {
  const choice = { business: state.business?.phone_number_id, customer: state.customer?.phone };
  try {
    localStorage.setItem(MEMORY, JSON.stringify(choice));
  } catch {
    /* Private windows may refuse storage; the address below still keeps the choice. */
  }
  const address = new URLSearchParams();
  if (choice.business) address.set("business", choice.business);
  if (choice.customer) address.set("customer", choice.customer);
  history.replaceState(null, "", `?${address}`);
}

export const isHere = (item) =>
  item.phone_number_id === state.business?.phone_number_id && item.customer === state.customer?.phone;
