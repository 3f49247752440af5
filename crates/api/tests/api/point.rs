//! The nearest service point, for other systems.

use serde_json::{Value, json};
use valta_desk::{By, SetPoint};
use valta_domain::{
    calendar::Calendar,
    point::{Coordinates, Move, Stand},
    time::DAY,
};
use valta_store::account;

use crate::{
    house::{House, NOON},
    on_each,
};

fn stand(address: &str, (north, east): (i64, i64), mon: &str) -> Stand {
    let hours = Calendar {
        time_zone: "Europe/Helsinki".into(),
        week: [("mon".to_owned(), mon.to_owned())].into(),
        ..Calendar::default()
    };
    Stand { address: address.into(), place: Coordinates { north, east }, hours }
}

async fn lead(house: &House) -> By {
    let id = house.lead.id;
    let account = house.desk.reader().look(move |tx| account::by_agent(tx, id)).await.unwrap();
    house.desk.by(&account.unwrap())
}

/// It is Monday, 14:00 in Helsinki.
#[test]
fn the_nearest_is_told_where_it_stands_and_when_it_opens() {
    on_each(async |house| {
        let nearest = async |query: &str| house.get(&house.cleo, &format!("/points/nearest?{query}")).await;
        let none = nearest("north=66.5&east=25.7").await.json();
        assert_eq!(
            (&none["open"], &none["closed"], &none["soonest"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );

        let by = lead(house).await;
        let set = async |name: &str, stand| {
            let set = SetPoint { id: None, name: name.into(), stand, closed: false };
            house.desk.set_point(by, None, set).await.unwrap()
        };
        let rovaniemi =
            set("Rovaniemi", stand("Revontulentie 1", (66_503_900, 25_729_400), "09:00-17:00")).await;
        set("Tornio", stand("Rajakatu 8", (65_848_100, 24_146_600), "16:00-18:00")).await;
        let from_tornio = nearest("north=65.85&east=24.15").await.json();
        assert_eq!(from_tornio["at"], "2027-03-01T12:00:00.000000Z");
        assert_eq!(
            from_tornio["open"],
            json!({"id": rovaniemi.to_string(), "name": "Rovaniemi", "address": "Revontulentie 1",
                "north": 66.5039, "east": 25.7294, "metres": from_tornio["open"]["metres"],
                "opens": "2027-03-01T12:00:00.000000Z", "until": "2027-03-01T15:00:00.000000Z",
                "time_zone": "Europe/Helsinki"})
        );
        assert_eq!(from_tornio["closed"]["name"], "Tornio");
        assert_eq!(from_tornio["closed"]["opens"], "2027-03-01T14:00:00.000000Z");
        assert_eq!(from_tornio["soonest"], from_tornio["closed"]);

        // It stands elsewhere for the day, and at another time it does not.
        let library = stand("Library", (66_497_700, 25_717_900), "09:00-13:00");
        let away = Move { from: NOON.minus(DAY), until: NOON.plus(DAY), stand: Some(library) };
        house.desk.move_point(by, None, rovaniemi, away).await.unwrap();
        let moved = nearest("north=66.5&east=25.7&at=2027-03-01T10:30:00Z").await.json();
        assert_eq!(
            (&moved["open"]["address"], &moved["open"]["north"]),
            (&json!("Library"), &json!(66.4977))
        );
        let later = nearest("north=66.5&east=25.7&at=2027-03-08T10:30:00%2B02:00").await.json();
        assert_eq!(later["open"]["address"], "Revontulentie 1");
        assert_eq!(nearest("north=66.5&east=25.7").await.json()["open"], Value::Null);

        for (query, sentence) in [
            ("north=91&east=0", "400 bad_query north"),
            ("north=0&east=180.1", "400 bad_query east"),
            ("north=NaN&east=0", "400 bad_query north"),
            ("east=0", "400 bad_query north"),
            ("north=x&east=0", "400 bad_query north"),
            ("north=0&east=0&at=tomorrow", "400 bad_query at"),
        ] {
            assert_eq!(nearest(query).await.sentence(), sentence, "{query}");
        }
    });
}

#[test]
fn a_case_says_where_it_was_caught_and_is_never_refused_for_it() {
    on_each(async |house| {
        let by = lead(house).await;
        let said = |id, closed| SetPoint {
            id,
            name: "Rovaniemi".into(),
            stand: stand("Revontulentie 1", (66_503_900, 25_729_400), "09:00-17:00"),
            closed,
        };
        let rovaniemi = house.desk.set_point(by, None, said(None, false)).await.unwrap();
        let opened = async |point: &str| {
            let asked = json!({"channel": "walk_in", "subject": "A lady in the lobby", "point": point});
            house.check("POST /cases", asked, "201").await.json()
        };
        let case = opened(&rovaniemi.to_string()).await;
        assert_eq!(case["point"], rovaniemi.to_string());
        let read = house.get(&house.aino, &format!("/cases/{}", case["id"].as_str().unwrap())).await.json();
        assert_eq!(read, case);
        let list = house.get(&house.aino, "/cases").await.json();
        assert_eq!(list["items"][0]["point"], case["point"]);

        for unknown in ["00000000-0000-0000-0000-000000000001", "Rovaniemi", ""] {
            assert_eq!(opened(unknown).await["point"], Value::Null, "{unknown}");
        }
        house.desk.set_point(by, None, said(Some((rovaniemi, 1)), true)).await.unwrap();
        assert_eq!(opened(&rovaniemi.to_string()).await["point"], Value::Null);
    });
}
