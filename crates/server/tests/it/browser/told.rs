//! Somebody chooses to be told on their phone: what the browser asks and says no to, and what it shows when the house has told
//! something. A browser without a screen has no push service: what the service would hand over is handed over here.

use super::*;

/// What a browser with a service would tell the house, with the keys of the example in RFC 8291.
const SUBSCRIBED: &str = "PushManager.prototype.subscribe = async () => ({ toJSON: () => ({
    endpoint: 'https://push.example/venla',
    keys: {
        p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    } }) });";

#[test]
fn somebody_is_told_on_their_phone() {
    play("told", |demo, shots| async move {
        let mut phone = Browser::open(&demo, Screen::Phone, shots).await;
        phone.sign_in(&demo, "aino.tiski@revontuli.example").await;
        phone.go("/account").await;
        phone.press("label[for='call_mail']").await;
        phone.press("#reach button.primary").await;
        phone.says("Päivystäjän on saatava kutsu jotenkin").await;
        phone.press("label[for='call_push']").await;
        phone.show("ways").await;
        phone.press("#reach button.primary").await;
        phone.says("Saat tiedon tästä lähtien näin").await;

        // Neither no is the last word: each time the button may be pressed once more.
        let add = "form[data-push] button";
        phone.press(add).await;
        phone.says("Selain ei anna meidän näyttää ilmoituksia").await;
        phone.show("denied").await;
        let granted = json!({"origin": demo.url(), "permissions": ["notifications"]});
        phone.devtools("Browser.grantPermissions", granted).await;
        phone.press(add).await;
        phone.says("Selain ei saanut yhteyttä ilmoituspalveluunsa").await;
        phone.show("no-service").await;
        phone.client.execute(SUBSCRIBED, vec![]).await.expect("a service");
        phone.press(add).await;
        phone.says("Tälle laitteelle kerrotaan nyt").await;
        phone.says("Tämä laite").await;
        phone.show("told").await;

        // Asked once more about the same, the phone shows one word, the last.
        phone.devtools("ServiceWorker.enable", json!({})).await;
        for title in
            ["Eero Lankapuhelin kysyy sinulta · #3", "Eero Lankapuhelin odottaa vielä vastaustasi · #3"]
        {
            let told = json!({"title": title, "body": "", "url": "/asked", "tag": "3", "lang": "fi", "stays": false});
            // Nobody else has a worker in this browser; which number its has is the browser's own.
            for id in 0..4 {
                let message = json!({"origin": format!("{}/", demo.url()), "registrationId": id.to_string(), "data": told.to_string()});
                phone.devtools("ServiceWorker.deliverPushMessage", message).await;
            }
            phone
                .holds(&format!(
                    "navigator.serviceWorker.getRegistration('/catch').then((worker) => worker.getNotifications())
                         .then((shown) => shown.length === 1 && shown[0].title === '{title}' && shown[0].data.url === '/asked')"
                ))
                .await;
        }

        // Whoever signs out here is told nothing here any more.
        phone.press("form[action='/logout'] button").await;
        phone.at("form[action='/login']").await;
        phone.sign_in(&demo, "aino.tiski@revontuli.example").await;
        phone.go("/account").await;
        phone.holds("!!document.querySelector('form[data-push]') && !document.querySelector('form[action=\"/account/push/end\"]')").await;
        phone.close().await;
    });
}
