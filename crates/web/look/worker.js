// The catch page without a network: it opens from what was kept of it, and what waits on this phone is sent when the
// network is back, even when the page is closed. And what whoever this device belongs to is told, wherever they are.
"use strict";

importScripts("/look/caught.js");

const PAGE = "/catch";
const LOOKS = ["/look/valta.css", "/look/caught.js", "/look/catch.js", "/look/mark.svg"];
// Other looks, another cache.
const CACHE = `valta ${LOOKS.join(" ")}`;
const ICON = "/look/icon-192.png";
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

self.addEventListener("push", (event) => {
  const { title, body, url, tag, lang, stays } = event.data.json();
  // A later word on the same takes the place of the one before, and is heard.
  const shown = { body, tag, lang, renotify: true, requireInteraction: stays, icon: ICON, data: { url } };
  event.waitUntil(self.registration.showNotification(title, shown));
});

async function open(place) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((window) => window.url === place);
  return there ? there.focus() : self.clients.openWindow(place);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data.url, self.location.origin).href));
});
