//! Promises: made, kept, renewed before they break.

use serde_json::{Value, json};

use crate::{house::NOON, on_each};
use valta_domain::time::DAY;

#[test]
fn made_kept_renewed_broken() {
    on_each(async |house| {
        let id = house.case().await;
        let promise = async |due: &str| {
            house
                .check(
                    &format!("POST /cases/{id}/promises"),
                    json!({"what": "A call about invoice 118", "due": due, "channel": "phone"}),
                    "201",
                )
                .await
        };
        let first = promise("2027-03-02T12:00:00Z").await;
        assert_eq!(
            (first.json()["standing"].as_str(), first.json()["due"].as_str()),
            (Some("due"), Some("2027-03-02T12:00:00.000000Z"))
        );
        let kept = house.check(&format!("POST /promises/{}/keep", first.id()), json!({}), "200").await;
        assert_eq!(kept.json()["standing"], "kept");

        let second = promise("2027-03-02T12:00:00Z").await.id();
        for (line, body, sentence) in [
            (
                format!("POST /promises/{second}/renew"),
                json!({"due": "2027-02-01T12:00:00Z"}),
                "422 in_the_past /due",
            ),
            (format!("POST /promises/{second}/renew"), json!({}), "400 missing_field /due"),
            (format!("POST /promises/{second}/renew"), json!({"due": "2027-03-03T12:00:00Z"}), "200"),
            (
                format!("POST /promises/{}/renew", first.id()),
                json!({"due": "2027-03-03T12:00:00Z"}),
                "409 already_done",
            ),
            (format!("POST /promises/{id}/keep"), json!({}), "404 not_found"),
            (
                format!("POST /cases/{id}/promises"),
                json!({"what": "W", "due": "2027-03-01T11:00:00Z", "channel": "phone"}),
                "422 in_the_past /due",
            ),
        ] {
            house.check(&line, body, sentence).await;
        }
        house.desk.clock().set(NOON.plus(3 * DAY));
        let list = house.get(&house.aino, &format!("/cases/{id}/promises")).await.json();
        let standing: Vec<_> =
            list["items"].as_array().unwrap().iter().map(|one| one["standing"].as_str().unwrap()).collect();
        assert_eq!(standing, ["kept", "broken"]);
        assert_eq!(list["next"], Value::Null);
    });
}
