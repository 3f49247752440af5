//! What customers can count on, where it was not kept, and exceptions that tell of a step; on both databases.

use valta_domain::{
    ArrangementId, CustomerId,
    agent::Role,
    friction::{Did, Source},
};
use valta_store::views::friction::FrictionFilter;

use super::*;
use crate::SetProcess;

async fn standing(desk: &Desk, customer: CustomerId) -> Vec<String> {
    let lines = desk.reader().look(move |tx| views::arrangement::of_customer(tx, customer)).await;
    let lines = lines.expect("look").into_iter();
    lines.map(|line| format!("{}: {}", line.by.expect("somebody").1, line.words.expect("words"))).collect()
}

async fn frictions(desk: &Desk) -> Vec<(Source, Option<String>, Option<String>)> {
    let filter = FrictionFilter { limit: 9, ..FrictionFilter::default() };
    let lines = desk.reader().look(move |tx| views::friction::list(tx, Scope::All, &filter)).await;
    let lines = lines.expect("look").into_iter();
    lines.map(|line| (line.source, line.step.map(|(_, name)| name), line.words)).collect()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, No>, code: &str) {
    match outcome {
        Err(No::Refusal(no)) => assert_eq!(no.code(), code),
        other => panic!("{other:?} instead of {code}"),
    }
}

#[test]
fn made_read_ended_and_told_where_it_was_not_kept() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let find = move |tx: &mut valta_store::Tx<'_>| views::case::customer_and_channel(tx, case);
        let customer = desk.reader().look(find).await.expect("look").0.expect("a customer");
        let make = |words: &str| desk.make_arrangement(by, None, customer, words.to_owned());
        refused(make(" \n ").await, "empty");
        refused(make(&"x".repeat(301)).await, "too_long");
        let invoice = make("Kaikki vakuutukset yhdellä laskulla").await.expect("made");
        let calls = make("Soitetaan vasta kymmenen jälkeen").await.expect("made");
        assert_eq!(standing(&desk, customer).await.len(), 2);

        // Somebody who meets neither the case nor the customer.
        let colleague = join(&desk, "Outi Outo", "outi@revontuli.example", Role::Colleague).await;
        let words = "Minun ehdoillani".to_owned();
        refused(desk.make_arrangement(colleague, None, customer, words).await, "not_found");
        refused(desk.end_arrangement(colleague, None, calls).await, "not_found");
        refused(desk.report_broken_arrangement(colleague, None, case, calls, Did::Other).await, "not_found");

        desk.report_broken_arrangement(by, None, case, invoice, Did::FilledIn).await.expect("told");
        assert_eq!(desk.end_arrangement(by, None, invoice).await.expect("ended"), customer);
        refused(desk.end_arrangement(by, None, invoice).await, "already_done");
        refused(desk.end_arrangement(by, None, ArrangementId(fresh_id())).await, "not_found");
        // What holds no longer cannot be broken.
        refused(desk.report_broken_arrangement(by, None, case, invoice, Did::Other).await, "not_found");
        let [line] = standing(&desk, customer).await.try_into().expect("one");
        assert!(line.ends_with(": Soitetaan vasta kymmenen jälkeen"), "{line}");
        let words = Some("Kaikki vakuutukset yhdellä laskulla".to_owned());
        assert_eq!(frictions(&desk).await, [(Source::Arrangement, None, words)]);
    });
}

#[test]
fn an_exception_tells_of_the_step_that_it_is_from() {
    on_both(|House { desk, by, lead }| async move {
        let steps = vec![(None, "Yhdistely".to_owned())];
        let set = SetProcess { id: None, name: "Laskutus".into(), owner: lead.agent, steps };
        desk.set_process(lead, None, set).await.expect("set");
        let step = desk.reader().look(views::process::all).await.expect("look").remove(0).steps.remove(0).0;
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let exception = |minor| GiveRemedy {
            reason: Some("Laskut pidetään yhdessä niin kuin on sovittu.".into()),
            ..give(case, RemedyKind::Exception, Some(minor))
        };
        let refund = give(case, RemedyKind::Refund, Some(5_00));
        refused(desk.grant_exception(by, None, refund, step).await, "unusable");
        let unknown = valta_domain::StepId(fresh_id());
        refused(desk.grant_exception(by, None, exception(0), unknown).await, "unusable");
        // What was not given tells of nothing.
        refused(desk.grant_exception(by, None, exception(9_000_00), step).await, "beyond_mandate");
        assert_eq!(frictions(&desk).await, []);

        let key = Key { key: fresh_id().to_string(), fingerprint: [1; 32] };
        for _ in 0..2 {
            desk.grant_exception(by, Some(key.clone()), exception(0), step).await.expect("given");
        }
        let words = Some("Laskut pidetään yhdessä niin kuin on sovittu.".to_owned());
        assert_eq!(frictions(&desk).await, [(Source::Exception, Some("Yhdistely".to_owned()), words)]);
        desk.grant(by, None, exception(0)).await.expect("given");
        assert_eq!(frictions(&desk).await.len(), 1, "without a step it tells of none");
    });
}

/// Where somebody else signs the exception or decides on it, the step is told of when it is given, and the asker met the
/// customer.
#[test]
fn an_exception_that_another_carries_tells_of_its_step_when_it_is_given() {
    on_both(|House { desk, by, lead }| async move {
        let steps = vec![(None, "Yhdistely".to_owned())];
        let set = SetProcess { id: None, name: "Laskutus".into(), owner: lead.agent, steps };
        desk.set_process(lead, None, set).await.expect("set");
        let step = desk.reader().look(views::process::all).await.expect("look").remove(0).steps.remove(0).0;
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let reason = "Laskut pidetään yhdessä niin kuin on sovittu.";
        let asks = |kind, minor, step| AskForSignature {
            case,
            kind,
            amount: Some(Money::new(minor, Currency::EUR)),
            reason: reason.into(),
            step: Some(step),
            whom: Whom::These(vec![lead.agent]),
            seen: None,
        };
        let signed = |kind, minor, step| desk.ask_for_signature(by, None, asks(kind, minor, step));
        refused(signed(RemedyKind::Refund, 400_00, step).await, "unusable");
        let unknown = valta_domain::StepId(fresh_id());
        refused(signed(RemedyKind::Exception, 400_00, unknown).await, "unusable");

        // Asked for, it is not given, and declined, it never is.
        let not = signed(RemedyKind::Exception, 400_00, step).await.expect("asked");
        let instead = Decline {
            remedy: not,
            kind: RemedyKind::Apology,
            amount: None,
            words: "Pahoittelu riittää tässä asiassa.".into(),
        };
        desk.decline(lead, None, instead).await.expect("declined");
        assert_eq!(frictions(&desk).await, []);

        let digest = async |remedy| {
            let ask = desk.reader().look(move |tx| views::ask::one(tx, remedy)).await.expect("look");
            ask.expect("an ask").digest
        };
        let remedy = signed(RemedyKind::Exception, 400_00, step).await.expect("asked");
        let key = Key { key: fresh_id().to_string(), fingerprint: [1; 32] };
        for _ in 0..2 {
            desk.say_yes(lead, Some(key.clone()), remedy, digest(remedy).await).await.expect("signed");
        }
        let told = (Source::Exception, Some("Yhdistely".to_owned()), Some(reason.to_owned()));
        assert_eq!(frictions(&desk).await, std::slice::from_ref(&told));

        let escalation = Escalation {
            case,
            kind: RemedyKind::Exception,
            amount: Some(Money::new(900_00, Currency::EUR)),
            reason: reason.into(),
            step: Some(step),
            to: lead.agent,
            due: START.plus(2 * HOUR),
            promise: "Kerromme, mitä voimme tehdä".into(),
            seen: None,
        };
        let remedy = desk.escalate(by, None, escalation).await.expect("asked");
        refused(desk.say_yes(lead, None, remedy, digest(remedy).await).await, "beyond_mandate");
        assert_eq!(frictions(&desk).await.len(), 1, "what was not given tells of nothing");
        let mut terms = valta_domain::mandate::fresh_terms();
        terms.holder = valta_domain::mandate::Holder::Agent(lead.agent);
        terms.per_case = Some(valta_domain::mandate::Limit::new(2_000_00, 2_000_00));
        terms.per_agent_window = None;
        desk.set_up_mandate(None, terms).await.expect("widened");
        desk.say_yes(lead, None, remedy, digest(remedy).await).await.expect("given");
        assert_eq!(frictions(&desk).await, [told.clone(), told]);
        let filter = FrictionFilter { limit: 9, ..Default::default() };
        let scope = lead.scope;
        let lines =
            desk.reader().look(move |tx| views::friction::list(tx, scope, &filter)).await.expect("look");
        let met: Vec<_> = lines.into_iter().map(|line| line.agent.map(|(agent, _)| agent)).collect();
        assert_eq!(met, [Some(by.agent), Some(by.agent)], "whoever met the customer");
        let report = tokio::task::block_in_place(|| valta_store::verify::verify(desk.db(), |_| ()));
        assert_eq!(report.expect("verify").findings, Vec::<String>::new());
    });
}
