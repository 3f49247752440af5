// The customer's page by the customer's own clock: the device tells its zone, and where the page was made by another it is
// asked for once more. Nothing is told but the zone's name, and to these pages alone.

const told = (zone) => document.cookie.split("; ").includes(`zone=${zone}`);

export function tellTheZone() {
  const page = document.querySelector('meta[name="valta-zone"]');
  if (!page) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  if (!/^[A-Za-z0-9_+/-]{1,64}$/.test(zone) || told(zone)) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `zone=${zone}; Path=/m; Max-Age=31536000; SameSite=Lax${secure}`;
  // A device that keeps nothing, or a zone that is the same, leaves the page as it is.
  if (told(zone) && zone !== page.content) location.reload();
}
