// What others do shows here without asking: the server tells that something changed, the page is
// fetched again and only what differs is changed. The acts open in place, at the same address.

import { fetchPage, refresh, say } from "./page.js";

const REST = 300;
let waiting = null;

async function renew() {
  waiting = null;
  if (document.hidden) return;
  const next = await fetchPage(location.href);
  if (next) refresh(next);
}

function soon() {
  if (waiting === null) waiting = setTimeout(renew, REST);
}

function tellConnection(up) {
  const line = document.querySelector(".connection");
  if (!line || line.hidden === up) return;
  line.textContent = up ? "" : say("offline");
  line.hidden = up;
}

export function stayTrue() {
  const from = document.body.dataset.liveFrom;
  if (!from) return;
  let source = null;
  let lost = null;
  let looking = null;

  function listen() {
    source = new EventSource(from);
    source.addEventListener("changed", soon);
    source.addEventListener("open", () => {
      clearTimeout(lost);
      // What happened while the line was down was not told.
      if (lost !== null) soon();
      lost = null;
      tellConnection(true);
    });
    source.addEventListener("error", () => {
      // The house has no line left for this page: it looks by itself from time to time.
      if (source.readyState === EventSource.CLOSED) looking ??= setInterval(look, 20_000);
      // A short break is nobody's business.
      else lost ??= setTimeout(() => tellConnection(false), 4000);
    });
  }

  async function look() {
    if (document.hidden) return;
    const next = await fetchPage(location.href);
    tellConnection(Boolean(next));
    if (next) refresh(next);
  }

  function leave() {
    source?.close();
    source = null;
    clearTimeout(lost);
    lost = null;
    clearInterval(looking);
    looking = null;
  }

  if (!document.hidden) listen();
  // A page that nobody sees holds no line, and looks once when it is seen again.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leave();
    else if (!source) {
      listen();
      renew();
    }
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !source) {
      listen();
      renew();
    }
  });
}

export function openActsInPlace() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-act]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    const next = await fetchPage(link.href);
    if (!next) {
      location.assign(link.href);
      return;
    }
    // The address changes first, so that a draft of the other act is not put into this one.
    history.replaceState(null, "", link.href);
    const old = document.querySelector('[data-live="act"]');
    const fresh = next.querySelector('[data-live="act"]');
    if (!old || !fresh) return;
    old.replaceWith(document.importNode(fresh, true));
    document.dispatchEvent(new CustomEvent("valta:refreshed"));
    const act = document.getElementById("act");
    act.querySelector(".act-open textarea, .act-open input:not([type=hidden]):not([type=radio]), .act-open select, .act-open button")?.focus({ preventScroll: true });
    if (matchMedia("(width < 48rem)").matches) act.scrollIntoView({ block: "start" });
  });
}
