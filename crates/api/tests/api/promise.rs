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

        // It is broken: given anew with an apology, and measured by the time that was heard first.
        let late = json!({"due": "2027-03-06T12:00:00Z"});
        house.check(&format!("POST /promises/{second}/renew"), late, "409 promise_broken").await;
        let anew = |before: &str, due: &str| json!({"what": "A call", "due": due, "channel": "phone", "instead_of": before, "told_in_person": true});
        let path = format!("POST /cases/{id}/promises");
        house.check(&path, anew(&id, "2027-03-06T12:00:00Z"), "404 not_found").await;
        let third = house.check(&path, anew(&second, "2027-03-06T12:00:00Z"), "201").await.id();
        let list = house.get(&house.aino, &format!("/cases/{id}/promises")).await.json();
        let replaced = list["items"].as_array().unwrap().iter().find(|one| one["id"] == json!(second));
        assert_eq!(replaced.unwrap()["replaced_by"], json!(third));
        assert_eq!(house.get(&house.aino, "/insight/promises").await.sentence(), "403 not_yours");
        let found = house.get(&house.lead, "/insight/promises?days=30").await.json();
        // The first was kept; of the other the customer heard before its first time was over.
        assert_eq!((&found["kept"]["hits"], &found["kept"]["n"]), (&json!(1), &json!(2)));
        assert_eq!(found["told_before_broken"]["value"], json!(1.0));
        assert_eq!((&found["lateness"]["n"], &found["lateness"]["open"]), (&json!(1), &json!(1)));
        assert_eq!(house.get(&house.lead, "/insight/promises?days=0").await.sentence(), "400 bad_query days");
    });
}
