// This device is told where its browser says so: asked of it when somebody presses for it, and sent as any form is.

/** How long (ms) the browser may look for its service: some never come back. */
const PATIENCE = 10_000;

export function tellHere() {
  const form = document.querySelector("form[data-push]");
  if (!form) return;
  const says = form.querySelector(".push-says");
  const button = form.querySelector("button");
  const say = (which) => (says.textContent = form.dataset[`push${which}`] ?? "");
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    button.disabled = true;
    say("Unsupported");
    return;
  }
  const { name } = form.elements;
  if (!name.value) name.value = navigator.userAgentData?.platform || navigator.platform || "";

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // It is not on its way yet, and may be pressed once more.
    event.stopPropagation();
    button.disabled = true;
    say("Wait");
    try {
      if ((await Notification.requestPermission()) !== "granted") return say("Denied");
      const late = new Promise((_, never) => setTimeout(() => never(new Error("no answer in time")), PATIENCE));
      const told = (await Promise.race([subscribed(form.dataset.push), late])).toJSON();
      form.elements.endpoint.value = told.endpoint;
      form.elements.public_key.value = told.keys.p256dh;
      form.elements.auth.value = told.keys.auth;
      form.submit();
    } catch (error) {
      say(error.name === "NotAllowedError" ? "Denied" : "Failed");
    } finally {
      button.disabled = false;
    }
  });
}

async function subscribed(key) {
  const registration = await navigator.serviceWorker.register("/catch/worker.js", { scope: "/catch" });
  await active(registration);
  const bytes = Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes };
  try {
    return await registration.pushManager.subscribe(wanted);
  } catch (error) {
    // It has one for another house at this address.
    const before = await registration.pushManager.getSubscription();
    if (!before) throw error;
    await before.unsubscribe();
    return registration.pushManager.subscribe(wanted);
  }
}

/** A browser that has never been here is still installing the worker, and nothing can be told to that. */
function active(registration) {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (registration.active) resolve();
      else if (!worker || worker.state === "redundant") reject(new Error("the worker could not be installed"));
    };
    worker?.addEventListener("statechange", look);
    look();
  });
}
