// Those who look at one case see of each other that they are there, and who is writing an answer.

const EVERY = 20_000;
/** Whoever has not touched the answer for so long is not writing. */
const STILL = 40_000;

export function bePresent() {
  const to = document.querySelector("[data-present]")?.dataset.present;
  if (!to) return;
  let typed = 0;
  let told = "";

  function tell(how) {
    told = how;
    const body = new URLSearchParams({ how });
    if (how === "left") navigator.sendBeacon(to, body);
    // Nobody is told that a colleague could not be told.
    else fetch(to, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
  }

  function now() {
    const text = document.getElementById("reply")?.elements.body.value ?? "";
    return text.trim() && Date.now() - typed < STILL ? "writing" : "here";
  }

  document.addEventListener("input", (event) => {
    if (event.target.form?.id !== "reply") return;
    typed = Date.now();
    if (told !== now()) tell(now());
  });
  setInterval(() => {
    if (!document.hidden) tell(now());
  }, EVERY);
  document.addEventListener("visibilitychange", () => tell(document.hidden ? "left" : now()));
  window.addEventListener("pagehide", () => tell("left"));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) tell(now());
  });
  if (!document.hidden) tell("here");
}
