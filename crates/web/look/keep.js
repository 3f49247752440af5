// What is being written to a customer is kept at the house as well, so that it is there on another device.
// The newest stands in the field; what was written elsewhere before it is offered below.

const REST = 2000;
/** The browser carries so much along when the page is left. */
const CARRIED = 20_000;
const timers = new Map();
const saved = new WeakMap();

const kept = () => document.querySelectorAll("form[data-keep]");
const olderOf = (form) => form.querySelector("[data-older]");
const offered = (form) => (olderOf(form)?.hidden === false ? olderOf(form).querySelector(".older-words").textContent : "");

/** Offers a text that this form does not hold, and keeps it. */
export function offer(form, text) {
  const place = olderOf(form);
  if (!place) return;
  place.querySelector(".older-words").textContent = text;
  place.hidden = !text;
}

function later(form) {
  if (!timers.has(form)) timers.set(form, setTimeout(() => save(form), REST));
}

export async function save(form, leaving = false) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  if (form.dataset.sending || !form.isConnected) return;
  if (form.dataset.keeping && !leaving) return later(form);
  const body = form.elements.body.value;
  const older = offered(form);
  const state = JSON.stringify([body, older]);
  if ((saved.get(form) ?? JSON.stringify([form.elements.body.defaultValue, older])) === state) return;
  form.dataset.keeping = "yes";
  try {
    const said = new URLSearchParams({ command: form.elements.command.value, body, older, seen: form.dataset.keptAt ?? "" });
    const keepalive = leaving && body.length + older.length < CARRIED;
    const answer = await fetch(form.dataset.keep, { method: "POST", body: said, credentials: "same-origin", keepalive });
    if (!answer.ok || answer.redirected) return;
    const told = await answer.json();
    saved.set(form, state);
    if (told.saved_at) form.dataset.keptAt = told.saved_at;
    else delete form.dataset.keptAt;
    if (told.older && told.older !== form.elements.body.value) offer(form, told.older);
    form.dispatchEvent(new Event("valta:kept", { bubbles: true }));
  } catch {
    // The tab keeps it meanwhile.
  } finally {
    delete form.dataset.keeping;
  }
}

export function keepDrafts() {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("form[data-keep]")) later(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use-older]");
    if (!button) return;
    const field = button.form.elements.body;
    const [was, older] = [field.value, offered(button.form)];
    field.value = older;
    offer(button.form, was);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  const leave = () => kept().forEach((form) => save(form, true));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leave();
  });
  window.addEventListener("pagehide", leave);
}
