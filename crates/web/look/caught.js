// What was caught on this phone and how it reaches the house. Used by the page, and by its worker when the page is closed.
// Everything is kept here first, under an id that is made here: sent twice, it is one matter.
"use strict";

self.Caught = (() => {
  /** Without an answer for so long (ms), the house was not reached. */
  const PATIENCE = 30_000;

  function open() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("valta-catch", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("caught", { keyPath: "id" });
        asked.result.createObjectStore("drafts", { keyPath: "id" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
      asked.onblocked = () => failed(new Error("blocked"));
    });
  }

  /** One transaction: when it answers, it is on the disk, whole or not at all. */
  async function within(store, mode, act) {
    const db = await open();
    try {
      return await new Promise((done, failed) => {
        const tx = db.transaction(store, mode, { durability: "strict" });
        const asked = act(tx.objectStore(store));
        tx.oncomplete = () => done(asked.result);
        tx.onabort = tx.onerror = () => failed(tx.error ?? asked.error);
      });
    } finally {
      db.close();
    }
  }

  const put = (one, store = "caught") => within(store, "readwrite", (kept) => kept.put(one));
  const drop = (id, store = "caught") => within(store, "readwrite", (kept) => kept.delete(id));
  const get = (id, store = "caught") => within(store, "readonly", (kept) => kept.get(id));
  const all = () => within("caught", "readonly", (kept) => kept.getAll());

  /** Sends one; answers with what became of it, and throws when nobody knows. */
  async function send(one) {
    const form = new FormData();
    for (const name of ["command", "agent", "said_at", "channel", "point", "name", "reach", "body"]) form.append(name, one[name] ?? "");
    if (one.photo) form.append("file", one.photo, "photo.jpg");
    const answer = await fetch("/catch", {
      method: "POST",
      body: form,
      headers: { accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return { state: "safe", number: (await answer.json()).number };
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { state: "waiting", why: "sign-in" };
    if (answer.status === 409) return { state: "waiting", why: "another" };
    if (answer.status === 413 || answer.status === 422) {
      const told = await answer.json().catch(() => ({}));
      return { state: "waiting", why: "refused", says: told.says };
    }
    throw new Error(`answered ${answer.status}`);
  }

  /** Sends all that wait, one after the other, in one place at a time. False when something has to be tried again. */
  async function sendAll(changed = () => {}) {
    const work = async () => {
      let done = true;
      for (const one of (await all()).filter((kept) => kept.state !== "safe")) {
        changed({ ...one, state: "sending" });
        try {
          const became = await send(one);
          // Once it is safe there, the picture need not be here.
          const next = { ...one, ...became, photo: became.state === "safe" ? undefined : one.photo };
          await put(next);
          changed(next);
        } catch {
          done = false;
          changed({ ...one, state: "waiting", why: "unreached" });
        }
      }
      return done;
    };
    return self.navigator.locks ? self.navigator.locks.request("valta-catch", work) : work();
  }

  return { put, drop, get, all, send, sendAll };
})();
