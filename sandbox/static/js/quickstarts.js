/** Sentences to begin with, by kind of business and language. */

import { $, h, replaceChildren } from "./dom.js";
import { state } from "./state.js";

const LANGUAGES = { en: "English", sw: "Kiswahili", mixed: "Mixed" };
const SENTENCES = {
  salon: {
    en: ["Hi, I'd like to book braids with Amina tomorrow at 3pm", "How much are knotless braids?", "What times are free on Saturday?", "I need to move my appointment", "Can I talk to a person?"],
    sw: ["Nataka kubook kusuka kesho saa tisa mchana", "Kusuka nywele ni pesa ngapi?", "Jumamosi mko na nafasi saa ngapi?", "Naomba kubadilisha miadi yangu", "Nataka kuongea na mtu"],
    mixed: ["Niaje, nataka kubook braids na Amina kesho 3pm", "Bei ya haircut ni how much?", "Sat mko free saa ngapi?", "Nataka kureschedule booking yangu", "Cancel booking yangu please"],
  },
  restaurant: {
    en: ["Table for 4 on Friday at 7pm please", "Are you open on Sunday?", "Do you have a vegetarian menu?", "Cancel my reservation"],
    sw: ["Nataka meza ya watu wanne Ijumaa saa moja jioni", "Mnafungua Jumapili?", "Mko na chakula cha mboga?", "Naomba kughairi meza yangu"],
    mixed: ["Naeza get table ya watu 4 Friday saa moja jioni?", "Sunday mko open?", "Menu iko na nini?", "Cancel table yangu"],
  },
  clinic: {
    en: ["I'd like to see a dentist on Monday morning", "How much is a consultation?", "Do you take insurance?", "Move my appointment to Thursday"],
    sw: ["Nataka kuona daktari wa meno Jumatatu asubuhi", "Kumuona daktari ni pesa ngapi?", "Mnakubali bima?", "Nisogezee miadi hadi Alhamisi"],
    mixed: ["Nataka appointment ya dentist Monday asubuhi", "Consultation ni how much?", "Mnachukua insurance?", "Reschedule hadi Thursday please"],
  },
  hotel: {
    en: ["A double room from Friday for 2 nights", "What is the price per night?", "Is breakfast included?", "Cancel my stay"],
    sw: ["Nataka chumba cha watu wawili Ijumaa kwa usiku mbili", "Bei ya usiku mmoja ni ngapi?", "Kuna kiamsha kinywa?", "Naomba kughairi"],
    mixed: ["Room ya watu wawili Friday for 2 nights", "Per night ni how much?", "Breakfast iko included?", "Cancel booking yangu"],
  },
  other: {
    en: ["Hi, I'd like to book for tomorrow at 10am", "What do you offer?", "How much does it cost?", "Can I talk to a person?"],
    sw: ["Habari, nataka kuweka nafasi kesho saa nne asubuhi", "Mnatoa huduma gani?", "Bei ni ngapi?", "Nataka kuongea na mtu"],
    mixed: ["Sasa, nataka kubook kesho 10am", "Mko na services gani?", "Bei ni how much?", "Naeza ongea na mtu?"],
  },
};
const KINDS = [["salon", /salon|barber|beauty|spa|hair|nail/], ["restaurant", /restaurant|cafe|kitchen|food|bar/], ["clinic", /clinic|dent|doctor|medical|health|vet/], ["hotel", /hotel|stay|lodg|guest|bnb|airbnb/]];

let language = null;

function kindOf(business) {
  const word = `${business?.vertical || ""} ${business?.name || ""}`.toLowerCase();
  return KINDS.find(([, pattern]) => pattern.test(word))?.[0] || "other";
}

/** A few examples for this customer, for where the panel is out of sight. */
export function examples(count) {
  return SENTENCES[kindOf(state.business)][state.customer?.language || "en"].slice(0, count);
}

/** The examples; a change of customer brings that customer's language to the front. */
export function renderQuickStarts(onChoose, { ofCustomer = false } = {}) {
  if (ofCustomer || !language) language = state.customer?.language || "en";
  const choose = (code) => {
    language = code;
    renderQuickStarts(onChoose);
    $("quick-tabs").querySelector(`[data-language=${code}]`).focus();
  };
  replaceChildren($("quick-tabs"), Object.entries(LANGUAGES).map(([code, label]) =>
    h("button", { type: "button", role: "tab", data: { language: code }, "aria-selected": String(code === language), "aria-controls": "quick-chips", onclick: () => choose(code) }, label)));
  replaceChildren($("quick-chips"), SENTENCES[kindOf(state.business)][language].map((sentence) =>
    h("button", { type: "button", class: "chip", testid: "quick-start", lang: language === "en" ? "en" : "sw", onclick: () => onChoose(sentence) }, sentence)));
}
