/** Building and finding elements. Text always becomes a text node, never markup. */

export const $ = (id) => document.getElementById(id);

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") element.className = value;
  else if (name === "testid") element.dataset.testid = value;
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "style") Object.entries(value).forEach(([k, v]) => element.style.setProperty(k, v));
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => setAttribute(element, name, value));
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function replaceChildren(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  send: ["M3.4 20.4 21 12 3.4 3.6 3.4 10.2 15 12 3.4 13.8Z"],
  attach: [null, "M19 11.5 12 18.6a4.6 4.6 0 0 1-6.6-6.5l7.4-7.5a3.1 3.1 0 0 1 4.4 4.4l-7.1 7.1a1.5 1.5 0 0 1-2.2-2.1l6.4-6.5"],
  video: ["M4 7h9.5A1.5 1.5 0 0 1 15 8.5v7a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.500 15.500v-7A1.500 1.500 0 0 1 4 7Zm12.500 3.500 5-2.800v8.600l-5-2.800Z"],
  call: ["M6.600 10.800a15 15 0 0 0 6.600 6.600l2.200-2.200a1 1 0 0 1 1-.25 11.400 11.400 0 0 0 3.600.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.500a1 1 0 0 1 1 1c0 1.250.2 2.450.57 3.570a1 1 0 0 1-.25 1Z"],
  more: ["M12 7.500a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600Zm0 6.300a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600Zm0 6.300a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600Z"],
  reply: ["M10 8.500V4.500L3 11.500l7 7v-4.100c5 0 8.500 1.600 11 5.100-1-5-4-10-11-11Z"],
  list: [null, "M8.500 6.500H20M8.500 12H20M8.500 17.500H20M4 6.500h.01M4 12h.01M4 17.500h.01"],
  link: [null, "M14 4.500h5.500V10M19 5l-8 8M17.500 13.500v5a1.500 1.500 0 0 1-1.500 1.500H6A1.500 1.500 0 0 1 4.500 18.500v-10A1.500 1.500 0 0 1 6 7h5"],
  close: [null, "M6 6l12 12M18 6 6 18"],
  menu: [null, "M4 7h16M4 12h16M4 17h16"],
  down: [null, "M6 9.500l6 6 6-6"],
  back: [null, "M20 12H6m5.500-6L5.500 12l6 6"],
  image: [null, "M5 4.500h14a1.500 1.500 0 0 1 1.500 1.500v12a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 18V6A1.500 1.500 0 0 1 5 4.500ZM4 17l5-5 4 4 3-3 4 4M15.500 9h.01"],
  mic: ["M12 14.500a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3Zm6-3a6 6 0 0 1-5 5.900V21h-2v-3.600a6 6 0 0 1-5-5.900h2a4 4 0 0 0 8 0Z"],
  play: ["M7 5v14l12-7Z"],
  pin: ["M12 2.500a7 7 0 0 0-7 7c0 5 7 12 7 12s7-7 7-12a7 7 0 0 0-7-7Zm0 9.500a2.500 2.500 0 1 1 0-5 2.500 2.500 0 0 1 0 5Z"],
  document: [null, "M7 3.500h7l4.500 4.500v11a1.500 1.500 0 0 1-1.500 1.500H7A1.500 1.500 0 0 1 5.500 19V5A1.500 1.500 0 0 1 7 3.500ZM13.500 3.500V8.500h5M8.500 13h7M8.500 16.500h5"],
  calendar: [null, "M6 5.500h12a1.500 1.500 0 0 1 1.500 1.500v11.500A1.500 1.500 0 0 1 18 20H6a1.500 1.500 0 0 1-1.500-1.500V7A1.500 1.500 0 0 1 6 5.500ZM4.500 10h15M8.500 3.500v4M15.500 3.500v4"],
  clock: [null, "M12 4.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15ZM12 8v4.300l2.800 1.700"],
  tick: [null, "M3.500 12.500l4.500 4.500L18 7"],
  ticks: [null, "M1.500 12.500 6 17 16 7M11 16l1 1L22 7"],
  alert: ["M12 2.500a9.500 9.500 0 1 0 0 19 9.500 9.500 0 0 0 0-19Zm-1.100 4.500h2.200v7h-2.200Zm0 8.700h2.200v2.200h-2.200Z"],
  verified: ["M12 1.800l2.500 2.100 3.300-.3.900 3.100 2.800 1.700-1.200 3.100 1.200 3.100-2.800 1.700-.9 3.100-3.300-.3L12 21.200l-2.500-2.100-3.300.3-.9-3.100-2.800-1.700 1.200-3.100L2.500 8.400l2.800-1.700.9-3.100 3.300.3Zm-1.300 13.500 5.600-5.700-1.500-1.400-4.100 4.200-1.900-1.900-1.400 1.500Z"],
  backspace: [null, "M9 5.500h10a1.500 1.500 0 0 1 1.500 1.500v10a1.500 1.500 0 0 1-1.500 1.500H9L3 12ZM11.500 9.500l5 5M16.500 9.500l-5 5"],
  whatsapp: ["M12 2.500a9.400 9.400 0 0 0-8.100 14.200L2.600 21.500l4.900-1.300A9.400 9.400 0 1 0 12 2.500Zm5.400 13.300c-.2.600-1.300 1.200-1.900 1.300-.5.100-1.100.1-1.800-.1-3.400-1.100-5.700-4.200-6.300-5.300-.7-1.200-.6-2.900.4-3.900.4-.4 1.100-.4 1.300.1l.8 1.900c.1.300 0 .5-.2.800l-.6.700c.9 1.600 2.100 2.500 3.500 3.100l.9-1.100c.2-.3.500-.3.800-.2l1.900.9c.4.200.6.300.6.500 0 .1 0 .8-.400 1.300Z"],
  sms: ["M5 3.500h14A2.500 2.500 0 0 1 21.500 6v8.500A2.500 2.500 0 0 1 19 17H9.500L5 20.800V17a2.500 2.500 0 0 1-2.500-2.500V6A2.500 2.500 0 0 1 5 3.500Zm2.500 5.500v2h9V9Z"],
  signal: ["M3 17h3v3H3Zm5-4h3v7H8Zm5-4h3v11h-3Zm5-5h3v16h-3Z"],
  wifi: ["M12 19.500 15.500 15a5 5 0 0 0-7 0Zm-6.200-8L7.700 14a7 7 0 0 1 8.600 0l1.900-2.500a10 10 0 0 0-12.400 0ZM2.500 7.300 4.400 9.800a12.500 12.500 0 0 1 15.200 0l1.900-2.500a15.600 15.600 0 0 0-19 0Z"],
  battery: ["M3 8h15a1.500 1.500 0 0 1 1.500 1.500v5A1.500 1.500 0 0 1 18 16H3a1.500 1.500 0 0 1-1.500-1.500v-5A1.500 1.500 0 0 1 3 8Zm17.500 2.500H22v3h-1.500Z"],
  plus: [null, "M12 5v14M5 12h14"],
};

/** A drawing by name: [filled path] or [null, stroked path]. */
export function icon(name, label = null) {
  const [filled, stroked] = ICONS[name];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", filled ?? stroked);
  path.setAttribute("class", filled ? "filled" : "stroked");
  svg.append(path);
  return svg;
}
