// Catching on a phone: kept here before anything else, sent when it can be, and always said which of the two it is.

const words = JSON.parse(document.querySelector('meta[name="catch-words"]').content);
const form = document.getElementById("catch");
const list = document.getElementById("caught");
const told = document.getElementById("told");
const after = document.getElementById("after");
const DRAFT = "draft";
/** The longer side of a picture (px), and the waits (ms) between attempts. */
const SIDE = 1600;
const WAITS = [2_000, 5_000, 15_000, 60_000, 300_000];

let command = crypto.randomUUID();
let photo = null;
/** What stands in the form and could be kept nowhere. */
let homeless = false;
let failed = 0;
let timer;
/** What the person has just caught, and waits to hear of. */
let awaited;

document.documentElement.classList.add("script");

function say(text, tone = "good") {
  told.className = `notice ${tone}`;
  told.textContent = text;
  told.hidden = !text;
}

// What waits, and where it is.

function shown(one) {
  if (one.state === "safe") return words.safe.replace("{n}", one.number);
  if (one.state === "sending") return words.sending;
  return [words.waiting, words[one.why] ?? "", one.says ?? ""].filter(Boolean).join(" ");
}

function show(one) {
  let item = list.querySelector(`[data-id="${CSS.escape(one.id)}"]`);
  if (!item) {
    item = document.createElement("li");
    item.dataset.id = one.id;
    item.append(document.createElement("strong"), document.createElement("p"));
    item.lastChild.setAttribute("role", "status");
    list.prepend(item);
  }
  item.dataset.state = one.state;
  item.firstChild.textContent = [one.name, one.body.split("\n")[0]].filter(Boolean).join(": ").slice(0, 80);
  const state = item.lastChild;
  if (state.textContent === shown(one)) return;
  state.textContent = "";
  if (one.state === "safe") {
    const link = document.createElement("a");
    link.href = `/catch/${one.number}`;
    link.textContent = shown(one);
    state.append(link);
  } else state.textContent = shown(one);
}

async function send() {
  clearTimeout(timer);
  const done = await Caught.sendAll((one) => {
    show(one);
    if (one.state === "safe" && one.id === awaited) follow(one);
  }).catch(() => false);
  failed = done ? 0 : failed + 1;
  if (!done) timer = setTimeout(send, WAITS[Math.min(failed, WAITS.length) - 1]);
}

/** The owner, a promise to make now, and what to say aloud: as the house tells it. */
async function follow(one) {
  awaited = undefined;
  try {
    const answer = await fetch(`/catch/${one.number}`, { credentials: "same-origin", headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    after.replaceChildren(...page.querySelectorAll("#caught-after > *"));
    after.scrollIntoView({ block: "start" });
    after.querySelector("h2")?.focus();
  } catch {
    // It can be opened from the list.
  }
}

/** Nothing has reached the house yet, and that is what is said: whose it is, and words that are true now. */
function tellWaiting() {
  const part = (name, text, lang) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (lang) element.lang = lang;
    return element;
  };
  const sheet = part("section", "");
  sheet.className = "sheet";
  const aloud = part("div", "");
  aloud.className = "caught-say";
  aloud.append(part("p", words.say_aloud));
  aloud.firstChild.className = "small";
  const mine = document.documentElement.lang;
  const [own, ...others] = [...words.say_waiting].sort((one, other) => (other.lang === mine) - (one.lang === mine));
  aloud.append(part("blockquote", own.says, own.lang));
  for (const other of others) {
    const fold = part("details", "");
    fold.append(part("summary", other.name, other.lang), part("blockquote", other.says, other.lang));
    aloud.append(fold);
  }
  sheet.append(part("p", words.owner_waiting), aloud);
  after.replaceChildren(sheet);
}

// Where one stands is said once and remembered here, for as long as customers are met there.

const point = form.elements.point;
const POINT = "valta-catch-point";

function standAt(id) {
  if (![...point.options].some((option) => option.value === id)) return;
  point.value = id;
  // An emptied form keeps it.
  for (const option of point.options) option.defaultSelected = option.value === id;
}

if (point) {
  try {
    standAt(localStorage.getItem(POINT) ?? "");
  } catch {
    // It is said each time.
  }
  point.addEventListener("change", () => {
    standAt(point.value);
    try {
      localStorage.setItem(POINT, point.value);
    } catch {
      // For this time it holds.
    }
  });
}

// What is being written.

function written() {
  const data = new FormData(form);
  return { command, name: data.get("name"), reach: data.get("reach"), body: data.get("body"), channel: data.get("channel"), point: data.get("point") ?? "", photo };
}

const isEmpty = () => !["name", "reach", "body"].some((name) => form.elements[name].value.trim()) && !photo;

let resting;
function keepDraft() {
  clearTimeout(resting);
  // Until it is kept, the page is not left without a word.
  homeless = !isEmpty();
  resting = setTimeout(async () => {
    try {
      if (isEmpty()) await Caught.drop(DRAFT, "drafts");
      else await Caught.put({ id: DRAFT, ...written() }, "drafts");
      homeless = false;
    } catch {
      homeless = !isEmpty();
    }
  }, 150);
}

async function takeUp() {
  const draft = await Caught.get(DRAFT, "drafts");
  if (!draft) return;
  // It was kept as caught, and only its draft was left behind.
  if (await Caught.get(draft.command)) return Caught.drop(DRAFT, "drafts");
  if (!isEmpty()) return;
  ({ command } = draft);
  for (const name of ["name", "reach", "body"]) form.elements[name].value = draft[name] ?? "";
  for (const choice of form.elements.channel) choice.checked = choice.value === draft.channel;
  if (point) standAt(draft.point ?? "");
  photo = draft.photo ?? null;
  say(words.restored, "plain");
}

/** Smaller on the phone already: a picture need not wait for a better network. */
async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob((blob) => done(blob), "image/jpeg", 0.8));
}

form.elements.file.addEventListener("change", async (event) => {
  const [file] = event.target.files;
  photo = null;
  if (file) {
    try {
      photo = await smaller(file);
    } catch {
      event.target.value = "";
      say(words.no_photo, "care");
    }
  }
  keepDraft();
});

// The phone's own clock, as it stands: the house has its own.
function phoneTime() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}`;
}

function clear() {
  form.reset();
  photo = null;
  homeless = false;
  command = crypto.randomUUID();
  keepDraft();
}

form.addEventListener("input", keepDraft);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!form.elements.body.value.trim() || !(form.elements.name.value.trim() || form.elements.reach.value.trim())) {
    say(words.missing, "care");
    (form.elements.body.value.trim() ? form.elements.name : form.elements.body).focus();
    return;
  }
  const one = { id: command, ...written(), agent: form.dataset.me, said_at: phoneTime(), state: "waiting" };
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    try {
      await Caught.put(one);
    } catch (error) {
      if (!one.photo) throw error;
      // The words before the picture.
      one.photo = null;
      await Caught.put(one);
      say(words.photo_left, "care");
    }
    navigator.storage?.persist?.();
    await Caught.drop(DRAFT, "drafts").catch(() => {});
    awaited = one.id;
    show(one);
    clear();
    after.replaceChildren();
    if (told.className.includes("good")) say("");
    list.firstChild.scrollIntoView({ block: "nearest" });
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("catch")).catch(() => {});
    await send();
    if (awaited === one.id) tellWaiting();
  } catch {
    // Nothing can be kept here. The house may be reached all the same; until then the words stay where they are.
    homeless = true;
    say(words.not_kept, "stop");
    try {
      const became = await Caught.send(one);
      if (became.state !== "safe") throw new Error(became.why);
      show({ ...one, ...became });
      say("");
      clear();
      follow({ ...one, ...became });
    } catch {
      say(words.not_kept, "stop");
    }
  } finally {
    button.disabled = false;
  }
});

window.addEventListener("beforeunload", (event) => {
  if (homeless) event.preventDefault();
});
window.addEventListener("online", () => {
  failed = 0;
  send();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) send();
});

async function begin() {
  try {
    await takeUp();
    const kept = await Caught.all();
    kept.forEach(show);
    // Of what is safe the phone need know no more once it was said.
    for (const one of kept.filter((one) => one.state === "safe")) await Caught.drop(one.id);
    if (kept.some((one) => one.state !== "safe")) await send();
  } catch {
    say(words.no_storage, "care");
  }
}

begin();
navigator.serviceWorker?.register("/catch/worker.js", { scope: "/catch" }).catch(() => {});
