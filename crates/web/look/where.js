// Where the device is, asked of it only when somebody presses for it, and then asked of them by the browser. It goes to
// the page as an address, so it is told to a hundred metres and no finer.

const near = (degrees) => degrees.toFixed(3);

export function askWhere() {
  for (const button of document.querySelectorAll("[data-where]")) {
    if (!navigator.geolocation) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const says = button.closest("form").querySelector("[data-where-says]");
      const found = ({ coords }) => {
        location.assign(`${button.dataset.where}?north=${near(coords.latitude)}&east=${near(coords.longitude)}`);
      };
      const none = () => {
        button.disabled = false;
        says.textContent = button.dataset.whereNo;
      };
      button.disabled = true;
      says.textContent = "";
      navigator.geolocation.getCurrentPosition(found, none, { maximumAge: 300000, timeout: 10000 });
    });
  }
}
