/** A short note that slides in at the top of the phone. */

import { $, h, replaceChildren } from "./dom.js";

let timer = null;

export function toast(text, { title = null, onOpen = null, seconds = 5 } = {}) {
  const box = $("toast");
  const close = () => { box.hidden = true; };
  const content = [title && h("strong", {}, title), h("span", {}, text)];
  const open = () => {
    close();
    onOpen?.();
  };
  replaceChildren(box, onOpen ? h("button", { type: "button", onclick: open }, content) : h("div", {}, content));
  box.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(close, seconds * 1000);
}
