/** The sheet in which a customer picks a row of a list message. */

import { $, h, icon, replaceChildren } from "./dom.js";

const layer = $("sheet-layer");
let cleanUp = () => {};

export function closeList() {
  layer.hidden = true;
  replaceChildren(layer);
  cleanUp();
  cleanUp = () => {};
}

function rowButton(row, pick) {
  return h("button", { type: "button", class: "list-row", testid: "list-row", data: { id: row.id }, onclick: () => pick(row) },
    h("span", {}, h("strong", {}, row.title), row.description && h("small", {}, row.description)),
    h("i", { class: "radio", "aria-hidden": "true" }));
}

/** Show the sections of a list message; `onPick` gets the chosen row. */
export function openList(message, onPick) {
  const { action, header } = message.content.interactive;
  const before = document.activeElement;
  const pick = (row) => {
    closeList();
    onPick(row);
  };
  const sections = action.sections.map((section) => [
    section.title && h("h3", {}, section.title),
    section.rows.map((row) => rowButton(row, pick)),
  ]);
  const sheet = h("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": header?.text || action.button, testid: "list-sheet" },
    h("header", {}, h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: closeList }, icon("close")), h("h2", {}, action.button)),
    h("div", { class: "sheet-rows" }, sections));
  replaceChildren(layer, h("div", { class: "scrim", onclick: closeList }), sheet);
  layer.hidden = false;
  const onKey = (event) => {
    if (event.key === "Escape") closeList();
    if (event.key === "Tab") keepInside(sheet, event);
  };
  document.addEventListener("keydown", onKey);
  cleanUp = () => {
    document.removeEventListener("keydown", onKey);
    before?.focus?.();
  };
  sheet.querySelector(".list-row")?.focus();
}

/** Tab goes round inside a dialog. */
export function keepInside(box, event) {
  const stops = [...box.querySelectorAll("button, [href], input, select, textarea")].filter((stop) => !stop.disabled);
  const last = stops.at(-1);
  if (!stops.length) return;
  const leavesEnd = !event.shiftKey && document.activeElement === last;
  const leavesStart = event.shiftKey && document.activeElement === stops[0];
  if (!leavesEnd && !leavesStart && box.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : stops[0]).focus();
}
