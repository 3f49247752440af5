//! The ledger: its sums are what its lines say, whatever is asked; and each sees what is theirs.

use std::collections::BTreeMap;

use valta_domain::mandate::{Holder, Limit, Terms, fresh_terms};
use valta_store::views::{
    ledger::Sum,
    remedy::{RemedyFilter, RemedyLine},
};

use super::*;

type Sort = (RemedyKind, Outcome, Option<Currency>);

fn way(line: &RemedyLine) -> Outcome {
    if line.escalated { Outcome::Escalate } else { line.outcome }
}

/// Half a year of giving, at all kinds of instants: on the seams of spans, too.
async fn lived(desk: &Desk, by: By, lead: By) {
    let sek = Terms { currency: Currency::SEK, per_case: Some(Limit::new(500_00, 500_00)), ..fresh_terms() };
    desk.set_up_mandate(None, sek).await.expect("set");
    let wide =
        Terms { holder: Holder::Role(Role::Lead), per_case: None, per_agent_window: None, ..fresh_terms() };
    desk.set_up_mandate(None, wide).await.expect("set");
    let span = 30 * DAY;
    let seam = START.micros().div_euclid(span) * span + span;
    let kinds = [RemedyKind::Refund, RemedyKind::Credit, RemedyKind::Gift, RemedyKind::Apology];
    let turns = (0..26_i64).map(|turn| (turn * 7, turn % 5)).zip(kinds.into_iter().cycle());
    for ((day, offset), kind) in turns {
        let at = if offset == 0 {
            Timestamp(seam + day / 30 * span)
        } else {
            START.plus(day * DAY + offset * HOUR)
        };
        desk.clock().set(at.max(desk.now()));
        let who = if offset == 3 { lead } else { by };
        let case = phoned(desk, who, "Aamiainen ei tullut").await;
        let minor = (kind != RemedyKind::Apology).then_some(3_00 + day);
        let mut wanted = give(case, kind, minor);
        if offset == 4 && kind == RemedyKind::Refund {
            wanted.amount = Some(Money::new(50_00, Currency::SEK));
        }
        let id = desk.grant(who, None, wanted).await.expect("given");
        if offset == 2 {
            desk.reverse(who, None, id).await.expect("taken back");
        }
        if offset == 1 {
            let mut stretched = give(case, RemedyKind::Refund, Some(60_00));
            stretched.stretch = true;
            stretched.reason = Some("Koko matka meni pieleen meidän takiamme.".into());
            desk.grant(by, None, stretched).await.expect("stretched");
        }
    }
    let case = phoned(desk, by, "Matka meni pieleen").await;
    let asked = AskForSignature {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(400_00, Currency::EUR)),
        reason: "Koko matka meni pieleen meidän virheemme takia.".into(),
        step: None,
        whom: Whom::These(vec![lead.agent]),
        seen: None,
    };
    let signed = desk.ask_for_signature(by, None, asked).await.expect("asked");
    let digest = ask_digest(desk, signed).await;
    desk.say_yes(lead, None, signed, digest).await.expect("signed");
    let escalation = Escalation {
        case: phoned(desk, by, "Häämatka peruuntui").await,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(900_00, Currency::EUR)),
        reason: "Koko matka meni pieleen meidän virheemme takia.".into(),
        step: None,
        to: lead.agent,
        due: desk.now().plus(HOUR),
        promise: "Kerromme, mitä voimme tehdä".into(),
        seen: None,
    };
    let decided = desk.escalate(by, None, escalation).await.expect("escalated");
    let digest = ask_digest(desk, decided).await;
    desk.say_yes(lead, None, decided, digest).await.expect("decided");
}

async fn ask_digest(desk: &Desk, remedy: valta_domain::RemedyId) -> String {
    let ask = desk.reader().look(move |tx| views::ask::one(tx, remedy)).await.expect("look");
    ask.expect("an ask").digest
}

async fn phoned(desk: &Desk, by: By, subject: &str) -> CaseId {
    let open = OpenCase {
        channel: Channel::Phone,
        subject: subject.into(),
        body: None,
        customer: None,
        customer_id: None,
        point: None,
    };
    desk.open_case(by, None, open).await.expect("open")
}

async fn listed(desk: &Desk, filter: RemedyFilter) -> Vec<RemedyLine> {
    let found = desk.reader().look(move |tx| views::remedy::list(tx, Scope::All, &filter)).await;
    found.expect("a look").into_iter().map(|listed| listed.remedy).collect()
}

/// Page by page, two on each.
async fn paged(desk: &Desk, filter: RemedyFilter) -> Vec<RemedyLine> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = listed(desk, RemedyFilter { limit: 2, before, ..filter }).await;
        let Some(last) = page.last() else { return all };
        before = Some((last.at, last.id));
        all.extend(page);
    }
}

fn summed(lines: &[RemedyLine]) -> Vec<Sum> {
    let mut sums: BTreeMap<Sort, Sum> = BTreeMap::new();
    for line in lines {
        let currency = line.amount.map(|amount| amount.currency);
        let (kind, way) = (line.kind, way(line));
        let sum = sums.entry((kind, way, currency)).or_insert(Sum {
            kind,
            way,
            currency,
            count: 0,
            minor: 0,
            reversed: 0,
        });
        if line.reversed_at.is_some() {
            sum.reversed += 1;
        } else {
            sum.count += 1;
            sum.minor += line.amount.map_or(0, |amount| amount.minor);
        }
    }
    sums.into_values().collect()
}

#[test]
fn sums_are_what_the_lines_say() {
    on_both(|House { desk, by, lead }| async move {
        lived(&desk, by, lead).await;
        let all = listed(&desk, RemedyFilter { limit: 1_000, ..RemedyFilter::default() }).await;
        assert!(all.len() > 30 && all.iter().any(|line| line.escalated), "{}", all.len());
        let ways: std::collections::BTreeSet<_> = all.iter().map(way).collect();
        assert_eq!(ways.len(), 4, "every word is in it");

        let mut instants = vec![None];
        instants.extend(all.iter().step_by(7).map(|line| Some(line.at)));
        instants.push(Some(START.plus(45 * DAY)));
        let mut asked = 0;
        for (from, until) in
            instants.iter().flat_map(|from| instants.iter().map(move |until| (*from, *until)))
        {
            for (kind, way_of, agent, currency) in [
                (None, None, None, None),
                (Some(RemedyKind::Refund), None, None, None),
                (None, Some(Outcome::Stretch), None, None),
                (None, Some(Outcome::Escalate), None, None),
                (None, None, Some(lead.agent), None),
                (None, None, None, Some(Currency::SEK)),
                (Some(RemedyKind::Refund), Some(Outcome::Within), Some(by.agent), Some(Currency::EUR)),
                (Some(RemedyKind::Exception), None, None, None),
            ] {
                let filter = RemedyFilter {
                    from,
                    until,
                    kind,
                    way: way_of,
                    agent,
                    currency,
                    limit: 1_000,
                    before: None,
                };
                let held = |line: &&RemedyLine| {
                    from.is_none_or(|from| from <= line.at)
                        && until.is_none_or(|until| line.at < until)
                        && kind.is_none_or(|kind| kind == line.kind)
                        && way_of.is_none_or(|asked| asked == way(line))
                        && agent.is_none_or(|agent| agent == line.agent.0)
                        && currency.is_none_or(|currency| {
                            line.amount.is_some_and(|amount| amount.currency == currency)
                        })
                };
                let expected: Vec<RemedyLine> = all.iter().filter(held).cloned().collect();
                let ids = |lines: &[RemedyLine]| lines.iter().map(|line| line.id).collect::<Vec<_>>();
                assert_eq!(ids(&listed(&desk, filter).await), ids(&expected), "{filter:?}");
                let sums =
                    desk.reader().look(move |tx| views::ledger::sums(tx, &filter)).await.expect("a look");
                assert_eq!(sums, summed(&expected), "{filter:?}");
                asked += 1;
                if asked % 23 == 0 {
                    assert_eq!(ids(&paged(&desk, filter).await), ids(&expected), "{filter:?} by pages");
                }
            }
        }
    });
}

#[test]
fn each_sees_what_is_theirs_and_both_ways() {
    on_both(|House { desk, by, lead }| async move {
        lived(&desk, by, lead).await;
        let everything = RemedyFilter::default();
        let of = |agent| RemedyFilter { agent: Some(agent), ..everything };
        let refused = desk.ledger(by, of(lead.agent)).await;
        assert!(matches!(refused, Err(No::Refusal(Refusal::NotYours))), "{refused:?}");
        let own = desk.ledger(by, everything).await.expect("own");
        let seen = desk.ledger(lead, of(by.agent)).await.expect("seen");
        assert_eq!(own.sums, seen.sums);
        let all = desk.ledger(lead, everything).await.expect("all");
        let told: Vec<String> = all
            .costs
            .iter()
            .map(|cost| {
                format!(
                    "{} {} {} {} {}",
                    cost.way.code(),
                    cost.count,
                    cost.now,
                    cost.complaint,
                    cost.elsewhere
                )
            })
            .collect();
        expect![[r#"
            within 19 97.89 EUR 895.89 EUR 2
            stretch 5 311.65 EUR 521.65 EUR 0
            co_sign 1 402.33 EUR 444.33 EUR 0
            escalate 1 902.33 EUR 944.33 EUR 0
        "#]]
        .assert_eq(&(told.join("\n") + "\n"));
    });
}
