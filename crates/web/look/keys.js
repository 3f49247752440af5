// Single letters do what a link or a button with `data-key` does; `?` shows them. They can be switched off.

const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog[open]");

function along(list, step) {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
}

export function listenForKeys() {
  if (document.body.dataset.shortcuts !== "on") return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (typing(event.target)) return;
    const list = document.querySelector("[data-list]");
    if (event.key === "?") document.getElementById("keys")?.showModal();
    else if (list && event.key === "j") along(list, 1);
    else if (list && event.key === "k") along(list, -1);
    else {
      const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!wanted) return;
      if (wanted.matches("input")) wanted.focus();
      else wanted.click();
    }
    event.preventDefault();
  });
}
