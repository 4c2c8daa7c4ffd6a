/** The sandbox's control API. */

async function call(path, options = {}) {
  const reply = await fetch(`/control${path}`, options);
  if (!reply.ok) {
    const problem = await reply.json().catch(() => ({}));
    const detail = Array.isArray(problem.detail) ? problem.detail[0]?.msg : problem.detail;
    throw new Error(detail || `HTTP ${reply.status}`);
  }
  return reply.json();
}

function send(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  return call(path, { method, headers, body: JSON.stringify(body) });
}

const query = (parameters) => new URLSearchParams(parameters).toString();

export const api = {
  state: () => call("/state"),
  conversation: (business, phone) => call(`/conversations/${business}/${phone}/messages`),
  sms: (phone) => call(`/sms/${phone}`),
  prompts: (phone) => call(`/stk?${query({ phone })}`),
  trace: (business, customer) =>
    call(`/trace?${query({ phone_number_id: business, customer, limit: 20 })}`),
  sendMessage: (message) => send("POST", "/messages", message),
  answerPrompt: (id, answer) => send("POST", `/stk/${encodeURIComponent(id)}/answer`, answer),
  createCustomer: (customer) => send("POST", "/customers", customer),
  changeCustomer: (phone, change) => send("PATCH", `/customers/${phone}`, change),
  setNext: (next) => send("POST", "/behaviors", { next }),
  setNumber: (number, layer) => send("POST", "/behaviors", { numbers: { [number]: layer } }),
};

/** Opens the event stream and keeps it open; `onState` hears whether it is. */
export function listen(onEvent, onState) {
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/control/events`;
  let wait = 300;
  const open = () => {
    const socket = new WebSocket(address);
    socket.onopen = () => {
      wait = 300;
      onState(true);
    };
    socket.onmessage = (message) => onEvent(JSON.parse(message.data));
    socket.onclose = () => {
      onState(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  open();
}
