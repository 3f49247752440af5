// Forms: nothing is sent twice, and nothing that somebody wrote is lost.
// A draft is kept in this tab until a page says that the form which carried it was saved.

import { offer, save } from "./keep.js";
import { isUnsaved, say } from "./page.js";

const KEPT = "valta:draft:";
let leaving = false;

const keyOf = (form) => `${KEPT}${location.pathname}:${form.id}`;
const drafts = () => [...document.querySelectorAll("form[data-draft]")];
const texts = (form) =>
  [...form.elements].filter((field) => field.name && "defaultValue" in field && !["hidden", "radio", "checkbox", "submit", "file"].includes(field.type));

function keep(form) {
  const values = Object.fromEntries(texts(form).map((field) => [field.name, field.value]));
  const command = form.elements.command?.value;
  const at = form.dataset.keptAt;
  if (isUnsaved(form)) sessionStorage.setItem(keyOf(form), JSON.stringify({ command, values, at }));
  else sessionStorage.removeItem(keyOf(form));
}

function restore(form) {
  if (form.dataset.restored) return;
  form.dataset.restored = "yes";
  const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "null");
  if (!kept) return;
  // What the house keeps was written after this, elsewhere: it stands, and this is offered below it.
  if (form.dataset.keep && Number(form.dataset.keptAt ?? 0) > Number(kept.at ?? 0)) {
    const { body } = kept.values;
    if (body && !form.elements.body.value.startsWith(body)) {
      offer(form, body);
      save(form);
    }
    return;
  }
  let any = false;
  for (const field of texts(form)) {
    const value = kept.values[field.name];
    if (value && field.value === field.defaultValue && value !== field.value) {
      field.value = value;
      any = true;
    }
  }
  if (!any) return;
  // The same text under the same command: if it did arrive after all, it is not done twice.
  if (kept.command && form.elements.command) form.elements.command.value = kept.command;
  const note = document.createElement("p");
  note.className = "restored";
  note.setAttribute("role", "status");
  note.textContent = say("restored");
  form.prepend(note);
  form.dispatchEvent(new Event("valta:restored"));
  if (form.dataset.keep) save(form);
}

function forgetSaved() {
  for (const saved of document.querySelectorAll("[data-saved]")) {
    for (const key of Object.keys(sessionStorage)) {
      if (!key.startsWith(KEPT)) continue;
      if (JSON.parse(sessionStorage.getItem(key))?.command === saved.dataset.saved) sessionStorage.removeItem(key);
    }
  }
}

/** A button may stand outside of its form. */
const buttonsOf = (form) => [...form.elements].filter((each) => each.matches("button[type=submit]"));

function hold(form, pressed) {
  const button = pressed ?? form.querySelector("button[type=submit]:not([formmethod=get])");
  form.dataset.sending = "yes";
  form.setAttribute("aria-busy", "true");
  // Disabled only after the browser has read which button was pressed.
  setTimeout(() => {
    for (const each of buttonsOf(form)) each.disabled = true;
    if (button) {
      button.dataset.says = button.lastChild.textContent;
      button.lastChild.textContent = say("sending");
    }
  });
}

function release(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  for (const each of buttonsOf(form)) {
    each.disabled = false;
    if (each.dataset.says) each.lastChild.textContent = each.dataset.says;
  }
}

export function careForForms() {
  forgetSaved();
  drafts().forEach(restore);
  document.addEventListener("valta:refreshed", () => drafts().forEach(restore));
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("form[data-draft]")) keep(form);
  });
  document.addEventListener("valta:kept", (event) => keep(event.target));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    leaving = true;
    if (form.method === "post") hold(form, event.submitter);
  });
  // Within the house the draft follows; only leaving the house or closing the tab would lose it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.origin === location.origin) leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && drafts().some((form) => isUnsaved(form))) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    document.querySelectorAll("form[data-sending]").forEach(release);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
  });
}
