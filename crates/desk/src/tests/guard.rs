//! What an answer leaves on the record beside itself, and what people report by hand.

use valta_domain::{
    AgentId, ProcessId, StepId,
    bounce::Because,
    duty::AwayBecause,
    friction::{Did, Source, Whose},
    refusal::Field,
};
use valta_language::{Language, guard::Guard};
use valta_store::views::friction::FrictionFilter;

use super::*;

const SENDS_AWAY: &str = "Hei!\nProsessi nyt vain menee niin, ota yhteyttä asiakaspalveluun.";

async fn answer(desk: &Desk, by: By, case: CaseId, body: &str) {
    desk.reply(by, None, WriteReply { case, body: body.into(), seen: None }).await.expect("reply");
}

/// Friction and bounces of the whole house in lines, the oldest first.
async fn lines(desk: &Desk, by: By) -> Vec<String> {
    desk.reader()
        .look(move |tx| {
            let filter = FrictionFilter { limit: 50, ..FrictionFilter::default() };
            let mut frictions = views::friction::list(tx, by.scope, &filter)?;
            frictions.reverse();
            let mut lines: Vec<String> = frictions
                .into_iter()
                .map(|line| {
                    let step = line.step.map_or(String::new(), |(_, step)| format!(" at {step}"));
                    let case = line.number.map_or("a case".to_owned(), |number| format!("#{number}"));
                    let said = line.words.unwrap_or_default();
                    format!(
                        "{} {} in {case}{step}: {said} ({})",
                        line.source.code(),
                        line.did.code(),
                        line.whose.code()
                    )
                })
                .collect();
            let filter = views::case::CaseFilter { limit: 50, ..Default::default() };
            for case in views::case::list(tx, by.scope, &filter)? {
                for bounce in views::bounce::of_case(tx, case.id, 50)? {
                    let who = bounce.agent.map_or(String::new(), |(_, name)| name);
                    lines.push(format!("bounced {} by {who}", bounce.because.code()));
                }
            }
            Ok(lines)
        })
        .await
        .expect("look")
}

#[test]
fn what_is_sent_anyway_is_recorded_as_what_it_is() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let noticed = desk.notice(SENDS_AWAY);
        assert_eq!(noticed.len(), 2, "{noticed:?}");
        answer(&desk, by, case, SENDS_AWAY).await;
        // Said twice in one answer is one report, and what nobody need notice leaves none.
        answer(&desk, by, case, &format!("{SENDS_AWAY}\n{SENDS_AWAY}")).await;
        answer(&desk, by, case, "Otan yhteyttä lentoon ja soitan sinulle.").await;
        let friction = "guard refused in #1: Prosessi nyt vain menee niin (ours)";
        let bounced = "bounced redirect_sent by Aava Agentti";
        assert_eq!(lines(&desk, by).await, [friction, friction, bounced, bounced]);
    });
}

#[test]
fn a_house_has_phrases_of_its_own_and_does_without_ours() {
    on_both(|House { desk, by, .. }| async move {
        let ours = desk.notice("Prosessi nyt vain menee niin.").remove(0).phrase;
        let own = format!("off {ours}\n[redirect] act\nto-the-tower: mene torniin\n");
        let guard = Guard::new(&[(Language::Finnish, own.as_str())]).expect("a list");
        let settings = Settings { guard: Some(guard.into()), ..Settings::default() };
        let desk = Desk::new(desk.db().clone(), settings, desk.clock().clone());
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        answer(&desk, by, case, "Prosessi nyt vain menee niin. Mene torniin.").await;
        assert_eq!(lines(&desk, by).await, ["bounced redirect_sent by Aava Agentti"]);
    });
}

#[test]
fn a_bounce_is_a_new_counterpart_or_the_customer_saying_it_again() {
    on_both(|House { desk, by, lead }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let cover = join(&desk, "Kalle Kattava", "kalle@revontuli.example", Role::Agent).await;
        answer(&desk, by, case, "Selvitän tämän.").await;
        answer(&desk, lead, case, "Täällä Liisa, jatkan tästä.").await;
        answer(&desk, by, case, "Ja minä taas.").await;
        assert_eq!(lines(&desk, by).await, ["bounced new_counterpart by Liisa Liidi"]);
        // Who carries it for its owner is nobody new.
        let until = START.plus(DAY);
        let because = AwayBecause::Holiday;
        let away = SayAway { agent: by.agent, from: None, until, cover: Some(cover.agent), because };
        desk.say_away(by, None, away).await.expect("away");
        answer(&desk, cover, case, "Hoidan tätä Aavan puolesta.").await;
        assert_eq!(lines(&desk, by).await.len(), 1);

        let (first, ours) = desk
            .reader()
            .look(move |tx| {
                let contacts = views::contact::of_case(tx, case, Timestamp(i64::MAX), 9)?;
                Ok((contacts[0].id, contacts[1].id))
            })
            .await
            .expect("look");
        for _ in 0..2 {
            assert_eq!(desk.note_repeated(by, None, first).await.expect("noted"), case);
        }
        let refused = desk.note_repeated(by, None, ours).await;
        assert!(matches!(refused, Err(No::Refusal(Refusal::Unusable(Field::Contact)))), "{refused:?}");
        let stranger = join(&desk, "Outi Outo", "outi@revontuli.example", Role::Colleague).await;
        let hidden = desk.note_repeated(stranger, None, first).await;
        assert!(matches!(hidden, Err(No::Refusal(Refusal::NotFound))), "{hidden:?}");
        assert_eq!(
            lines(&desk, by).await,
            ["bounced new_counterpart by Liisa Liidi", "bounced repeated_themselves by Aava Agentti"]
        );

        // In another case it stays counted once, and both are told there.
        mail(&desk, "From: c@c.example\nSubject: toka\nMessage-ID: <9@c>\n\nkaksi\n").await;
        let other = desk
            .reader()
            .look(|tx| {
                let filter = views::case::CaseFilter { number: Some(2), limit: 1, ..Default::default() };
                Ok(views::case::list(tx, Scope::All, &filter)?.remove(0).id)
            })
            .await
            .expect("look");
        desk.merge(by, None, case, other).await.expect("merged");
        assert_eq!(desk.note_repeated(by, None, first).await.expect("noted"), other);
        let bounces = desk.reader().look(move |tx| views::bounce::of_case(tx, other, 9)).await.expect("look");
        let because: Vec<Because> = bounces.iter().map(|bounce| bounce.because).collect();
        assert_eq!(because, [Because::NewCounterpart, Because::RepeatedThemselves]);
    });
}

fn process(id: Option<ProcessId>, owner: AgentId, steps: Vec<(Option<StepId>, &str)>) -> SetProcess {
    let steps = steps.into_iter().map(|(id, name)| (id, name.to_owned())).collect();
    SetProcess { id, name: "Laskutus".into(), owner, steps }
}

#[test]
fn friction_is_told_of_a_step_and_seen_by_whoever_owns_it() {
    on_both(|House { desk, by, lead }| async move {
        let owner = join(&desk, "Paavo Prosessi", "paavo@revontuli.example", Role::ProcessOwner).await;
        let nobody = valta_domain::AgentId(fresh_id());
        let wrong = [
            (process(None, by.agent, vec![(None, "Yhdistely")]), Refusal::Unusable(Field::Owner)),
            (process(None, nobody, vec![(None, "Yhdistely")]), Refusal::Unusable(Field::Owner)),
            (process(None, owner.agent, vec![]), Refusal::Empty(Field::Step)),
            (process(None, owner.agent, vec![(None, " ")]), Refusal::Empty(Field::Step)),
            (process(None, owner.agent, vec![(None, "A"), (None, "a")]), Refusal::Unusable(Field::Step)),
            (
                process(None, owner.agent, vec![(Some(StepId(fresh_id())), "A")]),
                Refusal::Unusable(Field::Step),
            ),
            (process(Some(ProcessId(fresh_id())), owner.agent, vec![(None, "A")]), Refusal::NotFound),
        ];
        for (set, expected) in wrong {
            let answer = desk.set_process(lead, None, set.clone()).await;
            assert!(matches!(&answer, Err(No::Refusal(no)) if *no == expected), "{set:?}: {answer:?}");
        }
        let theirs = desk.set_process(by, None, process(None, owner.agent, vec![(None, "A")])).await;
        assert!(matches!(theirs, Err(No::Refusal(Refusal::NotYours))), "{theirs:?}");
        let steps = vec![(None, "Yhdistely"), (None, "Lähetys")];
        let id = desk.set_process(owner, None, process(None, owner.agent, steps)).await.expect("a process");
        let again = desk.set_process(lead, None, process(None, owner.agent, vec![(None, "A")])).await;
        assert!(matches!(again, Err(No::Refusal(Refusal::AlreadyThere))), "{again:?}");

        let steps = desk.reader().look(views::process::all).await.expect("look").remove(0).steps;
        let step = steps[0].0;
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let report = |step, words: &str| ReportFriction {
            case,
            step,
            did: Did::Refused,
            words: words.into(),
            whose: Whose::Customer,
        };
        desk.report_friction(by, None, report(Some(step), "Kaikki yhdellä laskulla!")).await.expect("told");
        desk.report_friction(by, None, report(None, "  ")).await.expect("told");
        // The step goes away; what was told of it stays, and nothing more can be told of it.
        let rest = vec![(Some(steps[1].0), "Lähettäminen")];
        desk.set_process(owner, None, process(Some(id), owner.agent, rest)).await.expect("changed");
        for (wrong, expected) in [
            (report(Some(step), ""), Refusal::Unusable(Field::Step)),
            (report(None, &"x".repeat(2_001)), Refusal::TooLong(Field::What)),
        ] {
            let answer = desk.report_friction(by, None, wrong).await;
            assert!(matches!(&answer, Err(No::Refusal(no)) if *no == expected), "{answer:?}");
        }
        let told = "by_hand refused in #1 at Yhdistely: Kaikki yhdellä laskulla! (customer)";
        assert_eq!(lines(&desk, by).await, [told, "by_hand refused in #1:  (customer)"]);
        // Whoever owns the step sees what is told of it, and not the case.
        assert_eq!(lines(&desk, owner).await, [told.replace("#1", "a case")]);
        let colleague = join(&desk, "Outi Outo", "outi@revontuli.example", Role::Colleague).await;
        assert_eq!(lines(&desk, colleague).await, Vec::<String>::new());

        let filtered = desk
            .reader()
            .look(move |tx| {
                let all = FrictionFilter { limit: 9, ..FrictionFilter::default() };
                let mut counts = Vec::new();
                for filter in [
                    FrictionFilter { process: Some(id), ..all.clone() },
                    FrictionFilter { step: Some(step), ..all.clone() },
                    FrictionFilter { source: Some(Source::Guard), ..all.clone() },
                    FrictionFilter { did: Some(Did::Refused), ..all.clone() },
                    FrictionFilter { did: Some(Did::Waited), ..all.clone() },
                ] {
                    counts.push(views::friction::list(tx, Scope::All, &filter)?.len());
                }
                Ok(counts)
            })
            .await
            .expect("look");
        assert_eq!(filtered, [1, 1, 0, 2, 0]);
    });
}

/// `START` is a Monday, 21 September 2026, 16:13 in Helsinki.
#[test]
fn a_time_in_an_answer_is_a_promise_of_ours_or_nothing() {
    on_both(|House { desk, .. }| async move {
        let check = async |body: &'static str, expected: &[&str]| {
            let asked = desk.clone();
            let times = desk.reader().look(move |tx| asked.promised(tx, body, START)).await.expect("look");
            let times: Vec<String> = times
                .iter()
                .map(|time| {
                    let at = jiff::Timestamp::from_microsecond(time.due.micros()).expect("an instant");
                    let at = at.in_tz("Europe/Helsinki").expect("a zone");
                    format!("{} {}", at.strftime("%a %H:%M"), &body[time.span.clone()])
                })
                .collect();
            assert_eq!(times, expected, "{body}");
        };
        check("Soitan sinulle huomenna ennen kolmea.", &["Tue 15:00 huomenna ennen kolmea"]).await;
        check("Soita huomenna ennen kolmea.", &[]).await;
        check("Hoidan tämän heti.", &[]).await;
    });
}
