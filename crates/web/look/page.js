// The page as it stands, made like a newer one without disturbing the person in it.

const words = JSON.parse(document.querySelector('meta[name="valta-words"]')?.content ?? "{}");

export function say(key) {
  return words[key] ?? "";
}

/** A form in which the person has changed something that is not yet saved. */
export function isUnsaved(form) {
  return [...form.elements].some((field) => {
    if (field.type === "hidden" || field.disabled || !field.name) return false;
    if (field.type === "radio" || field.type === "checkbox") return false;
    if (field.tagName === "SELECT") return false;
    return "defaultValue" in field && field.value !== field.defaultValue;
  });
}

/** Fetches a page or a fragment of ours; null when it did not come. */
export async function fetchPage(href, signal) {
  try {
    const answer = await fetch(href, { headers: { accept: "text/html" }, credentials: "same-origin", signal });
    if (!answer.ok || new URL(answer.url).pathname === "/login") return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

/** Makes the `data-live` regions of this page like those of `next`. */
export function refresh(next, only) {
  for (const old of document.querySelectorAll("[data-live]")) {
    const name = old.dataset.live;
    if (only && name !== only) continue;
    const fresh = next.querySelector(`[data-live="${CSS.escape(name)}"]`);
    if (fresh) become(old, fresh);
  }
  document.dispatchEvent(new CustomEvent("valta:refreshed"));
}

/** A form that somebody is writing in is theirs until they have sent it. */
function isHeld(node) {
  if (node.nodeType !== 1) return false;
  const forms = node.tagName === "FORM" ? [node] : [...node.querySelectorAll("form")];
  return forms.some((form) => isUnsaved(form) || form.contains(document.activeElement));
}

/** Changes `old` into `fresh` piece by piece, so that focus, scroll and typed text stay. */
export function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || (old.id ?? "") !== (fresh.id ?? "")) {
    if (!isHeld(old)) old.replaceWith(document.importNode(fresh, true));
    return;
  }
  if (old.nodeType !== 1) {
    old.data = fresh.data;
    return;
  }
  if (old.tagName === "FORM" && isHeld(old)) return;
  for (const { name, value } of [...fresh.attributes]) {
    if (name === "open" && old.tagName === "DETAILS") continue;
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (name === "open" && old.tagName === "DETAILS") continue;
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    // A known piece that moved is moved, not made again.
    if (child.id) {
      const known = [...old.children].find((candidate) => candidate.id === child.id);
      if (known && known !== at) {
        old.insertBefore(known, at);
        at = known;
      }
    }
    if (!at) {
      old.append(document.importNode(child, true));
      continue;
    }
    const next = at.nextSibling;
    become(at, child);
    at = next;
  }
  while (at) {
    const next = at.nextSibling;
    if (!isHeld(at)) at.remove();
    at = next;
  }
}
