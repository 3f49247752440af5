// Times that pass: what was three minutes ago a minute since is four minutes ago now.

import { say } from "./page.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function inLargestUnit([moment, minutes, hours, days], seconds) {
  const put = (pattern, n) => pattern.replace("{n}", Math.floor(n));
  if (seconds < MINUTE) return moment;
  if (seconds < HOUR) return put(minutes, seconds / MINUTE);
  if (seconds < DAY) return put(hours, seconds / HOUR);
  return put(days, seconds / DAY);
}

function span(patterns, seconds) {
  const largest = inLargestUnit(patterns, seconds);
  const [, minutes, hours] = patterns;
  const put = (pattern, n) => (n > 0 ? ` ${pattern.replace("{n}", n)}` : "");
  if (seconds < HOUR || seconds >= 7 * DAY) return largest;
  if (seconds < DAY) return largest + put(minutes, Math.floor((seconds % HOUR) / MINUTE));
  return largest + put(hours, Math.floor((seconds % DAY) / HOUR));
}

function tell(time) {
  const passed = (Date.now() - Date.parse(time.dateTime)) / 1000;
  switch (time.dataset.told) {
    case "ago":
      return inLargestUnit(say("ago"), passed);
    case "due":
      return passed < 0 ? inLargestUnit(say("until"), -passed) : span(say("span"), passed);
    default:
      return span(say("span"), passed);
  }
}

export function keepTimes() {
  const all = () => {
    if (document.hidden) return;
    for (const time of document.querySelectorAll("time[data-told]")) {
      const said = tell(time);
      if (time.textContent !== said) time.textContent = said;
    }
  };
  setInterval(all, 20_000);
  document.addEventListener("visibilitychange", all);
}
