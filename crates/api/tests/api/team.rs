//! Teams, and who is away: made, changed and refused over the API.

use serde_json::json;

use crate::on_each;

#[test]
fn teams_and_time_away() {
    on_each(async |house| {
        let (lead, aino, cleo) = (&house.lead, &house.aino, &house.cleo);
        let team = json!({"name": "Flights", "giving": "pull", "front": true});
        let made = house.ask(lead, "POST /teams", team.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let flights = made.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(house.ask(lead, "POST /teams", team.clone()).await.status, 409);
        assert_eq!(
            house
                .ask(aino, "POST /teams", json!({"name": "Hotel", "giving": "pull", "front": false}))
                .await
                .status,
            403
        );
        let push = json!({"name": "Flights and ferries", "giving": "push", "front": true});
        assert_eq!(house.ask(lead, &format!("POST /teams/{flights}"), push).await.status, 200);
        let teams = house.get(cleo, "/teams").await.json();
        assert_eq!(teams["items"][0]["name"], "Flights and ferries");
        assert_eq!(teams["items"][0]["giving"], "push");

        let of = house.ask(lead, &format!("POST /agents/{}/team", aino.id), json!({"team": flights})).await;
        assert_eq!(of.json()["team"], flights.as_str());
        let away = format!("POST /agents/{}/away", aino.id);
        let past = house.ask(aino, &away, json!({"until": "2001-01-01T00:00:00Z", "because": "away"})).await;
        assert_eq!((past.status.as_u16(), past.json()["pointer"].clone()), (422, json!("/until")));
        let week = json!({"until": "2100-01-01T00:00:00Z", "cover": cleo.id, "because": "holiday"});
        let said = house.ask(aino, &away, week).await;
        assert_eq!(said.json()["away"]["cover"], cleo.id.to_string().as_str(), "{}", said.text());
        let circle = json!({"until": "2100-01-01T00:00:00Z", "cover": aino.id, "because": "away"});
        let circle = house.ask(cleo, &format!("POST /agents/{}/away", cleo.id), circle).await;
        assert_eq!(circle.json()["code"], "covers_in_a_circle");
        assert_eq!(house.ask(cleo, &format!("POST /agents/{}/back", aino.id), json!({})).await.status, 403);
        let back = house.ask(lead, &format!("POST /agents/{}/back", aino.id), json!({})).await;
        assert_eq!(back.json()["away"], json!(null));
    });
}
