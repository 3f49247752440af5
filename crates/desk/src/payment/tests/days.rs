//! Any day of any house: two programs on one database, a receiver in every mood, people who confirm, take, return
//! and change their minds, senders that are killed, and a clock that goes on. Whatever happens, the record is sound,
//! nothing is ordered twice, and nothing is forgotten.

use valta_domain::{
    payment::State,
    time::{DAY, HOUR, MINUTE, SECOND},
};
use valta_store::testing::TestDb;

use super::*;
use crate::{SpendCredit, work::fresh_id};

/// The same seed makes the same day.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % sides
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.throw(of.len())]
    }
}

struct Day {
    house: House,
    /// Another program on the same database.
    other: Desk,
    cases: Vec<CaseId>,
    remedies: Vec<RemedyId>,
    dice: Dice,
}

impl Day {
    async fn begin(db: &TestDb, seed: u64) -> Day {
        migrate::migrate(db.db(), schema::MIGRATIONS, migrate::Run::Apply).expect("migrate");
        let receiver = Receiver::open();
        let clock = Clock::hand(START);
        let mut settings = settings(&receiver, Refunds::Webhook);
        let routes = [Route::Webhook("billing".into()), Route::Finance];
        settings.payments.routes[0].1 = routes[usize::from(seed.is_multiple_of(3))].clone();
        let desk = Desk::new(db.db().clone(), settings.clone(), clock.clone());
        let other = Desk::new(db.db().clone(), settings, clock);
        desk.set_up().await.expect("set up");
        let by = join(&desk, "Aava Agentti", "aava@revontuli.example", Role::Agent).await;
        let lead = join(&desk, "Liisa Liidi", "liisa@revontuli.example", Role::Lead).await;
        let house = House { desk, by, lead, receiver };
        let mut cases = Vec::new();
        for (name, iban) in [("Aino", "FI2112345600000785"), ("Berit", "SE4550000000058398257466"), ("", "")]
        {
            let case = house.case(name).await;
            if !name.is_empty() {
                house.account(house.customer(case).await, iban).await;
            }
            cases.push(case);
        }
        Day {
            house,
            other,
            cases,
            remedies: Vec::new(),
            dice: Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
        }
    }

    async fn act(&mut self) {
        let House { desk, by, lead, receiver } = &self.house;
        let desk = if self.dice.throw(2) == 0 { desk } else { &self.other };
        let case = self.dice.one(&self.cases);
        if self.remedies.is_empty() || self.dice.throw(6) == 0 {
            let kind = self.dice.one(&[RemedyKind::Refund, RemedyKind::Refund, RemedyKind::Credit]);
            let minor = i64::try_from(self.dice.throw(9) + 1).expect("a number") * 50;
            let amount = Some(Money::new(minor, Currency::EUR));
            let give =
                GiveRemedy { case, kind, amount, reason: None, stretch: false, payee: None, seen: None };
            self.remedies.extend(desk.grant(*by, None, give).await);
            return;
        }
        let remedy = self.dice.one(&self.remedies);
        // A no is an answer like any other here; only the world must not fail.
        let answer = match self.dice.throw(12) {
            0..=2 => {
                let moods = [
                    Answer::Take,
                    Answer::Take,
                    Answer::TakeAndHangUp,
                    Answer::Say(500),
                    Answer::Say(422),
                    Answer::Say(429),
                    Answer::Say(302),
                    Answer::Say(410),
                ];
                receiver.will(&[self.dice.one(&moods), self.dice.one(&moods)]);
                desk.pay_next().await.map(drop)
            }
            3 => {
                // Two programs at once.
                let (one, two) = tokio::join!(self.house.desk.pay_next(), self.other.pay_next());
                one.and(two).map(drop)
            }
            4 => {
                // Claimed, perhaps sent, and killed.
                let (now, lease) = (desk.now(), fresh_id());
                let claimed = desk.db().write(move |tx| -> Result<_, Fault> {
                    let until = (lease, now.plus(2 * MINUTE));
                    outbox::claim(tx, outbox::Kind::Webhook, outbox::Which::Due, now, until, 1)
                });
                let sends = self.dice.throw(2) == 0;
                if let (Some(errand), true) = (claimed.await.expect("a claim").first(), sends) {
                    desk.hand_over(errand).await.expect("sent");
                }
                Ok(())
            }
            5 => {
                self.house.wait(self.dice.one(&[6 * SECOND, 3 * MINUTE, HOUR, 7 * HOUR, DAY]));
                Ok(())
            }
            6 => desk.confirm(*lead, None, remedy, Confirm::Executed { reference: None }).await,
            7 => desk.confirm(*lead, None, remedy, Confirm::Failed { reason: None }).await,
            8 => desk.reverse(*by, None, remedy).await,
            9 => desk.retry_payment(*lead, None, remedy).await,
            10 => match self.dice.throw(3) {
                0 => desk.take_payment(*lead, None, remedy).await,
                1 => desk.export_payments(*lead, None, vec![remedy], Again::No).await.map(drop),
                _ => desk.export_payments(*lead, None, self.remedies.clone(), Again::Meant).await.map(drop),
            },
            11 if self.dice.throw(3) == 0 => desk.enable_connector(*lead, None, "billing".into()).await,
            _ => {
                let reader = desk.reader();
                let customer = reader.look(move |tx| views::case::customer_and_channel(tx, case)).await;
                match customer.expect("a look").0 {
                    None => Ok(()),
                    Some(customer) => {
                        let amount = Money::new(100, Currency::EUR);
                        let spend = SpendCredit { customer, amount, reference: None };
                        desk.spend_credit(*lead, None, spend).await.map(drop)
                    }
                }
            }
        };
        if let Err(No::Fault(fault)) = answer {
            panic!("{fault}");
        }
    }

    /// Everybody is well again and time passes: every order finds its end.
    async fn evening(&self) {
        self.house.receiver.script.lock().expect("script").clear();
        self.house.desk.enable_connector(self.house.lead, None, "billing".into()).await.expect("enabled");
        for _ in 0..14 {
            self.house.wait(DAY);
            self.house.pay().await;
        }
    }

    async fn check(&self, seed: u64) {
        let heard = self.house.receiver.heard();
        let effects = self.house.receiver.effects();
        for remedy in &self.remedies {
            let line = self.house.line(*remedy).await;
            let payment = line.payment.expect("a payment");
            let facts = self.facts_of(*remedy).await;
            let told = format!("seed {seed}, {remedy}: {facts}");
            let order = self.house.desk.reader();
            let id = *remedy;
            let order =
                order.look(move |tx| outbox::order_of(tx, id)).await.expect("a look").expect("an order");
            // Only people are waited for.
            if payment.state == State::Granted {
                assert_eq!(order.kind, outbox::Kind::Finance, "forgotten: {told}");
            }
            // What was sent under one order is the same whenever it was sent, and there is no order nobody made.
            let sent = heard.iter().filter(|heard| heard.id == remedy.to_string()).map(|heard| &heard.body);
            let bodies: std::collections::BTreeSet<&String> = sent.collect();
            assert!(bodies.len() <= usize::try_from(payment.round).expect("a number"), "{told}");
            // What came back while nobody had it never reached anybody.
            if facts == "remedy_reversed" {
                assert!(!effects.contains_key(&remedy.to_string()), "paid all the same: {told}");
            }
        }
    }

    async fn facts_of(&self, remedy: RemedyId) -> String {
        let reader = self.house.desk.reader();
        let like = format!("%{remedy}%");
        let found = reader.look(move |tx| {
            tx.rows(
                "select kind from events where data like $1 and kind <> 'remedy_granted' order by position",
                valta_store::params![&like],
                |row| row.get::<String>(0),
            )
        });
        found.await.expect("a look").join(", ")
    }
}

fn live(db: &TestDb, seed: u64, acts: usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("runtime").block_on(async {
        let mut day = Day::begin(db, seed).await;
        for _ in 0..acts {
            day.act().await;
        }
        day.evening().await;
        day.check(seed).await;
        let report = tokio::task::block_in_place(|| verify::verify(db.db(), |_| ())).expect("verify");
        assert_eq!(report.findings, Vec::<String>::new(), "seed {seed}");
    });
}

#[test]
fn any_day_leaves_a_sound_record() {
    for seed in 1..=24 {
        live(&TestDb::sqlite(), seed, 90);
    }
}

#[test]
fn so_it_goes_on_postgresql_too() {
    for seed in 101..=104 {
        if let Some(db) = TestDb::postgres() {
            live(&db, seed, 90);
        }
    }
}
