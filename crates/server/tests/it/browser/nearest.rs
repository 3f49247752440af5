//! Where customers are met, asked of a device that says where it is: the nearest is told right, also while a point stands
//! elsewhere for a while.

use super::*;

/// A point far from every other, open at any hour, so that the answer does not hang on when this is run.
const NEW: &str = "(() => {
    const form = document.getElementById('set-new');
    const says = { name: 'Sodankylä', address: 'Jäämerentie 1', place: '67.4157, 26.5893', time_zone: 'Europe/Helsinki' };
    for (const day of ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) says[day] = '00:00-24:00';
    for (const [name, value] of Object.entries(says)) form.elements[name].value = value;
    form.requestSubmit();
})()";

/// From yesterday until tomorrow it stands in Kittilä.
const AWAY: &str = "(() => {
    const sheet = [...document.querySelectorAll('section')].find((one) => one.querySelector('h2')?.textContent === 'Sodankylä');
    const form = sheet.querySelector('form[id^=\"away-\"]');
    const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 16);
    const says = { address: 'Kirjasto, Kittilä', place: '67.6531, 24.9114', from: day(-1), until: day(1) };
    for (const [name, value] of Object.entries(says)) form.elements[name].value = value;
    form.requestSubmit();
})()";

impl Browser {
    async fn stands_at(&self, north: f64, east: f64) {
        let place = json!({"latitude": north, "longitude": east, "accuracy": 20});
        self.devtools("Emulation.setGeolocationOverride", place).await;
    }

    async fn asks_the_device(&self) {
        self.go("/points").await;
        self.press("button[data-where]").await;
        self.holds("location.search.startsWith('?north=')").await;
    }
}

#[test]
fn the_nearest_is_told_where_the_device_stands() {
    play("points", |demo, shots| async move {
        let mut lead = Browser::open(&demo, Screen::Phone, shots.clone()).await;
        lead.sign_in(&demo, &demo.person("lead").0).await;
        let origin = json!({"origin": demo.url(), "permissions": ["geolocation"]});
        lead.devtools("Browser.grantPermissions", origin).await;
        lead.go("/settings/points").await;
        lead.client.execute(NEW, vec![]).await.expect("filled");
        lead.says("Jäämerentie 1").await;

        lead.stands_at(67.4157, 26.5893).await;
        lead.asks_the_device().await;
        lead.says("Lähin avoinna oleva on Sodankylä, Jäämerentie 1: 100 m").await;
        // To a hundred metres and no finer.
        lead.holds("location.search === '?north=67.416&east=26.589'").await;
        lead.show("there").await;

        lead.go("/settings/points").await;
        lead.client.execute(AWAY, vec![]).await.expect("filled");
        lead.says("Kirjasto, Kittilä").await;
        lead.asks_the_device().await;
        lead.says("Lähin avoinna oleva on Sodankylä, Kirjasto, Kittilä: 76 km").await;
        lead.stands_at(67.6531, 24.9114).await;
        lead.asks_the_device().await;
        lead.says("Lähin avoinna oleva on Sodankylä, Kirjasto, Kittilä: 100 m").await;
        lead.show("elsewhere").await;

        // A device that may not tell says so, and the list of points is still there.
        let never = json!({"permission": {"name": "geolocation"}, "setting": "denied", "origin": demo.url()});
        lead.devtools("Browser.setPermission", never).await;
        lead.go("/points").await;
        lead.press("button[data-where]").await;
        lead.says("Laite ei kertonut, missä se on. Valitse paikka listalta.").await;
        lead.close().await;
    });
}
