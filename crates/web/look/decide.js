// As the amount or the kind changes, the server is asked what the giver may do. Nothing is given by asking.

import { become, say } from "./page.js";

const REST = 250;

export function askWhatMayBeGiven() {
  let asked = null;
  let rest = null;
  let written = "";

  async function ask(form) {
    asked?.abort();
    asked = new AbortController();
    const panel = form.querySelector("#decision");
    const query = new URLSearchParams();
    for (const name of ["kind", "amount"]) query.set(name, new FormData(form).get(name) ?? "");
    try {
      const answer = await fetch(`${form.dataset.decide}?${query}`, { headers: { accept: "text/html" }, signal: asked.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("#decision") ?? Object.assign(page.body, { id: "decision" });
      swap(panel, fresh);
    } catch (error) {
      if (error.name === "AbortError") return;
      const line = document.createElement("p");
      line.className = "error";
      line.textContent = say("undecided");
      panel.replaceChildren(line);
    }
    form.removeAttribute("data-asking");
  }

  /** What was written as the reason stays, whatever the decision became. */
  function swap(panel, fresh) {
    written = panel.querySelector("#why")?.value || written;
    const shell = panel.cloneNode(false);
    shell.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    become(panel, shell);
    const field = panel.querySelector("#why");
    if (field && !field.value) field.value = written;
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.decide || !["kind", "amount"].includes(event.target.name)) return;
    form.dataset.asking = "yes";
    clearTimeout(rest);
    rest = setTimeout(() => ask(form), REST);
  });
  for (const form of document.querySelectorAll("form[data-decide]")) {
    form.addEventListener("valta:restored", () => ask(form));
  }
}
