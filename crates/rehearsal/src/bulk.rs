//! Many cases fast, for benches and for a house with years behind it: plain ones, filed side by side so
//! that they share commits.

use std::sync::Arc;

use tokio::task::JoinSet;
use valta_desk::{By, Desk, GiveRemedy, No, OpenCase, WriteReply};
use valta_domain::{Currency, Money, Refusal, contact::Channel, remedy::RemedyKind};
use valta_store::{Scope, account};

use crate::{matters::Matters, people, random::Random};

/// Cases filed side by side.
const SIDE_BY_SIDE: usize = 64;

/// Files so many cases at the desk's present instant, by whoever there sees every case; how many were filed.
/// Replies stay in the outbox.
pub async fn bulk(desk: &Desk, cases: usize, seed: u64) -> Result<usize, No> {
    let accounts = desk.reader().look(account::all).await?;
    let staff: Arc<Vec<By>> = Arc::new(
        accounts
            .iter()
            .filter(|account| !account.disabled)
            .map(|account| desk.by(account))
            .filter(|by| by.scope == Scope::All)
            .collect(),
    );
    let matters = Arc::new(Matters::read());
    let mut working: JoinSet<Result<usize, No>> = JoinSet::new();
    for line in 0..SIDE_BY_SIDE.min(cases) {
        let (desk, staff, matters) = (desk.clone(), staff.clone(), matters.clone());
        working.spawn(async move {
            let mut filed = 0;
            for number in (line..cases).step_by(SIDE_BY_SIDE) {
                one(&desk, &staff, &matters, seed, number).await?;
                filed += 1;
            }
            Ok(filed)
        });
    }
    let mut filed = 0;
    while let Some(line) = working.join_next().await {
        filed += match line {
            Ok(line) => line?,
            Err(error) => {
                return Err(valta_store::Fault::bug(format!("filing in bulk broke off: {error}")).into());
            }
        };
    }
    Ok(filed)
}

async fn one(desk: &Desk, staff: &[By], matters: &Matters, seed: u64, number: usize) -> Result<(), No> {
    let mut random = Random::new(seed ^ (number as u64).wrapping_mul(0x2545_F491_4F6C_DD1D));
    let (Some(by), Some(matter)) = (random.one(staff).copied(), random.one(&matters.all)) else {
        return Err(Refusal::NotFound.into());
    };
    let mut customer = people::customer(&mut random, matter.language, number);
    customer.phone = None;
    customer.email = customer.email.map(|email| format!("{seed:x}.{email}"));
    let open = OpenCase {
        channel: if random.percent(70) { Channel::Phone } else { Channel::WebForm },
        subject: plain(random.word(&matter.subjects), number),
        body: Some(plain(random.word(&matter.openings), number)),
        customer: Some(customer.described()),
        customer_id: None,
        point: None,
    };
    let case = desk.open_case(by, None, open).await?;
    if random.percent(25) {
        let reply = WriteReply { case, body: plain(random.word(&matter.replies), number), seen: None };
        desk.reply(by, None, reply).await?;
    }
    if random.percent(20) {
        let money = random.percent(20).then(|| Money::new(random.between(2, 20) * 100, Currency::EUR));
        let give = GiveRemedy {
            case,
            kind: if money.is_some() { RemedyKind::Refund } else { RemedyKind::Apology },
            amount: money,
            reason: None,
            stretch: false,
            payee: None,
            seen: None,
        };
        match desk.grant(by, None, give).await {
            // So many cases use up any mandate.
            Ok(_) | Err(No::Refusal(Refusal::BeyondMandate(_))) => {}
            Err(no) => return Err(no),
        }
    }
    if random.percent(90) {
        desk.resolve(by, None, case, None).await?;
    }
    Ok(())
}

/// The words with a number wherever something would be filled in.
fn plain(words: &str, number: usize) -> String {
    let mut text = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        text.push_str(&number.to_string());
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}
