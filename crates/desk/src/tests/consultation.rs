//! Asking colleagues, and their answers by page and by mail; on both databases.

use valta_domain::{
    AgentId, AnswerId, ConsultationId, ContactId, TeamId, calendar::Calendar, consultation::Ended,
    duty::AwayBecause, handover::To, team::Giving,
};
use valta_store::{notice, presence, views::consultation::ConsultationLine};

use super::*;
use crate::{channel::email::smtp::tests::takes_one, consultation::Typed, team::SetTeam};

fn question(case: CaseId, of: &[To]) -> AskColleagues {
    AskColleagues {
        case,
        of: of.to_vec(),
        question: "Ehtiikö aamiainen seuraavalle lennolle?".into(),
        shown: Vec::new(),
        due: START.plus(HOUR),
        seen: None,
    }
}

fn to(who: By) -> To {
    To::Agent(who.agent)
}

async fn line(desk: &Desk, id: ConsultationId) -> ConsultationLine {
    let found = desk.reader().look(move |tx| views::consultation::one(tx, id)).await.expect("look");
    found.expect("a question")
}

async fn answers(desk: &Desk, id: ConsultationId) -> Vec<String> {
    let said = line(desk, id).await.answers.into_iter();
    said.map(|said| format!("{}: {}", said.by.1, said.text.unwrap_or_default())).collect()
}

/// How many wait for this person's answer.
async fn waiting(desk: &Desk, who: By) -> usize {
    let now = desk.now();
    let look = move |tx: &mut valta_store::Tx<'_>| {
        let lines = views::consultation::asked_of(tx, who.agent, now, 9)?;
        let (_, counted) = views::ask::count_for(tx, who.agent, now, 9)?;
        assert_eq!(i64::try_from(lines.len()).ok(), Some(counted), "the frame counts what the page lists");
        Ok(lines.len())
    };
    desk.reader().look(look).await.expect("look")
}

async fn may(desk: &Desk, who: By, action: Action, case: CaseId) -> bool {
    let asked = desk.clone();
    let look = move |tx: &mut valta_store::Tx<'_>| asked.sees(tx, who, action, Thing::Case(case));
    desk.reader().look(look).await.expect("look")
}

async fn finding_out(desk: &Desk, case: CaseId) -> Option<Timestamp> {
    let look = move |tx: &mut valta_store::Tx<'_>| views::consultation::finding_out_since(tx, case);
    desk.reader().look(look).await.expect("look")
}

async fn token(desk: &Desk, id: ConsultationId, who: By) -> Option<String> {
    desk.reader().look(move |tx| notice::token_of(tx, id, who.agent)).await.expect("look")
}

/// What letters were put for each question, in their order: to whom, and what they tell.
async fn letters(desk: &Desk) -> Vec<String> {
    desk.reader()
        .look(|tx| {
            tx.rows(
                "select a.name, n.tells from notices n join accounts a on a.agent_id = n.agent_id
                 order by n.at, n.tells, a.name",
                &[],
                |row| Ok(format!("{} {}", row.get::<String>(0)?, row.get::<String>(1)?)),
            )
        })
        .await
        .expect("look")
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, No>, code: &str) {
    match outcome {
        Err(No::Refusal(refusal)) => assert_eq!(refusal.code(), code),
        other => panic!("{other:?} is not {code}"),
    }
}

async fn team(desk: &Desk, lead: By, name: &str) -> TeamId {
    let set = SetTeam { id: None, name: name.into(), giving: Giving::Pull, front: false };
    desk.set_team(lead, None, set).await.expect("a team")
}

async fn answer(desk: &Desk, who: By, id: ConsultationId, words: &str) -> Result<AnswerId, No> {
    desk.answer_colleague(who, None, id, words.into()).await
}

/// A case of a customer's, and a colleague of no role in it.
async fn begun(desk: &Desk, by: By) -> (CaseId, By) {
    mail(desk, BREAKFAST).await;
    let case = first_case(desk).await;
    desk.take(by, None, case, None).await.expect("take");
    (case, join(desk, "Kalle Keittiö", "kalle@revontuli.example", Role::Colleague).await)
}

#[test]
fn a_question_shows_what_is_needed_and_the_answer_lands_with_the_asker() {
    on_both(|House { desk, by, lead }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let logistics = team(&desk, lead, "Logistiikka").await;
        let driver = join_team(
            &desk,
            "Lauri Logistiikka",
            "lauri@revontuli.example",
            Role::Colleague,
            Some(logistics),
        )
        .await;
        let stranger = join(&desk, "Sanna Sivu", "sanna@revontuli.example", Role::Colleague).await;
        let contact = desk
            .reader()
            .look(move |tx| views::contact::of_case(tx, case, Timestamp(i64::MAX), 1))
            .await
            .expect("look")[0]
            .id;
        let asks =
            AskColleagues { shown: vec![contact], ..question(case, &[to(kitchen), To::Team(logistics)]) };
        let id = desk.ask_colleagues(by, None, asks).await.expect("asked");
        assert_eq!((waiting(&desk, kitchen).await, waiting(&desk, driver).await), (1, 1));
        assert_eq!((waiting(&desk, stranger).await, waiting(&desk, by).await), (0, 0));
        assert!(!may(&desk, kitchen, Action::SeeCase, case).await, "being asked opens no matter");
        let known = line(&desk, id).await;
        assert_eq!(known.shown[0].text.as_deref(), Some("Tilasin aamiaisen, mutta se ei tullut koneeseen."));
        assert_eq!(finding_out(&desk, case).await, Some(START));

        refused(answer(&desk, stranger, id, "Minäkin tiedän.").await, "not_found");
        refused(answer(&desk, lead, id, "Minäkin tiedän.").await, "not_asked");
        refused(answer(&desk, by, id, "Kysyn itseltäni.").await, "not_asked");
        refused(answer(&desk, kitchen, id, "  ").await, "empty");
        refused(desk.withdraw_question(lead, None, id, None).await, "not_yours");

        desk.clock().set(START.plus(20 * MINUTE));
        answer(&desk, kitchen, id, "Ehtii, jos se tilataan ennen viittä.").await.expect("answered");
        assert_eq!((waiting(&desk, kitchen).await, waiting(&desk, driver).await), (0, 0));
        answer(&desk, driver, id, "Auto lähtee kuudelta.").await.expect("a second voice");
        assert_eq!(
            answers(&desk, id).await,
            [
                "Kalle Keittiö: Ehtii, jos se tilataan ennen viittä.",
                "Lauri Logistiikka: Auto lähtee kuudelta."
            ]
        );
        refused(desk.withdraw_question(by, None, id, None).await, "already_answered");
        let known = line(&desk, id).await;
        assert_eq!(known.waited_until(desk.now()).since(known.asked_at), 20 * MINUTE);
        let teams: Vec<_> = known.of.iter().map(|one| one.team.clone().map(|(_, name)| name)).collect();
        assert_eq!(teams, [None, Some("Logistiikka".into())]);
        assert_eq!(finding_out(&desk, case).await, None);
        // The customer's conversation has what it had.
        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [open] of Aino Asiakas, owned by Aava Agentti, customer waits
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
            "#]],
        )
        .await;
    });
}

/// However much somebody has asked in all their years here, their page looks at what they asked lately.
#[test]
fn what_was_asked_long_ago_stands_in_its_matter_alone() {
    on_both(|House { desk, by, .. }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        for (since, asked) in [(START, 1), (START.plus(1), 0)] {
            let look =
                move |tx: &mut valta_store::Tx<'_>| views::consultation::asked_by(tx, by.agent, since, 9);
            assert_eq!(desk.reader().look(look).await.expect("look").len(), asked);
        }
    });
}

#[test]
fn what_cannot_be_asked_says_why() {
    on_both(|House { desk, by, lead }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let empty = team(&desk, lead, "Tyhjä").await;
        let gone = join(&desk, "Lasse Lähtenyt", "lasse@revontuli.example", Role::Colleague).await;
        desk.end_login(join(&desk, "Aatu Admin", "aatu@revontuli.example", Role::Admin).await, gone.agent)
            .await
            .expect("left");
        let say = SayAway {
            agent: lead.agent,
            from: None,
            until: START.plus(DAY),
            cover: None,
            because: AwayBecause::Holiday,
        };
        desk.say_away(lead, None, say).await.expect("away");
        let ask = |asks: AskColleagues| desk.ask_colleagues(by, None, asks);
        refused(ask(question(case, &[])).await, "unusable");
        refused(ask(question(case, &[to(by)])).await, "asking_oneself");
        refused(ask(question(case, &[to(kitchen), to(gone)])).await, "has_left");
        refused(ask(question(case, &[to(lead)])).await, "receiver_away");
        refused(ask(question(case, &[To::Team(empty)])).await, "nobody_there");
        refused(ask(question(case, &[To::Agent(AgentId(fresh_id()))])).await, "unusable");
        refused(ask(AskColleagues { question: " ".into(), ..question(case, &[to(kitchen)]) }).await, "empty");
        refused(ask(AskColleagues { due: START, ..question(case, &[to(kitchen)]) }).await, "in_the_past");
        let unknown = vec![ContactId(fresh_id())];
        refused(ask(AskColleagues { shown: unknown, ..question(case, &[to(kitchen)]) }).await, "unusable");
        refused(desk.ask_colleagues(kitchen, None, question(case, &[to(by)])).await, "not_found");
        desk.resolve(by, None, case, None).await.expect("resolved");
        refused(ask(question(case, &[to(kitchen)])).await, "already_done");
    });
}

#[test]
fn nobody_waits_for_somebody_who_has_left() {
    on_both(|House { desk, by, .. }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let admin = join(&desk, "Aatu Admin", "aatu@revontuli.example", Role::Admin).await;
        let id = desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        desk.bring_up_questions().await.expect("tick");
        assert!(line(&desk, id).await.is_open());
        desk.end_login(admin, kitchen.agent).await.expect("left");
        desk.bring_up_questions().await.expect("tick");
        let known = line(&desk, id).await;
        assert_eq!(known.how, Some(Ended::NobodyLeft));
        assert!(known.of[0].left);
        assert_eq!(letters(&desk).await, ["Kalle Keittiö asked", "Aava Agentti nobody_left"]);
    });
}

/// Who is away is still asked when their cover has left: it is nothing to be done about, and stands in nobody's way.
#[test]
fn whoever_is_away_is_asked_although_their_cover_has_left() {
    on_both(|House { desk, by, lead }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let say = SayAway {
            agent: kitchen.agent,
            from: None,
            until: START.plus(DAY),
            cover: Some(lead.agent),
            because: AwayBecause::Holiday,
        };
        desk.say_away(kitchen, None, say).await.expect("away");
        let id = desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        let due = async || {
            let now = desk.now();
            desk.reader().look(move |tx| views::consultation::due(tx, now, 9)).await.expect("look")
        };
        desk.disable_agent(Actor::House, lead.agent).await.expect("left");
        assert_eq!(due().await, []);
        desk.bring_up_questions().await.expect("tick");
        assert!(line(&desk, id).await.is_open());
        desk.disable_agent(Actor::House, kitchen.agent).await.expect("left");
        assert_eq!(due().await, [case]);
        desk.bring_up_questions().await.expect("tick");
        assert_eq!(line(&desk, id).await.how, Some(Ended::NobodyLeft));
        assert_eq!(due().await, []);
    });
}

#[test]
fn whoever_has_not_answered_is_reminded_twice() {
    on_both(|House { desk, by, lead }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let id =
            desk.ask_colleagues(by, None, question(case, &[to(kitchen), to(lead)])).await.expect("asked");
        for (minutes, letters_then) in [(44, 2), (45, 4), (50, 4), (60, 6), (90, 6)] {
            desk.clock().set(START.plus(minutes * MINUTE));
            desk.bring_up_questions().await.expect("tick");
            assert_eq!(letters(&desk).await.len(), letters_then, "after {minutes} minutes");
        }
        answer(&desk, kitchen, id, "Ehtii.").await.expect("answered");
        assert_eq!(letters(&desk).await.last().map(String::as_str), Some("Aava Agentti answer"));
        // With the matter before them, nobody needs a letter about it.
        let agent = by.agent;
        let now = desk.now();
        desk.db().write(move |tx| presence::seen(tx, case, agent, false, now)).await.expect("here");
        answer(&desk, lead, id, "Ei ehdi.").await.expect("answered");
        assert_eq!(letters(&desk).await.len(), 7);
        assert!(desk.perform_all().await.expect("sent") >= 7);
    });
}

#[test]
fn a_question_ends_with_its_matter_and_a_late_answer_is_kept() {
    on_both(|House { desk, by, .. }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let id = desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        let other = desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        desk.withdraw_question(by, None, other, None).await.expect("withdrawn");
        refused(desk.withdraw_question(by, None, other, None).await, "already_done");
        desk.resolve(by, None, case, None).await.expect("resolved");
        assert_eq!(line(&desk, id).await.how, Some(Ended::Over));
        assert_eq!(waiting(&desk, kitchen).await, 0);
        answer(&desk, kitchen, id, "Ehtii sittenkin.").await.expect("kept");
        assert_eq!(answers(&desk, id).await, ["Kalle Keittiö: Ehtii sittenkin."]);
    });
}

#[test]
fn an_answer_goes_below_what_is_being_written() {
    on_both(|House { desk, by, lead }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let id = desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        let said = answer(&desk, kitchen, id, "Ehtii kuudelta.").await.expect("answered");
        let body = |who: By| {
            let desk = desk.clone();
            async move {
                let kept = desk.reader().look(move |tx| valta_store::draft::of(tx, who.agent, case)).await;
                kept.expect("look").map(|kept| kept.body)
            }
        };
        desk.use_answer(by, said, None).await.expect("used");
        assert_eq!(body(by).await.as_deref(), Some("Ehtii kuudelta."));
        let command = fresh_id().to_string();
        let keep = KeepDraft { case, command, body: "Hei Aino!".into(), older: None, seen: None };
        desk.keep_draft(lead, keep).await.expect("kept");
        for _ in 0..2 {
            desk.use_answer(lead, said, None).await.expect("used");
        }
        assert_eq!(body(lead).await.as_deref(), Some("Hei Aino!\n\nEhtii kuudelta."));
        // What stands in the form counts, also what was typed after it was last kept.
        for (written, command, now, older) in [
            (
                "Hei Aino! Kiitos.",
                "a",
                "Hei Aino! Kiitos.\n\nEhtii kuudelta.",
                Some("Hei Aino!\n\nEhtii kuudelta."),
            ),
            (
                "Hei Aino! Kiitos paljon.",
                "a",
                "Hei Aino! Kiitos paljon.\n\nEhtii kuudelta.",
                Some("Hei Aino!\n\nEhtii kuudelta."),
            ),
            (
                "Hei.\nEhtii kuudelta.\nTerveisin",
                "a",
                "Hei.\nEhtii kuudelta.\nTerveisin",
                Some("Hei Aino!\n\nEhtii kuudelta."),
            ),
            ("", "b", "Ehtii kuudelta.", Some("Hei.\nEhtii kuudelta.\nTerveisin")),
        ] {
            let typed = Typed { command: command.into(), body: written.into() };
            desk.use_answer(lead, said, Some(typed)).await.expect("used");
            let kept = desk.reader().look(move |tx| valta_store::draft::of(tx, lead.agent, case)).await;
            let kept = kept.expect("look").expect("kept");
            assert_eq!((kept.body.as_str(), kept.older.as_deref()), (now, older), "{written:?}");
        }
        let long = Typed { command: "c".into(), body: "a".repeat(valta_domain::text::BODY_LETTERS) };
        refused(desk.use_answer(lead, said, Some(long)).await, "too_long");
        refused(desk.use_answer(kitchen, said, None).await, "not_found");
        refused(desk.use_answer(by, AnswerId(fresh_id()), None).await, "not_found");
    });
}

// By mail.

async fn fates(desk: &Desk) -> Vec<(&'static str, i64)> {
    let counts = desk.reader().look(valta_store::inbox::counts).await.expect("look");
    counts.into_iter().filter(|(_, count)| *count > 0).map(|(fate, count)| (fate.code(), count)).collect()
}

fn letter(from: &str, to: &str, id: &str, more: &str, body: &str) -> String {
    format!(
        "From: {from}\nTo: {to}\nSubject: Re: Aava kysyy sinulta\nMessage-ID: <{id}@posti.example>\n\
         Date: Mon, 21 Sep 2026 10:00:00 +0300\n{more}\n{body}\n"
    )
}

#[test]
fn an_answer_by_mail_is_the_askers_and_never_the_customers() {
    on_both(|House { desk, by, .. }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let id = desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        let secret = token(&desk, id, kitchen).await.expect("a secret");
        let reply_to = format!("palvelu+{secret}@valta.example");
        assert_eq!(token(&desk, id, by).await, None, "whoever asks answers nothing");

        // An absence note answers nothing, and a report that the letter did not arrive neither.
        let note = letter(
            "kalle@revontuli.example",
            &reply_to,
            "loma",
            "Auto-Submitted: auto-replied\n",
            "Olen lomalla.",
        );
        mail(&desk, &note).await;
        assert!(line(&desk, id).await.is_open());

        let quoted = "Ehtii kuudelta.\n\nsu 21. syysk. 2026 klo 9.00 Valta (palvelu@valta.example) kirjoitti:\n> Ehtiikö?";
        // To the customer's own address besides: the question's secret goes before everything.
        let thread =
            desk.reader().look(move |tx| thread::token_of(tx, case)).await.expect("look").expect("one");
        let both = format!("{reply_to}, palvelu+{thread}@valta.example");
        let said = letter("Kalle <kalle@revontuli.example>", &both, "one", "", quoted);
        mail(&desk, &said).await;
        mail(&desk, &format!("Received: by another road\n{said}")).await;
        assert_eq!(answers(&desk, id).await, ["Kalle Keittiö: Ehtii kuudelta."]);
        assert!(line(&desk, id).await.answers[0].by_mail);
        mail(&desk, &letter("kalle@revontuli.example", &reply_to, "two", "", "Tai sittenkin seitsemältä."))
            .await;
        assert_eq!(answers(&desk, id).await.len(), 2);
        assert_eq!(fates(&desk).await, [("filed", 1), ("answer", 2), ("aside", 2)]);
        assert_eq!(letters(&desk).await.len(), 3, "who asked hears of both");
        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [open] of Aino Asiakas, owned by Aava Agentti, customer waits
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
            "#]],
        )
        .await;
    });
}

#[test]
fn what_comes_by_a_secret_from_anybody_else_joins_nothing() {
    on_both(|House { desk, by, .. }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let admin = join(&desk, "Aatu Admin", "aatu@revontuli.example", Role::Admin).await;
        let id = desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        let secret = token(&desk, id, kitchen).await.expect("a secret");
        let reply_to = format!("palvelu+{secret}@valta.example");
        // It was sent on: to the customer, whose open case would take whatever they write.
        mail(&desk, &letter("aino@asiakas.example", &reply_to, "a", "", "Sain tämän teiltä?")).await;
        // A colleague who was not asked.
        mail(&desk, &letter("aatu@revontuli.example", &reply_to, "b", "", "Minäpä tiedän.")).await;
        // A secret that nobody was given.
        let guessed = format!("palvelu+{}@valta.example", "a".repeat(26));
        mail(&desk, &letter("kalle@revontuli.example", &guessed, "c", "", "Ehtii.")).await;
        // Later than anybody waits for.
        desk.clock().set(START.plus(91 * DAY));
        mail(&desk, &letter("kalle@revontuli.example", &reply_to, "d", "", "Ehtii.")).await;
        desk.end_login(admin, kitchen.agent).await.expect("left");
        mail(&desk, &letter("kalle@revontuli.example", &reply_to, "e", "", "Ehtii.")).await;
        assert!(answers(&desk, id).await.is_empty());
        let contacts = move |tx: &mut valta_store::Tx<'_>| {
            let of_case = views::contact::of_case(tx, case, Timestamp(i64::MAX), 9)?;
            let cases = views::case::list(
                tx,
                Scope::All,
                &views::case::CaseFilter { limit: 50, ..Default::default() },
            )?;
            Ok((of_case.len(), cases.len()))
        };
        let (in_thread, cases) = desk.reader().look(contacts).await.expect("look");
        assert_eq!(in_thread, 1, "the customer's conversation has what it had");
        assert_eq!(cases, 6, "somebody sees each of them");
        assert_eq!(fates(&desk).await, [("filed", 6)]);
    });
}

/// The only letter to a colleague, as it leaves.
async fn first_letter(desk: &Desk) -> String {
    let (relay, heard) = takes_one();
    let mut settings = desk.settings().clone();
    settings.mail.relay = Some(relay);
    let sending = Desk::new(desk.db().clone(), settings, Clock::hand(START));
    sending.notify_next().await.expect("sent");
    String::from_utf8(heard.join().expect("heard")).expect("text")
}

/// The letter itself may be answered without its secret, from the program that kept it, and no longer than by the secret.
#[test]
fn an_answer_to_the_letter_itself_runs_out_as_the_secret_does() {
    on_both(|House { desk, by, .. }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let id = desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        let left = first_letter(&desk).await;
        let letter_id = left.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("an id");
        let colleague = async |number: &str, more: &str, body: &str| {
            let more = format!("In-Reply-To: {letter_id}\n{more}");
            mail(&desk, &letter("kalle@revontuli.example", "palvelu@valta.example", number, &more, body))
                .await;
        };
        colleague("loma", "Auto-Submitted: auto-replied\n", "Olen lomalla.").await;
        for (days, number, heard) in [(89, "one", 1), (90, "two", 1)] {
            desk.clock().set(START.plus(days * DAY));
            colleague(number, "", "Ehtii.").await;
            assert_eq!(answers(&desk, id).await.len(), heard, "after {days} days");
        }
        assert_eq!(fates(&desk).await, [("filed", 2), ("answer", 1), ("aside", 1)]);
    });
}

/// Letters name hours as the house's calendar has them, whatever the configuration says.
#[test]
fn a_letter_gives_the_hour_of_the_houses_calendar() {
    on_both(|House { desk, by, lead }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let calendar = Calendar { time_zone: "Asia/Tokyo".into(), ..Calendar::default() };
        desk.set_calendar(lead, None, calendar).await.expect("hours");
        desk.ask_colleagues(by, None, question(case, &[to(kitchen)])).await.expect("asked");
        let letter = first_letter(&desk).await;
        // 18.13 in Helsinki.
        assert!(letter.contains("22.9.2026 klo 0.13"), "{letter}");
    });
}

/// Whoever is finding something out has stopped other work for it: they hear that nobody waits any more.
#[test]
fn whoever_was_asked_hears_that_it_is_over() {
    on_both(|House { desk, by, lead }| async move {
        let (case, kitchen) = begun(&desk, by).await;
        let ask = async || desk.ask_colleagues(by, None, question(case, &[to(kitchen), to(lead)])).await;
        let first = ask().await.expect("asked");
        desk.clock().set(START.plus(MINUTE));
        desk.withdraw_question(by, None, first, None).await.expect("withdrawn");
        let over =
            |all: Vec<String>| all.into_iter().filter(|one| one.ends_with(" over")).collect::<Vec<_>>();
        let both = ["Kalle Keittiö over", "Liisa Liidi over"];
        assert_eq!(over(letters(&desk).await), both);

        // The customer's own yes ends it, and so does whoever resolves the matter; what was answered is not over.
        let (second, third) = (ask().await.expect("asked"), ask().await.expect("asked"));
        answer(&desk, kitchen, third, "Ehtii.").await.expect("answered");
        desk.clock().set(START.plus(2 * MINUTE));
        let reply = WriteReply { case, body: "Kysyn keittiöstä.".into(), seen: None };
        desk.reply(by, None, reply).await.expect("reply");
        let look = move |tx: &mut valta_store::Tx<'_>| views::link::of_case(tx, case);
        let links = desk.reader().look(look).await.expect("look");
        let (asked, link) = (desk.clone(), links[0].id);
        let address = desk.reader().look(move |tx| asked.link_address(tx, link)).await.expect("look");
        let secret = address.expect("an address").rsplit('/').next().unwrap_or_default().to_owned();
        desk.tell_solved(secret, None, true).await.expect("told");
        assert_eq!(line(&desk, second).await.how, Some(Ended::Over));
        assert_eq!(over(letters(&desk).await), [both, both].concat());
        assert_eq!(waiting(&desk, kitchen).await, 0);
        assert_eq!(finding_out(&desk, case).await, None);
        // What they know is heard all the same.
        answer(&desk, kitchen, second, "Se oli rikki.").await.expect("answered");
    });
}
