// The catch page without a network: it opens from what was kept of it, and what waits on this phone is sent when the
// network is back, even when the page is closed.
"use strict";

importScripts("/look/caught.js");

const PAGE = "/catch";
const LOOKS = ["/look/valta.css", "/look/caught.js", "/look/catch.js", "/look/mark.svg"];
// Other looks, another cache.
const CACHE = `valta ${LOOKS.join(" ")}`;
const PATIENCE = 4_000;

async function fresh() {
  const answer = await fetch(PAGE, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
  // The door is another page.
  if (answer.ok && !answer.redirected) await (await caches.open(CACHE)).put(PAGE, answer.clone());
  return answer;
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all([cache.addAll(LOOKS), fresh()])));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin) return;
  if (pathname === PAGE) event.respondWith(fresh().catch(async () => (await caches.match(PAGE)) ?? Response.error()));
  else if (LOOKS.includes(pathname)) event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "catch") return;
  event.waitUntil(
    Caught.sendAll().then((done) => {
      // The browser asks again later.
      if (!done) throw new Error("the house was not reached");
    }),
  );
});
