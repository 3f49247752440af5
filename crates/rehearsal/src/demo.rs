//! The sample house Revontuli: an airline, an insurer, a web shop and a hotel under one roof, with people,
//! mandates, three months of history, and the stories ready to be played.

use valta_desk::{By, Clock, Desk, NewAgent, No, SetMandate, SetProcess, SetRota};
use valta_domain::{
    Actor, AgentId, CaseId, Currency, Money, Timestamp,
    agent::Role,
    mandate::{Holder, Limit, Terms, WindowLimit, fresh_terms},
    remedy::RemedyKind,
    rota::{Level, Order, Rota, Turn},
    time,
    token::TokenScope,
};
use valta_store::{
    account::{self, Account},
    params, views,
};

use crate::{
    bulk, finance,
    people::{LEAD, PAYERS, STAFF},
    play::Play,
    points, script,
    stories::{self, STORIES},
};

/// Everybody in the sample house signs in with this; it protects nothing.
pub const DEMO_PASSWORD: &str = "luota-niin-etta-pelottaa";

/// What customers know the sample house by.
pub const HOUSE: &str = "Revontuli";

/// Cases told one by one; what is beyond that is filed in bulk before them.
const TOLD: usize = 2_000;
/// Bulk cases filed at one instant.
const AT_ONCE: usize = 500;

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub seed: u64,
    pub cases: usize,
    /// When the history ends.
    pub now: Timestamp,
}

impl Plan {
    pub fn new(now: Timestamp) -> Plan {
        Plan { seed: 1, cases: 400, now }
    }
}

#[derive(Clone, Debug)]
pub struct DemoHouse {
    pub house: &'static str,
    pub agents: Vec<DemoAgent>,
    pub stories: Vec<DemoStory>,
}

#[derive(Clone, Debug)]
pub struct DemoAgent {
    pub id: AgentId,
    pub name: String,
    pub email: String,
    pub password: &'static str,
    pub role: Role,
    pub token: String,
}

/// A story of the design, ready to be played.
#[derive(Clone, Debug)]
pub struct DemoStory {
    pub number: u8,
    pub subject: &'static str,
    /// What the customer says.
    pub words: &'static str,
    /// The customer's name and address, for a matter that is opened by hand.
    pub customer: (String, &'static str),
    pub kind: RemedyKind,
    pub amount: Money,
    /// Who plays it, by e-mail address.
    pub agent: &'static str,
    /// `None` when the one who plays it opens it by hand.
    pub case: Option<CaseId>,
}

/// Furnishes an empty house; `clock` is the desk's own, moved by hand, and stands at the plan's `now` in the
/// end: whoever serves the house afterwards opens another desk with the wall's clock on the same database. A
/// house that has people already is left as it is: only the tokens are new.
pub async fn furnish(desk: &Desk, clock: &Clock, plan: &Plan) -> Result<DemoHouse, No> {
    let known = desk.reader().look(account::all).await?;
    let is_new = known.is_empty();
    let staff = if is_new {
        let (cases, before) = (plan.cases.min(TOLD), plan.cases.saturating_sub(TOLD));
        let slots = i64::try_from(before.div_ceil(AT_ONCE)).unwrap_or(0);
        let begin = plan.now.minus((script::DAYS + 2) * time::DAY);
        clock.set(begin.minus((slots + 1) * 4 * time::HOUR));
        let staff = people(desk).await?;
        mandates(desk, &staff).await?;
        processes(desk, &staff).await?;
        if let Some(lead) = staff.iter().find(|account| account.role == Role::Lead) {
            points::points(desk, desk.by(lead), plan.now).await?;
        }

        let mut left = before;
        for slot in 0..slots {
            clock.set(begin.minus((slots - slot) * 4 * time::HOUR));
            let now = left.min(AT_ONCE);
            bulk::bulk(desk, now, plan.seed.wrapping_add(slot.unsigned_abs())).await?;
            desk.perform_all().await?;
            let payers: Vec<By> =
                PAYERS.iter().filter_map(|at| staff.get(*at)).map(|account| desk.by(account)).collect();
            finance::pay(desk, &payers, clock.now().minus(4 * time::HOUR)).await?;
            left -= now;
        }
        let mut script = script::write(plan.seed, cases.saturating_sub(stories::ADDED), plan.now);
        stories::add(&mut script, plan.now);
        let by: Vec<By> = staff.iter().map(|account| desk.by(account)).collect();
        Play::new(desk, clock, &by).all(&script).await?;
        staff
    } else {
        known
    };
    clock.set(plan.now);
    if is_new {
        on_call(desk, &staff).await?;
        arrangements(desk, &staff).await?;
    }
    house(desk, staff).await
}

async fn people(desk: &Desk) -> Result<Vec<Account>, No> {
    // Everybody's password is the same, and making a digest is slow on purpose.
    let digest = desk.hash_password(DEMO_PASSWORD.into()).await;
    let mut ids = Vec::new();
    for staff in STAFF {
        let new = NewAgent {
            name: staff.name.into(),
            email: staff.email.into(),
            role: staff.role,
            team: None,
            language: staff.language.into(),
            password: digest.clone(),
        };
        ids.push(desk.add_agent(Actor::House, new).await?);
    }
    let known = desk.reader().look(account::all).await?;
    Ok(ids.iter().filter_map(|id| known.iter().find(|account| account.agent == *id).cloned()).collect())
}

/// Ways of working whose steps can be in a customer's way.
const PROCESSES: [(&str, &[&str]); 3] = [
    ("Laskutus", &["Laskujen yhdistäminen", "Laskun lähettäminen"]),
    ("Reklamaatio", &["Lomake verkossa", "Käsittely", "Päätös"]),
    ("Toimitus", &["Postinumeron tarkistus", "Varasto", "Kuljetus"]),
];

async fn processes(desk: &Desk, staff: &[Account]) -> Result<(), No> {
    let Some(owner) = staff.iter().find(|account| account.role == Role::ProcessOwner) else { return Ok(()) };
    for (name, steps) in PROCESSES {
        let steps = steps.iter().map(|step| (None, (*step).to_owned())).collect();
        let set = SetProcess { id: None, name: name.into(), owner: owner.agent, steps };
        desk.set_process(desk.by(owner), None, set).await?;
    }
    Ok(())
}

/// What the customer of a story can count on.
async fn arrangements(desk: &Desk, staff: &[Account]) -> Result<(), No> {
    for story in STORIES.iter().filter(|story| !story.by_hand) {
        let Some(agent) = staff.first() else { return Ok(()) };
        let about = case_about(desk, story.subject).await?;
        let Some((case, words)) = about.zip(story.arrangement) else { continue };
        let (customer, _) = desk.reader().look(move |tx| views::case::customer_and_channel(tx, case)).await?;
        if let Some(customer) = customer {
            desk.make_arrangement(desk.by(agent), None, customer, words.to_owned()).await?;
        }
    }
    Ok(())
}

/// Who answers out of hours: two of those who serve customers daily in turn, and the one who comes next behind.
async fn on_call(desk: &Desk, staff: &[Account]) -> Result<(), No> {
    let Some(lead) = staff.get(LEAD).map(|account| desk.by(account)) else { return Ok(()) };
    let turns = |places: [usize; 2]| {
        let people = places.into_iter().filter_map(|place| staff.get(place));
        people.map(|account| Turn { agent: account.agent, days: 7 }).collect()
    };
    let level = |after_minutes, places| Level {
        after_minutes,
        orders: vec![Order { from: "2026-01-05".into(), turns: turns(places) }],
    };
    let rota = Rota {
        changes_at: "08:00".into(),
        at_all_times: false,
        levels: vec![level(0, [0, 1]), level(15, [1, 0])],
    };
    desk.set_rota(lead, None, SetRota { seen: 0, rota }).await
}

/// Beside what everybody is trusted with: more in a month for those who serve customers daily, and the first fees
/// of a customer's year; more for the lead and the process owner, and for one agent who stands in for the lead.
async fn mandates(desk: &Desk, staff: &[Account]) -> Result<(), No> {
    desk.set_up().await?;
    let Some(lead) = staff.iter().find(|account| account.role == Role::Lead).map(|account| desk.by(account))
    else {
        return Ok(());
    };
    let month = |within, stretch| Some(WindowLimit { limit: Limit::new(within, stretch), days: 30 });
    let colleagues = vec![Holder::Role(Role::Agent), Holder::Role(Role::Lead)];

    let daily = Terms {
        holder: Holder::Role(Role::Agent),
        per_agent_window: month(2_500_00, 5_000_00),
        co_signers: colleagues.clone(),
        ..fresh_terms()
    };
    let fees = Terms {
        holder: Holder::Role(Role::Agent),
        kinds: vec![RemedyKind::FeeWaiver],
        per_case: Some(Limit { co_sign: Some(120_00), ..Limit::new(30_00, 60_00) }),
        per_customer_window: Some(WindowLimit { limit: Limit::new(30_00, 60_00), days: 365 }),
        per_agent_window: month(500_00, 1_000_00),
        co_signers: colleagues,
        ..fresh_terms()
    };
    let wider = |holder, per_case, per_agent_window| Terms {
        holder,
        kinds: [fresh_terms().kinds, vec![RemedyKind::FeeWaiver]].concat(),
        per_case: Some(per_case),
        per_agent_window,
        co_signers: vec![],
        ..fresh_terms()
    };
    let leading = wider(Holder::Role(Role::Lead), Limit::new(500_00, 1_000_00), month(5_000_00, 10_000_00));
    let processes =
        wider(Holder::Role(Role::ProcessOwner), Limit::new(100_00, 200_00), month(1_000_00, 2_000_00));
    let deputy = |account: &Account| {
        wider(Holder::Agent(account.agent), Limit::new(100_00, 200_00), month(2_500_00, 5_000_00))
    };
    let set = [
        (Some(daily), "Asiakaspalvelussa kuukauden raja tulisi vastaan jo ensimmäisellä viikolla."),
        (Some(fees), "Vuoden ensimmäiset maksut saa antaa anteeksi kysymättä keneltäkään."),
        (Some(leading), "Esihenkilö ratkaisee isommat asiat siinä missä ne tulevat vastaan."),
        (Some(processes), "Joka omistaa prosessin, saa myös korjata sen jäljet."),
        (staff.get(2).map(deputy), "Linnea sijaistaa minua, kun olen poissa."),
    ];
    for (terms, why) in set {
        if let Some(terms) = terms {
            let set = SetMandate { id: None, seen: None, terms, reason: why.into() };
            desk.set_mandate(lead, None, set).await?;
        }
    }
    Ok(())
}

async fn house(desk: &Desk, staff: Vec<Account>) -> Result<DemoHouse, No> {
    let mut agents = Vec::new();
    for account in staff.into_iter().filter(|account| !account.disabled) {
        let token = desk.add_token(account.agent, "demo".into(), TokenScope::Full).await?;
        agents.push(DemoAgent {
            id: account.agent,
            name: account.name,
            email: account.email,
            password: DEMO_PASSWORD,
            role: account.role,
            token,
        });
    }
    let mut stories = Vec::new();
    for story in STORIES {
        let case = if story.by_hand { None } else { case_about(desk, story.subject).await? };
        let (first, last, email) = story.customer;
        stories.push(DemoStory {
            number: story.number,
            subject: story.subject,
            words: story.words,
            customer: (format!("{first} {last}"), email),
            kind: story.kind,
            amount: Money::new(story.minor, Currency::EUR),
            agent: STAFF.get(story.agent).map_or("", |staff| staff.email),
            case,
        });
    }
    Ok(DemoHouse { house: HOUSE, agents, stories })
}

/// The last case with this subject.
async fn case_about(desk: &Desk, subject: &'static str) -> Result<Option<CaseId>, No> {
    let found = desk
        .reader()
        .look(move |tx| {
            tx.row(
                "select c.id from cases c join texts t on t.id = c.subject_id
                 where t.body = $1 order by c.number desc limit 1",
                params![subject],
                |row| row.get(0),
            )
        })
        .await?;
    Ok(found)
}

#[cfg(test)]
mod tests;
