//! The sample house's service points: one stands elsewhere these days, one keeps another country's clock.

use valta_desk::{By, Desk, No, SetPoint};
use valta_domain::{
    Timestamp,
    calendar::Calendar,
    point::{Coordinates, Move, Stand},
    time,
};

struct Sample {
    name: &'static str,
    address: &'static str,
    place: (i64, i64),
    time_zone: &'static str,
    week: &'static [(&'static str, &'static str)],
}

const FINLAND: &str = "Europe/Helsinki";
const WEEKDAYS: [&str; 5] = ["mon", "tue", "wed", "thu", "fri"];

const SAMPLES: [Sample; 6] = [
    Sample {
        name: "Helsinki, lentoasema",
        address: "Lähtöaula 2, Vantaa",
        place: (60_317_200, 24_963_300),
        time_zone: FINLAND,
        week: &[("daily", "05:00-23:00")],
    },
    Sample {
        name: "Turku",
        address: "Esimerkinkatu 3, Turku",
        place: (60_451_800, 22_266_600),
        time_zone: FINLAND,
        week: &[("weekdays", "10:00-18:00")],
    },
    Sample {
        name: "Rovaniemi",
        address: "Revontulentie 1, Rovaniemi",
        place: (66_503_900, 25_729_400),
        time_zone: FINLAND,
        week: &[("weekdays", "09:00-17:00"), ("sat", "10:00-15:00")],
    },
    Sample {
        name: "Tornio",
        address: "Rajakatu 8, Tornio",
        place: (65_848_100, 24_146_600),
        time_zone: FINLAND,
        week: &[("weekdays", "10:00-16:00")],
    },
    Sample {
        name: "Haparanda",
        address: "Exempelgatan 2, Haparanda",
        place: (65_835_100, 24_136_600),
        time_zone: "Europe/Stockholm",
        week: &[("weekdays", "10:00-16:00")],
    },
    Sample {
        name: "Inari",
        address: "Kirjastoauto, Mallitie 4, Inari",
        place: (68_906_000, 27_028_800),
        time_zone: FINLAND,
        week: &[("wed", "11:00-14:00")],
    },
];

impl Sample {
    fn stand(&self, address: &str, (north, east): (i64, i64)) -> Stand {
        let days = |named: &'static str| match named {
            "daily" => [&WEEKDAYS[..], &["sat", "sun"]].concat(),
            "weekdays" => WEEKDAYS.to_vec(),
            day => vec![day],
        };
        let week = self.week.iter().flat_map(|(named, hours)| {
            days(named).into_iter().map(|day| (day.to_owned(), (*hours).to_owned()))
        });
        let country = if self.time_zone == FINLAND { "fi" } else { "se" };
        let hours = Calendar {
            time_zone: self.time_zone.into(),
            week: week.collect(),
            holidays_of: [country.to_owned()].into(),
            ..Calendar::default()
        };
        Stand { address: address.into(), place: Coordinates { north, east }, hours }
    }
}

pub(crate) async fn points(desk: &Desk, by: By, now: Timestamp) -> Result<(), No> {
    let now = now.minus(now.micros().rem_euclid(time::HOUR));
    for sample in &SAMPLES {
        let stand = sample.stand(sample.address, sample.place);
        let set = SetPoint { id: None, name: sample.name.into(), stand, closed: false };
        let id = desk.set_point(by, None, set).await?;
        let away = match sample.name {
            "Rovaniemi" => {
                let stand = sample.stand("Kirjasto, Jokimallinkatu 9, Rovaniemi", (66_497_700, 25_717_900));
                Some((now.minus(3 * time::DAY), now.plus(11 * time::DAY), Some(stand)))
            }
            "Turku" => Some((now.plus(7 * time::DAY), now.plus(9 * time::DAY), None)),
            _ => None,
        };
        if let Some((from, until, stand)) = away {
            desk.move_point(by, None, id, Move { from, until, stand }).await?;
        }
    }
    Ok(())
}
